#include <sys/stat.h>

#include "base/concat.h"
#include "base/embedded.h"
#include "base/text.h"
#include "commands.h"
#include "format/json.h"
#include "render/changes.h"
#include "traveler/error.h"

namespace traveler::format::schemas {
std::span<const EmbeddedFile> embedded_files();
}

namespace traveler::cmd {
namespace {

constexpr std::string_view kSchemaSuffix = ".schema.json";
constexpr std::string_view kOperations = "operations";

std::string_view schema_name(const EmbeddedFile& file) {
  return file.name.substr(0, file.name.size() - kSchemaSuffix.size());
}

std::string title_of(std::string_view schema) {
  // Schemas hold numbers that are no workspace's business; only the title is wanted.
  const std::size_t key = schema.find("\"title\":");
  if (key == std::string_view::npos) return {};
  const std::size_t start = schema.find('"', key + 8);
  const std::size_t end = start == std::string_view::npos ? start : schema.find('"', start + 1);
  return end == std::string_view::npos ? std::string{}
                                       : std::string(schema.substr(start + 1, end - start - 1));
}

}  // namespace

void tell_replayed(const Context& context) {
  if (!context.options.quiet && context.format() == Format::kTable)
    context.streams.err("this is the answer kept under the idempotency key; nothing was done now\n");
}

void tell_clock(const Context& context, const Answer& answer) {
  if (!answer.clock_behind.empty())
    context.streams.err(concat("traveler: warning: ", answer.clock_behind, '\n'));
}

int run_init(const Context& context, const OperationSpec& operation, const Request& request) {
  const Value& directory = request.arguments["directory"];
  const std::string where = directory.is_text() ? directory.as_text() : ".";
  const Login login = context.streams.login();
  const std::string printed = login.name == request.actor ? login.printed_name : request.actor;
  std::string path = concat(where, "/.traveler");
  if (request.dry_run) {
    struct stat info {};
    if (::stat(concat(path, "/traveler.db").c_str(), &info) == 0) {
      throw Error(ErrorCode::kWorkspaceExists, concat("there is a workspace in ", path, " already"));
    }
  } else {
    const Workspace made =
        Workspace::init(where, request.actor, printed, request.idempotency_key, workspace_options(context));
    path = made.path();
    if (made.replayed()) tell_replayed(context);
  }
  Value made = Value::object();
  made.add("path", path).add("user", request.actor);
  Value answer = Value::object();
  answer.add("op", "init")
      .add("seq", request.dry_run ? Value() : Value(1))
      .add("dry_run", request.dry_run)
      .add("workspaces", Value::List{std::move(made)});
  const auto tell = [&] {
    write_change(context, operation, answer, [&] {
      return concat(request.dry_run ? "would make a workspace in " : "made a workspace in ", path, "; ",
                    request.actor, " is its admin\nnext: traveler procedure add FILE\n");
    });
    context.streams.flush();
  };
  try {
    tell();
  } catch (const Error& error) {
    // Exit 6 promises that nothing was written.
    if (request.dry_run) throw;
    throw Error(ErrorCode::kOutcomeUnknown, concat("the workspace was made, but: ", error.message()));
  }
  return 0;
}

int run_version(const Context& context) {
  const Format format = context.format();
  if (format == Format::kJson || format == Format::kNdjson) {
    context.streams.out(format::to_json(Value::object().add("version", version())) + '\n');
  } else if (format == Format::kId) {
    context.streams.out(concat(version(), '\n'));
  } else {
    context.streams.out(concat("traveler ", version(), '\n'));
  }
  return 0;
}

int run_schema(const Context& context, const OperationSpec& operation, const Request& request) {
  const auto files = format::schemas::embedded_files();
  if (operation.name == "schema.list") {
    write_list(context, operation, [&](const RowSink& row) {
      for (const EmbeddedFile& file : files) {
        row(Value::object().add("name", schema_name(file)).add("title", title_of(file.text)));
      }
      row(Value::object().add("name", kOperations).add("title", "One operation with its arguments"));
    });
    return 0;
  }
  const std::string& name = request.arguments["name"].as_text();
  std::vector<std::string_view> names{kOperations};
  for (const EmbeddedFile& file : files) {
    if (schema_name(file) == name) {
      context.streams.out(file.text);
      return 0;
    }
    names.push_back(schema_name(file));
  }
  if (name == kOperations) {
    context.streams.out(operations_schema());
    return 0;
  }
  const auto near = closest(name, names);
  throw Error(ErrorCode::kNotFound, concat("there is no schema '", name, "'"))
      .with_subject(name)
      .with_hint(near ? concat("did you mean '", *near, "'?") : "`traveler schema list` lists them");
}

}  // namespace traveler::cmd
