#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>

#include "base/concat.h"
#include "base/digest.h"
#include "bulk_input.h"
#include "commands.h"
#include "documents.h"
#include "errors.h"
#include "format/bulk_line.h"
#include "format/decode.h"
#include "format/json.h"
#include "format/objects.h"
#include "format/value_json.h"
#include "spelling.h"
#include "traveler/bulk.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

using Clock = std::chrono::steady_clock;

/// How far it is, on a terminal and only when it takes a while.
class Progress {
 public:
  Progress(const Streams& streams, bool wanted) : streams_(streams), wanted_(wanted) {}

  void tick(std::int64_t lines) {
    // The clock is not asked for each of a million lines.
    if (!wanted_ || lines % 64 != 0) return;
    const auto now = Clock::now();
    if (now - shown_ < (is_shown_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(1000))) return;
    shown_ = now;
    is_shown_ = true;
    const auto seconds = std::chrono::duration<double>(now - begun_).count();
    streams_.err(concat("\r", lines, " lines, ",
                        static_cast<std::int64_t>(static_cast<double>(lines) / seconds), " a second\x1b[K"));
  }
  void end() {
    if (is_shown_) streams_.err("\r\x1b[K");
    is_shown_ = false;
  }

 private:
  const Streams& streams_;
  bool wanted_;
  bool is_shown_ = false;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point shown_ = begun_;
};

/// Where the operations come from: standard input or a file, hashed as they are read.
class Source {
 public:
  Source(const std::string& path, const Streams& streams) : streams_(streams) {
    if (path == "-") return;
    file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0) refuse_read(path, errno);
    path_ = path;
  }
  ~Source() {
    if (file_ >= 0) ::close(file_);
  }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  std::size_t read(char* to, std::size_t most) {
    // Who feeds us line by line may wait for the answers.
    streams_.pass_on();
    const std::size_t got = file_ < 0 ? streams_.read(to, most) : read_file_part(to, most);
    hash_.add({to, got});
    return got;
  }
  /// Of everything read, with what decides how it is understood.
  Digest digest(const Request& request, const std::string& actor) {
    const std::string circumstances = format::to_json(Value::object()
                                                          .add("actor", actor)
                                                          .add("reason", format_text(request.reason))
                                                          .add("at", format_text(request.at)));
    hash_.add(circumstances);
    return hash_.finish();
  }

 private:
  static Value format_text(const std::optional<std::string>& text) { return text ? Value(*text) : Value(); }

  std::size_t read_file_part(char* to, std::size_t most) const {
    while (true) {
      const ssize_t got = ::read(file_, to, most);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) refuse_read(path_, errno);
    }
  }

  const Streams& streams_;
  int file_ = -1;
  std::string path_;
  Sha256 hash_;
};

/// The output cannot be written: no refusal of a line.
struct OutputFailed {
  std::string message;
};

/// What goes wrong is no refusal of one line: it ends the input, whatever the options say.
bool ends_everything(const Error& error) { return exit_code(error.code()) >= 6; }

class Applier {
 public:
  Applier(const Context& context, const Request& request)
      : context_(context),
        request_(request),
        each_(request.arguments["each"] == Value(true)),
        go_on_(request.arguments["continue_on_error"] == Value(true)),
        file_(request.arguments["file"].is_text() ? request.arguments["file"].as_text() : "-"),
        actor_(actor_of(context)),
        source_(file_, context.streams),
        input_([this](char* to, std::size_t most) { return source_.read(to, most); },
               format::value_limits().bytes),
        workspace_(open_workspace(context)),
        progress_(context.streams, context.streams.err_is_terminal && !context.options.quiet) {}

