#include "ops/carry_out.h"

#include "base/concat.h"
#include "base/text.h"
#include "format/arguments.h"
#include "format/json.h"
#include "ops/boundary.h"
#include "ops/step_target.h"
#include "ops/what_happened.h"
#include "store/request_keys.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr std::size_t kLongestKey = 200;

/// A document counts by what it says: the file may have been moved since.
Value content_of(const ArgumentSpec& argument, const Value& value) {
  if (argument.type != ArgumentType::kDocument) return value;
  if (value.is_object()) return value["text"];
  Value texts = Value::list();
  if (value.is_list()) {
    for (const Value& document : value.as_list()) texts.push(document["text"]);
  }
  return texts;
}

Digest digest_of(const OperationSpec& spec, const Request& request) {
  Value arguments = Value::object();
  for (const ArgumentSpec& argument : spec.arguments) {
    const Value& value = request.arguments[request_name(argument)];
    if (!value.is_null()) arguments.add(request_name(argument), content_of(argument, value));
  }
  const auto text = [](const std::optional<std::string>& value) { return value ? Value(*value) : Value(); };
  Value all = Value::object();
  all.add("op", request.operation)
      .add("arguments", std::move(arguments))
      .add("actor", request.actor)
      .add("reason", text(request.reason))
      .add("at", text(request.at))
      .add("if_revision", request.if_revision ? Value(*request.if_revision) : Value());
  return sha256({format::to_canonical_json(all)});
}

/// The operation that a request names, when what surrounds its arguments goes with it.
const Operation& operation_of(const Request& request) {
  const Operation* operation = find(request.operation);
  if (operation == nullptr || (operation->change == nullptr && operation->read == nullptr)) {
    std::vector<std::string_view> names;
    for (const OperationSpec* spec : catalogue()) {
      if (spec->effect != Effect::kLocal) names.push_back(spec->name);
    }
    const auto near = operation == nullptr ? closest(request.operation, names) : std::nullopt;
    throw Error(ErrorCode::kUsage, concat("'", request.operation, "' is not an operation of a workspace"))
        .with_hint(near ? concat("did you mean '", *near, "'?") : "");
  }
  if (operation->change == nullptr && (request.idempotency_key || request.if_revision)) {
    throw Error(ErrorCode::kUsage, concat(request.operation, " changes nothing: it takes ",
                                          request.idempotency_key ? "no idempotency key" : "no revision"));
  }
  if (request.reason && (invalid_utf8(*request.reason) || request.reason->find('\0') != std::string::npos))
    throw Error(ErrorCode::kUsage, "the reason is not valid UTF-8, or contains a NUL character");
  return *operation;
}

/// A run that has ended is told of before the actor's permission is: nobody may change its steps.
void refuse_locked(Command& command, const OperationSpec& operation, const Arguments& args) {
  if (!operation.name.starts_with("step.")) return;
  for (const std::string_view argument : {"steps", "step"}) {
    for (const std::string& id : args.texts(argument)) check_open(command, find_target(command.rows(), id));
  }
}

}  // namespace

PreparedRequest::PreparedRequest(const Request& request)
    : given_(&request), operation_(&operation_of(request)) {
  auto arguments = format::normalised_arguments(operation_->spec, request.arguments);
  if (!arguments) return;
  normalised_.emplace(Request{request.operation, std::move(*arguments), request.actor, request.reason,
                              request.at, request.dry_run, request.idempotency_key, request.if_revision,
                              request.explain});
}

void PreparedRequest::copy_file(const store::Connection& db) {
  if (operation_->attaches.empty()) return;
  const std::string& path = Arguments(request().arguments).text(operation_->attaches);
  file_.emplace(db.path(), path, !request().dry_run);
}

void check_key(const std::string& key) {
  if (!key.empty() && key.size() <= kLongestKey && !invalid_utf8(key) && key.find('\0') == std::string::npos)
    return;
  throw Error(ErrorCode::kUsage, concat("an idempotency key is a text of 1 to ", kLongestKey, " bytes"));
}

