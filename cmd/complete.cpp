#include <unistd.h>

#include "base/concat.h"
#include "base/embedded.h"
#include "commands.h"
#include "fields.h"
#include "model/kinds.h"
#include "traveler/error.h"

namespace traveler::format::schemas {
std::span<const EmbeddedFile> embedded_files();
}

namespace traveler::cmd {
namespace {

constexpr std::size_t kMostCandidates = 200;
/// Rows looked at, found or not: the shell waits for the answer.
constexpr std::size_t kMostRows = 5000;

struct Enough {};

class Candidates {
 public:
  Candidates(const Streams& streams, std::string prefix) : streams_(streams), prefix_(std::move(prefix)) {}

  void add(std::string_view candidate) {
    if (++seen_ > kMostRows) throw Enough{};
    if (!candidate.starts_with(prefix_)) return;
    streams_.out(concat(candidate, '\n'));
    if (++found_ == kMostCandidates) throw Enough{};
  }

  void add_rows(Workspace& workspace, std::string_view operation, Value arguments = Value::object()) {
    if (find_operation(operation) == nullptr) return;
    Request request;
    request.operation = operation;
    request.arguments = std::move(arguments);
    workspace.execute(request, [&](const Value& row) { add(id_of(row)); });
  }

  const std::string& prefix() const { return prefix_; }

 private:
  const Streams& streams_;
  std::string prefix_;
  std::size_t seen_ = 0;
  std::size_t found_ = 0;
};

void complete(const Context& context, const std::string& kind, Candidates& candidates) {
  if (kind == "table") {
    for (const std::string_view table : export_tables()) candidates.add(table);
    return;
  }
  if (kind == "schema") {
    candidates.add("operations");
    for (const EmbeddedFile& file : format::schemas::embedded_files())
      candidates.add(file.name.substr(0, file.name.find('.')));
    return;
  }
  Workspace workspace = open_workspace(context);
  if (kind == "step" || kind == "field") {
    const std::size_t slash = candidates.prefix().find('/');
    if (slash == std::string::npos) return candidates.add_rows(workspace, "step.next");
    return candidates.add_rows(workspace, "step.list",
                               Value::object().add("run", candidates.prefix().substr(0, slash)));
  }
  if (const KindSpec* spec = find_kind(kind); spec != nullptr && !spec->list.empty())
    candidates.add_rows(workspace, spec->list);
}

}  // namespace

int run_complete(const Streams& streams, const std::vector<std::string>& arguments) {
  if (arguments.empty()) return 0;
  GlobalOptions options;
  options.lock_timeout = std::chrono::milliseconds(0);
  const Context context{streams, options, {}};
  Candidates candidates(streams, arguments.size() > 1 ? arguments[1] : "");
  try {
    complete(context, arguments[0], candidates);
  } catch (const Enough&) {
    // More would not help anybody who types.
  } catch (const std::exception&) {
    // The shell shows what is printed; there is nobody to tell.
  }
  streams.flush();
  return 0;
}

}  // namespace traveler::cmd
