#include "run.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <new>

#include "arguments.h"
#include "base/concat.h"
#include "base/text.h"
#include "commands.h"
#include "documents.h"
#include "errors.h"
#include "help.h"
#include "invocation.h"
#include "output.h"
#include "render/changes.h"
#include "render/next.h"
#include "traveler/error.h"
#include "traveler/workspace.h"

namespace traveler::cmd {
namespace {

constexpr int kBrokenPipe = 141;

std::string variable(const Streams& streams, const std::string& name) {
  return streams.environment(name).value_or(std::string{});
}

bool wants_color(const Streams& streams, const std::optional<bool>& chosen, bool terminal) {
  if (chosen) return *chosen;
  return terminal && variable(streams, "NO_COLOR").empty() && variable(streams, "TERM") != "dumb";
}

View view_of(const Streams& streams, const std::optional<bool>& color) {
  View view;
  if (streams.out_is_terminal) view.width = streams.width;
  view.color = wants_color(streams, color, streams.out_is_terminal);
  return view;
}

void change_directory(const std::string& directory) {
  if (directory.empty() || ::chdir(directory.c_str()) == 0) return;
  const int why = errno;
  const bool missing = why == ENOENT || why == ENOTDIR;
  throw Error(missing ? ErrorCode::kNotFound : ErrorCode::kStorageIo,
              concat("-C: cannot go to ", directory, ": ", std::strerror(why)))
      .with_subject(directory);
}

/// Makes the change. Values that came with a refused completion are lost with it, which is worth saying.
Answer change(Workspace& workspace, const Request& request) {
  try {
    return workspace.execute(request);
  } catch (Error& error) {
    const Value& set = request.arguments["set"];
    if (error.code() == ErrorCode::kGateUnmet && set.is_object() && error.hint().empty()) {
      error.with_hint(concat("nothing was recorded; `traveler step record ", error.subject(),
                             " KEY=VALUE...` keeps the values"));
    }
    throw;
  }
}

/// The zone in which people read times. What this machine lacks is told when it is set, not by each reading.
TimeZone zone_of(Workspace& workspace) {
  Request request;
  request.operation = "config.get";
  request.arguments = Value::object().add("key", "timezone");
  const Value setting = workspace.execute(request);
  return TimeZone::load(setting["value"].as_text()).value_or(TimeZone());
}

int run_change(const Context& context, const OperationSpec& operation, Request& request) {
  if (context.options.list_fields) {
    write_object(context, operation, {});
    return 0;
  }
  Workspace workspace = open_workspace(context);
  request.actor = actor_of(context);
  request.explain = writes_text(context) && !context.options.quiet;
  const Answer answer = change(workspace, request);
  const TimesShownIn zone([&] { return zone_of(workspace); });
  try {
    write_change(context, operation, answer, [&] {
      return concat(render_change(operation, request, answer, context.view),
                    next_steps(answer.happened, context.view));
    });
    context.streams.flush();
    if (answer.replayed) tell_replayed(context);
    tell_clock(context, answer);
  } catch (const Error& error) {
    // Exit 6 promises that nothing was written.
    if (request.dry_run || answer.replayed) throw;
    throw Error(ErrorCode::kOutcomeUnknown, concat("the change was made, but: ", error.message()))
        .with_hint("look before you do it again");
  }
  context.streams.leave(std::move(workspace));
  return exit_of(operation, answer);
}

int run_read(const Context& context, const OperationSpec& operation, Request& request) {
  if (context.options.list_fields) {
    write_object(context, operation, {});
    return 0;
  }
  Workspace workspace = open_workspace(context);
  // Reading needs no actor: the login is not looked up for it.
  request.actor =
      context.options.actor.empty() ? variable(context.streams, "TRAVELER_ACTOR") : context.options.actor;
  if (operation.lists && request.arguments["assignee"] == Value("me")) request.actor = actor_of(context);
  const TimesShownIn zone([&] { return zone_of(workspace); });
  if (operation.lists) {
    write_list(context, operation, [&](const RowSink& row) { workspace.execute(request, row); });
    context.streams.leave(std::move(workspace));
    return 0;
  }
  request.explain = writes_text(context);
  const Value answer = workspace.execute(request);
  write_object(context, operation, answer);
  context.streams.leave(std::move(workspace));
  return exit_of(operation, answer);
}

int show_help(const Streams& streams, std::string_view noun, const OperationSpec* operation) {
  const View view = view_of(streams, std::nullopt);
  if (operation != nullptr) {
    streams.out(help_of_operation(*operation, view));
  } else {
    streams.out(noun.empty() ? help_overview(view) : help_of_noun(noun, view));
  }
  return 0;
}

/// `traveler help [NOUN [VERB]]`: the names are looked up as those of a command would be.
int run_help(const Context& context, const Request& request) {
  std::vector<std::string> names;
  for (const std::string_view argument : {"noun", "verb"}) {
    if (const Value& name = request.arguments[argument]; name.is_text()) names.push_back(name.as_text());
  }
  names.emplace_back("--help");
  const Invocation topic = names.size() == 1 ? Invocation{} : find_invocation(names);
  return show_help(context.streams, topic.topic, topic.operation);
}

int run_local(const Context& context, const OperationSpec& operation, Request& request) {
  const bool changes = operation.name == "init" || operation.name == "apply";
  if (changes && context.options.list_fields) {
    write_object(context, operation, {});
    return 0;
  }
  if (request.if_revision || (request.idempotency_key && !changes)) {
    throw Error(
        ErrorCode::kUsage,
        concat(typed_name(operation), request.if_revision ? " has no revision to compare"
                                                          : " changes nothing: it takes no idempotency key"));
  }
  if (operation.name == "help") return run_help(context, request);
  if (operation.name == "version") return run_version(context);
  if (operation.name == "init") {
    request.actor = actor_of(context);
    return run_init(context, operation, request);
  }
  if (operation.name == "apply") return run_apply(context, request);
  if (operation.name == "export") return run_export(context, request);
  if (operation.name == "sql") return run_sql(context, request);
  if (operation.name == "procedure.validate") return run_validate(context, operation, request);
  if (operation.name == "procedure.graph") return run_graph(context, request);
  if (operation.name == "procedure.diff") return run_diff(context, operation, request);
  return run_schema(context, operation, request);
}

int run_operation(const Invocation& invocation, const Streams& streams) {
  const OperationSpec& operation = *invocation.operation;
  Parsed parsed = parse_arguments(operation, invocation.arguments);
  if (parsed.options.help) return show_help(streams, {}, &operation);
  View view = view_of(streams, parsed.options.color);
  view.verbose = parsed.options.verbose;
  const Context context{streams, parsed.options, view};
  change_directory(parsed.options.directory);
  if (operation.effect == Effect::kLocal) return run_local(context, operation, parsed.request);
  load_documents(operation, parsed.request.arguments, streams);
  return operation.effect == Effect::kChanges ? run_change(context, operation, parsed.request)
                                              : run_read(context, operation, parsed.request);
}

int dispatch(const std::vector<std::string>& arguments, const Streams& streams) {
  // The commonest question of scripts is answered before anything is looked up.
  if (arguments.size() == 1 && (arguments[0] == "version" || arguments[0] == "--version")) {
    streams.out(concat("traveler ", version(), '\n'));
    return 0;
  }
  if (!arguments.empty() && arguments[0] == "__complete") {
    return run_complete(streams, {arguments.begin() + 1, arguments.end()});
  }
  const Invocation invocation = find_invocation(arguments);
  if (invocation.operation == nullptr) {
    if (!invocation.version) return show_help(streams, invocation.topic, nullptr);
    streams.out(concat("traveler ", version(), '\n'));
    return 0;
  }
  return run_operation(invocation, streams);
}

int report(const Error& error, const std::vector<std::string>& arguments, const Streams& streams) {
  ErrorStyle style;
  style.json = asks_for_json(arguments);
  style.color = wants_color(streams, std::nullopt, streams.err_is_terminal);
  streams.err(describe_error(error, style));
  return exit_code(error.code());
}

}  // namespace

WorkspaceOptions workspace_options(const Context& context) {
  WorkspaceOptions options;
  options.lock_timeout = context.options.lock_timeout;
  const std::string trusted = variable(context.streams, "TRAVELER_SAFE_WORKSPACES");
  for (const std::string_view path : split(trusted, ':')) {
    if (!path.empty()) options.trusted.emplace_back(path);
  }
  options.login = [login = context.streams.login] { return login().name; };
  return options;
}

Workspace open_workspace(const Context& context) {
  std::string path = context.options.workspace;
  if (path.empty()) path = variable(context.streams, "TRAVELER_WORKSPACE");
  if (path.empty()) path = Workspace::discover(".");
  if (path.empty()) {
    throw Error(ErrorCode::kWorkspaceNotFound, "there is no workspace here or in a folder above")
        .with_hint("`traveler init` makes one; --workspace names another");
  }
  return Workspace::open(path, workspace_options(context));
}

std::string actor_of(const Context& context) {
  if (!context.options.actor.empty()) return context.options.actor;
  std::string actor = variable(context.streams, "TRAVELER_ACTOR");
  return actor.empty() ? context.streams.login().name : actor;
}

int run(const std::vector<std::string>& arguments, const Streams& streams) {
  try {
    try {
      const int exit = dispatch(arguments, streams);
      streams.flush();
      return exit;
    } catch (const Error& error) {
      return report(error, arguments, streams);
    } catch (const std::bad_alloc&) {
      return report(Error(ErrorCode::kInternal, "out of memory"), arguments, streams);
    } catch (const std::exception& bug) {
      return report(Error(ErrorCode::kInternal, concat("this is a bug in traveler: ", bug.what())), arguments,
                    streams);
    }
  } catch (const BrokenPipe&) {
    return kBrokenPipe;
  } catch (const std::exception&) {
    // Even the message cannot be written.
    return exit_code(ErrorCode::kStorageIo);
  }
}

}  // namespace traveler::cmd
