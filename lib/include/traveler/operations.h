#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "traveler/export_macro.h"
#include "traveler/kinds.h"
#include "traveler/value.h"

namespace traveler {

/// What an argument holds; decides how text is read and what a request may carry.
enum class ArgumentType : std::uint8_t {
  kText,      ///< any text
  kId,        ///< an id or name of `ArgumentSpec::refers_to`
  kFlag,      ///< true or absent
  kInteger,   ///< a whole number, 0 or more
  kQuantity,  ///< an exact decimal, at most six places; travels as text
  kTime,      ///< RFC 3339
  kDuration,  ///< 30m, 2h, 3d
  kChoice,    ///< one of `ArgumentSpec::choices`
  kPairs,     ///< key=value; in requests an object
  kDocument,  ///< a file that is read: {"file": name, "text": content}
  kFile,      ///< a path that stays a path
};

/// One argument of an operation, positional or option.
struct ArgumentSpec {
  std::string_view name;  ///< in requests, with `_`; the option is `--name` with `-`
  ArgumentType type = ArgumentType::kText;
  std::string_view help = {};
  bool positional = false;
  bool required = false;
  bool many = false;             ///< may be given more than once; in requests a list under `plural`
  std::string_view plural = {};  ///< name in requests when many; default: `name`
  ObjectKind refers_to = ObjectKind::kNothing;
  std::span<const std::string_view> choices = {};
  std::string_view metavar = {};  ///< default: the name in capitals
  char letter = 0;                ///< short option, or 0
};

/// What an operation does to the workspace.
enum class Effect : std::uint8_t {
  kReads,    ///< answers from one consistent read
  kChanges,  ///< one transaction with its history; needs the permission of its name
  kLocal,    ///< carried out by the program itself: no workspace, or more than one answer
};

/// One declaration from which flags, request decoding, permission, history name, help, manual,
/// completion and schema follow.
struct OperationSpec {
  std::string_view name;  ///< noun and verb with a dot, `step.complete`, or a lone verb; also the permission
  Effect effect = Effect::kReads;
  std::string_view summary;           ///< one line, imperative, no full stop
  std::string_view description = {};  ///< further paragraphs of the manual page
  std::span<const ArgumentSpec> arguments = {};
  bool lists = false;  ///< the answer is a list of rows
  /// What `--format` takes, the default first. Empty: what every operation takes.
  std::span<const std::string_view> formats = {};
  std::string_view answer = {};  ///< object kind of the answer, `run`, for `--fields` and tables
};

/// All operations, in the order of the manual.
TRAVELER_API std::span<const OperationSpec* const> catalogue();

/// The operation of that name, or nullptr.
TRAVELER_API const OperationSpec* find_operation(std::string_view name);

/// The name under which a request carries the argument.
TRAVELER_API std::string_view request_name(const ArgumentSpec& argument);

/// One request: an operation with its arguments and the circumstances of cli.md's global options.
struct Request {
  std::string operation;
  Value arguments = Value::object();  ///< by `request_name`
  std::string actor;                  ///< user name
  std::optional<std::string> reason;
  std::optional<std::string> at;  ///< RFC 3339
  bool dry_run = false;
  std::optional<std::string> idempotency_key;  ///< the same key and request again: the answer kept
  std::optional<std::int64_t> if_revision;     ///< refused when the subject is of another one
  bool explain = false;  ///< for people: fills `Answer::happened`, and `step.show` tells who moved the step
};

}  // namespace traveler
