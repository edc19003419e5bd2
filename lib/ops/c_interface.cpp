#include <cstdlib>
#include <cstring>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "base/concat.h"
#include "format/bulk_line.h"
#include "format/decode.h"
#include "format/objects.h"
#include "format/value_json.h"
#include "ops/boundary.h"
#include "traveler/error.h"
#include "traveler/traveler.h"
#include "traveler/workspace.h"

struct traveler_workspace {
  traveler::Workspace workspace;
  bool replayed = false;
};

namespace traveler::ops {
namespace {

/// What traveler_error_text gives.
std::string& last_error() {
  thread_local std::string text;
  return text;
}

/// A copy that `free` gives back, and that may be read by programs which know no std::string.
char* copied(const std::string& text) {
  auto* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy != nullptr) std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

/// Does something for a C caller; answers its exit code, and leaves the text of what went wrong.
/// `refused` is told of the error.
template <class Function, class Refused>
int for_c(const Function& function, const Refused& refused) noexcept {
  try {
    last_error().clear();
    try {
      within_library(function);
      return 0;
    } catch (const Error& error) {
      last_error() = concat(to_text(error.code()), ": ", error.message());
      refused(error);
      return exit_code(error.code());
    }
  } catch (...) {
    // Nothing but memory can be lacking here.
    return exit_code(ErrorCode::kInternal);
  }
}

const char* need(const char* text, std::string_view name) {
  if (text != nullptr) return text;
  throw Error(ErrorCode::kUsage, concat(name, " is NULL"));
}

void need_place(const void* place, std::string_view name) {
  if (place == nullptr) throw Error(ErrorCode::kUsage, concat(name, " is NULL"));
}

Request read_request(const char* json) {
  format::Document document = format::read_document({}, json, format::Syntax::kJson, format::value_limits());
  format::BulkLine line;
  format::decode_bulk_line(document, document.root, find_operation, line, true);
  const OperationSpec* operation = find_operation(line.op);
  if (operation != nullptr && operation->effect == Effect::kChanges && !line.actor) {
    throw Error(ErrorCode::kUsage, concat(line.op, " changes the workspace: the request needs an actor"))
        .with_hint("name the user under \"as\"");
  }
  return {std::move(line.op), std::move(line.args), line.actor.value_or(""), std::move(line.reason),
          std::move(line.at), line.dry_run,         std::move(line.key),     line.if_revision};
}

template <class Make>
int make_workspace(traveler_workspace** workspace, const Make& make) noexcept {
  if (workspace != nullptr) *workspace = nullptr;
  return for_c(
      [&] {
        need_place(workspace, "workspace");
        *workspace = new traveler_workspace{make()};
      },
      [](const Error&) {});
}

}  // namespace
}  // namespace traveler::ops

using namespace traveler;

const char* traveler_version(void) noexcept { return TRAVELER_VERSION; }

int traveler_open(const char* path, int lock_timeout_ms, traveler_workspace** workspace) noexcept {
  return ops::make_workspace(workspace, [&] {
    WorkspaceOptions options;
    if (lock_timeout_ms >= 0) options.lock_timeout = std::chrono::milliseconds(lock_timeout_ms);
    return Workspace::open(ops::need(path, "path"), options);
  });
}

int traveler_init(const char* directory, const char* actor, const char* printed_name,
                  traveler_workspace** workspace) noexcept {
  return ops::make_workspace(workspace, [&] {
    return Workspace::init(ops::need(directory, "directory"), ops::need(actor, "actor"),
                           ops::need(printed_name, "printed_name"));
  });
}

int traveler_execute(traveler_workspace* workspace, const char* request, char** answer) noexcept {
  if (answer != nullptr) *answer = nullptr;
  return ops::for_c(
      [&] {
        ops::need_place(workspace, "workspace");
        ops::need_place(answer, "answer");
        workspace->replayed = false;
        const Answer done = workspace->workspace.execute(ops::read_request(ops::need(request, "request")));
        workspace->replayed = done.replayed;
        *answer = ops::copied(done.to_json());
        if (*answer == nullptr) throw Error(ErrorCode::kOutcomeUnknown, "no memory for the answer");
      },
      [&](const Error& error) {
        if (answer != nullptr)
          *answer = ops::copied(Value::object().add("error", format::error_value(error)).to_json());
      });
}

int traveler_replayed(const traveler_workspace* workspace) noexcept {
  return workspace != nullptr && workspace->replayed ? 1 : 0;
}

const char* traveler_error_text(void) noexcept { return ops::last_error().c_str(); }

void traveler_free(char* text) noexcept { std::free(text); }

void traveler_close(traveler_workspace* workspace) noexcept { delete workspace; }