void refuse_key(const std::string& key) {
  throw Error(ErrorCode::kIdempotencyMismatch,
              concat("the idempotency key '", key, "' was used for another request"))
      .with_subject(key)
      .with_hint("nothing was done; give each request a key of its own");
}

std::optional<Value> find_kept_answer(store::Connection& db, const std::string& key, const Digest& request) {
  const auto kept = store::find_answer(db, key);
  if (!kept) return std::nullopt;
  if (kept->request == request) return format::parse_stored_json(kept->answer);
  refuse_key(key);
}

void keep_answer(store::Connection& db, const std::string& key, const Digest& request, const Value& answer,
                 Timestamp now) {
  store::put_answer(db, key, {request, format::to_json(answer)}, now);
}

Digest request_digest(const std::string& hex) {
  const auto digest = Digest::from_hex(hex);
  if (!digest) throw Error(ErrorCode::kInternal, "a digest of a request is no SHA-256");
  return *digest;
}

Value read_all(store::Connection& db, const PreparedRequest& prepared, Timestamp now) {
  const Operation& operation = prepared.operation();
  const Request& request = prepared.request();
  Query query{db, now, request.actor, request.explain};
  Value rows = Value::list();
  operation.read(query, Arguments(request.arguments), [&](Value row) { rows.push(std::move(row)); });
  if (operation.spec.lists) return rows;
  return rows.as_list().empty() ? Value() : std::move(rows.as_list().front());
}

void read_until_enough(const PreparedRequest& prepared, Query& query, const RowSink& row) {
  struct Enough {};
  try {
    prepared.operation().read(query, Arguments(prepared.request().arguments), [&](Value value) {
      if (!of_caller([&] { return row(std::move(value)); })) throw Enough{};
    });
  } catch (const Enough&) {
    // No operation has to ask each row for it: a read leaves nothing to undo.
  }
}

Answer carry_out(UnitOfWork& work, PreparedRequest& prepared, Timestamp now) {
  const Operation& operation = prepared.operation();
  const Request& request = prepared.request();
  std::optional<Digest> digest;
  if (request.idempotency_key) {
    check_key(*request.idempotency_key);
    digest = digest_of(operation.spec, request);
    if (auto kept = find_kept_answer(work.db(), *request.idempotency_key, *digest)) {
      if (request.dry_run && kept->is_object()) kept->set("seq", nullptr).set("dry_run", true);
      Answer replayed(std::move(*kept), true);
      if (request.explain) {
        replayed.happened = what_happened(work, request, replayed);
        replayed.happened.add("entries", 0).add("warnings", Value::list());
      }
      return replayed;
    }
  }
  Command command(work, request, now);
  const Arguments args(request.arguments);
  try {
    command.require_permission(operation.spec.name);
  } catch (const Error&) {
    refuse_locked(command, operation.spec, args);
    throw;
  }
  if (request.if_revision) refuse_locked(command, operation.spec, args);
  if (request.at) command.require_permission("history.backdate");
  command.give_attachment(prepared.file());
  if (request.if_revision) check_revision(command, operation.spec, args, *request.if_revision);
  Value made = operation.change(command, args);
  work.check_arrival();
  work.trim();
  Value answer = Value::object();
  answer.add("op", operation.spec.name);
  answer.add("seq", request.dry_run || command.last_seq() == 0 ? Value() : Value(command.last_seq()));
  answer.add("dry_run", request.dry_run);
  for (auto& [name, value] : made.as_object()) answer.add(name, std::move(value));
  // In a dry run too: what follows in the same transaction is to see it.
  if (digest) keep_answer(work.db(), *request.idempotency_key, *digest, answer, now);
  Answer done(std::move(answer));
  if (command.clock_behind() && command.appended() > 0)
    done.clock_behind = concat("the clock of this machine is behind: it says ", now.text(),
                               "; the time of the last entry, ", command.recorded_at().text(), ", was taken");
  if (request.explain) {
    done.happened = what_happened(work, request, done);
    done.happened.add("entries", command.appended()).add("warnings", command.warnings());
  }
  return done;
}

}  // namespace traveler::ops