  int run() {
    if (go_on_ && !each_) {
      throw Error(ErrorCode::kUsage, "--continue-on-error goes with --each")
          .with_hint("without --each all lines are one transaction, which a refused line undoes");
    }
    const auto& key = request_.idempotency_key;
    // Nobody waits for us while we wait for the first line.
    if (file_ == "-") input_.peek();
    if (!each_ || request_.dry_run) bulk_ = std::make_unique<Bulk>(workspace_, each_);
    // Asked within the transaction: another process may apply the same input right now.
    if (key && !each_ && bulk_->knows_key(*key)) {
      bulk_.reset();
      return replay(*key);
    }
    if (key && each_ && (key->empty() || key->size() > kLongestKey))
      throw Error(ErrorCode::kUsage, concat("with --each a key has 1 to ", kLongestKey, " bytes"));
    try {
      apply_all();
      if (each_) context_.streams.flush();
    } catch (const OutputFailed& failed) {
      refuse_output(failed.message);
    } catch (const Error& error) {
      refuse_output(error.message());
    }
    progress_.end();
    if (each_) return exit_;
    Value last = Value::object();
    const bool commits = exit_ == 0 && !request_.dry_run;
    last.add("committed", commits).add("lines", count_);
    if (commits) {
      last.add("seq", bulk_->head());
      // Results count with the last line: they are on their way before it is true. A reader that takes its
      // time must not hold the workspace up.
      context_.streams.pass_on();
      if (key) bulk_->keep_answer(*key, source_.digest(request_, actor_).hex(), last);
      commit();
    }
    write_done(last);
    return exit_;
  }

 private:
  /// What goes before `:LINE` in the key of a line.
  static constexpr std::size_t kLongestKey = 180;

  /// Nothing was written, or with --each what was done stays done.
  [[noreturn]] void refuse_output(const std::string& why) const {
    if (!done_) throw Error(ErrorCode::kStorageIo, why);
    throw Error(ErrorCode::kOutcomeUnknown, concat("lines were carried out, but: ", why))
        .with_hint("look before you do it again, or give the lines keys");
  }

