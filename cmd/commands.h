#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "output.h"
#include "traveler/operations.h"
#include "traveler/workspace.h"

namespace traveler::cmd {

/// What the options and the environment say of opening a workspace.
WorkspaceOptions workspace_options(const Context& context);
/// Finds and opens the workspace: --workspace, else TRAVELER_WORKSPACE, else the nearest upward.
Workspace open_workspace(const Context& context);

/// Who to act for: --as, else TRAVELER_ACTOR, else the login.
std::string actor_of(const Context& context);

/// Tells people that a change was answered from its idempotency key.
void tell_replayed(const Context& context);
/// Warns when the machine's clock is behind the history.
void tell_clock(const Context& context, const Answer& answer);

// The commands that need no workspace, or more than one answer of it. Each returns the exit code.
int run_init(const Context& context, const OperationSpec& operation, const Request& request);
int run_schema(const Context& context, const OperationSpec& operation, const Request& request);
int run_apply(const Context& context, const Request& request);
int run_export(const Context& context, const Request& request);
int run_sql(const Context& context, const Request& request);
int run_validate(const Context& context, const OperationSpec& operation, const Request& request);
int run_graph(const Context& context, const Request& request);
int run_diff(const Context& context, const OperationSpec& operation, const Request& request);
int run_version(const Context& context);

/// `traveler __complete KIND PREFIX`: candidates for the shell, one a line. Prints nothing when anything
/// goes wrong.
int run_complete(const Streams& streams, const std::vector<std::string>& arguments);

/// The schema of one line of `apply`: every operation with its arguments (JSON Schema, draft-07).
std::string operations_schema();

}  // namespace traveler::cmd