  void commit() {
    try {
      bulk_->commit();
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kOutcomeUnknown)
        write(Value::object().add("committed", false).add("lines", count_));
      throw;
    }
  }

  /// Exit 6 promises that nothing was written; after a change that is not so.
  void write_done(const Value& line) {
    try {
      write(line);
      context_.streams.flush();
    } catch (const Error& error) {
      if (exit_ != 0 || request_.dry_run) throw;
      throw Error(ErrorCode::kOutcomeUnknown, concat("the changes were made, but: ", error.message()))
          .with_hint("look before you do it again");
    }
  }

  /// The whole input was applied before: its last line again.
  int replay(const std::string& key) {
    std::string piece(std::size_t{64} << 10U, '\0');
    while (source_.read(piece.data(), piece.size()) > 0) {
    }
    const auto kept = workspace_.kept_answer(key, source_.digest(request_, actor_).hex());
    if (kept && request_.dry_run) {
      write(Value::object().add("committed", false).add("lines", (*kept)["lines"]));
    } else if (kept) {
      write(*kept);
    }
    return 0;
  }

  void apply_all() {
    if (is_yaml()) return apply_yaml();
    while (auto item = input_.next()) {
      if (!apply_text(*item)) return;
    }
  }

  bool is_yaml() {
    if (file_.ends_with(".yaml") || file_.ends_with(".yml")) return true;
    const bool is_json = file_.ends_with(".json") || file_.ends_with(".ndjson") || file_.ends_with(".jsonl");
    // An operation is an object: what begins with a dash is a list in YAML, or a remark or directive before
    // it.
    const char first = is_json ? '{' : input_.peek();
    return first == '-' || first == '#' || first == '%';
  }

  void apply_yaml() {
    const format::DocumentLimits limits;
    const std::string text = input_.rest(limits.bytes + 1);
    format::Document document = format::read_document(shown_file(file_), text, format::Syntax::kYaml, limits);
    try {
      format::refuse_findings(document);
      if (document.root.kind != format::NodeKind::kList && document.root.kind != format::NodeKind::kNull)
        throw Error(ErrorCode::kDocumentInvalid, "the document is no list of operations")
            .at(document.file, 1, 1);
    } catch (const Error& error) {
      refuse(1, "", error);
      return;
    }
    std::int64_t number = 0;
    for (const format::Node& node : document.root.items) {
      if (!apply(++number, document, node)) return;
    }
  }

  bool apply_text(const BulkItem& item) {
    if (!item.broken.empty() || item.too_long) {
      const std::string why =
          item.too_long ? concat("the operation is longer than ", format::value_limits().bytes >> 20U, " MiB")
                        : item.broken;
      return refuse(item.number, "",
                    Error(ErrorCode::kDocumentInvalid, why).at(shown_file(file_), item.line, item.column)) &&
             item.broken.empty();
    }
    format::Document document =
        format::read_document(shown_file(file_), item.text, format::Syntax::kJson, format::value_limits());
    shift(document, item);
    return apply(item.number, document, document.root);
  }

  /// The places in the input, of which the text is a part.
  static void shift(format::Document& document, const BulkItem& item) {
    for (Finding& finding : document.findings) {
      if (finding.line == 1) finding.column += item.column - 1;
      if (finding.end_line == 1) finding.end_column += item.column - 1;
      finding.line += item.line - 1;
      finding.end_line += item.line - 1;
    }
    if (item.line != 1 || item.column != 1) shift(document.root, item);
  }
  static void shift(format::Mark& mark, const BulkItem& item) {
    if (mark.line == 1) mark.column += item.column - 1;
    mark.line += item.line - 1;
  }
  static void shift(format::Node& node, const BulkItem& item) {
    shift(node.mark, item);
    for (format::Node& child : node.items) shift(child, item);
    for (auto& entry : node.entries) {
      shift(entry.key_mark, item);
      shift(entry.value, item);
    }
  }

  /// Carries out one operation; false when it is the last.
  bool apply(std::int64_t number, format::Document& document, const format::Node& node) {
    format::BulkLine line;
    try {
      format::decode_bulk_line(document, node, find_operation, line);
      const Value result = carry_out(number, line);
      ++count_;
      std::string out = concat("{\"line\":", number, ",\"ok\":true,\"op\":");
      format::append_json_text(out, line.op);
      out += ",\"result\":";
      format::append_json(out, result);
      out += "}\n";
      write_result(out, line.op);
    } catch (const Error& error) {
      return refuse(number, line.op, error);
    }
    progress_.tick(count_);
    return true;
  }

  Value carry_out(std::int64_t number, format::BulkLine& line) {
    Request request;
    request.operation = line.op;
    request.arguments = std::move(line.args);
    request.actor = line.actor ? std::move(*line.actor) : actor_;
    request.reason = line.reason ? std::move(line.reason) : request_.reason;
    request.at = line.at ? std::move(line.at) : request_.at;
    request.dry_run = request_.dry_run;
    request.idempotency_key = std::move(line.key);
    request.if_revision = line.if_revision;
    if (each_ && !request.idempotency_key && request_.idempotency_key && changes(request.operation))
      request.idempotency_key = concat(*request_.idempotency_key, ':', number);
    Answer answer = bulk_ ? bulk_->execute(request) : workspace_.execute(request);
    if (!clock_told_) tell_clock(context_, answer);
    clock_told_ = clock_told_ || !answer.clock_behind.empty();
    return answer;
  }

  /// A result of --each is final: when it cannot be written, what was done stays done.
  void write_result(std::string_view text, const std::string& op) {
    done_ = done_ || (each_ && !request_.dry_run && changes(op));
    try {
      context_.streams.out(text);
    } catch (const Error& error) {
      throw OutputFailed{error.message()};
    }
  }

  static bool changes(const std::string& operation) {
    const OperationSpec* spec = find_operation(operation);
    return spec != nullptr && spec->effect == Effect::kChanges;
  }

  /// Tells of a line that was not carried out; false when nothing comes after it.
  bool refuse(std::int64_t number, const std::string& op, const Error& error) {
    ++count_;
    if (exit_ == 0) exit_ = exit_code(error.code());
    Value line = Value::object();
    line.add("line", number).add("ok", false);
    if (!op.empty()) line.add("op", op);
    line.add("error", format::error_value(spelled(error)));
    write(line);
    const bool goes_on = go_on_ && !ends_everything(error);
    if (!context_.options.quiet && !context_.options.json_errors()) {
      progress_.end();
      context_.streams.err(
          concat("line ", number, ": ", describe_error(error, {false, context_.view.color})));
      if (!goes_on && !each_) context_.streams.err("nothing was committed\n");
    }
    return goes_on;
  }

  void write(const Value& line) { context_.streams.out(format::to_json(line) + '\n'); }

  const Context& context_;
  const Request& request_;
  bool each_;
  bool go_on_;
  std::string file_;
  std::string actor_;
  Source source_;
  BulkInput input_;
  Workspace workspace_;
  Progress progress_;
  std::unique_ptr<Bulk> bulk_;
  std::int64_t count_ = 0;
  int exit_ = 0;
  bool clock_told_ = false;
  bool done_ = false;  ///< something that is final
};

}  // namespace

int run_apply(const Context& context, const Request& request) { return Applier(context, request).run(); }

}  // namespace traveler::cmd
