#include "fields.h"

#include <algorithm>
#include <iterator>

#include "base/concat.h"
#include "base/text.h"
#include "model/kinds.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

// What operations answer that is no object of its own kind.
constexpr AnswerShape kReports[] = {
    {"log", "entries", "seq at recorded_at actor login clock op subject changes reason hash"},
    {"verify", "", "entries head head.seq head.hash ok damage"},
    {"check", "", "run can_complete blockers warnings"},
    {"finding", "findings", "rule severity message file line column end_line end_column path hint"},
    {"rule", "rules", "rule severity explanation"},
    {"change", "changes", "kind step field column requirement approval aspect old new"},
    {"session", "sessions", "id step run user checked_in_at checked_out_at seconds"},
    {"abom", "rows",
     "run level parent_inventory parent_part install part inventory serial lot quantity designators step "
     "installed_by installed_at substitute_for exception shared",
     "children exceptions"},
    {"where_used", "items", "install inventory part serial lot run step quantity shared"},
};

/// Changes whose steps have what was recorded on them.
constexpr std::string_view kRecording[] = {"step.record", "step.sign", "step.complete", "step.deviate",
                                           "step.attach"};

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  if (text.empty()) return out;
  return split(text, ' ');
}

const Value kNothing;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Compares texts with runs of digits as numbers.
int compare_naturally(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const auto end_of = [](std::string_view text, std::size_t from) {
        while (from < text.size() && is_digit(text[from])) ++from;
        return from;
      };
      const auto number = [](std::string_view digits) {
        return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
      };
      const std::size_t i_end = end_of(a, i);
      const std::size_t j_end = end_of(b, j);
      const std::string_view x = number(a.substr(i, i_end - i));
      const std::string_view y = number(b.substr(j, j_end - j));
      if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
      if (const int order = x.compare(y); order != 0) return order;
      i = i_end;
      j = j_end;
    } else if (a[i] != b[j]) {
      return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]) ? -1 : 1;
    } else {
      ++i;
      ++j;
    }
  }
  const std::size_t left = a.size() - i;
  const std::size_t right = b.size() - j;
  return left == right ? 0 : left < right ? -1 : 1;
}

}  // namespace

std::optional<AnswerShape> find_shape(std::string_view name) {
  if (const KindSpec* kind = find_kind(name); kind != nullptr && !kind->plural.empty())
    return AnswerShape{kind->name, kind->plural, kind->keys, kind->more};
  const auto report = std::find_if(std::begin(kReports), std::end(kReports),
                                   [&](const AnswerShape& shape) { return shape.name == name; });
  return report == std::end(kReports) ? std::nullopt : std::optional(*report);
}

std::vector<std::string_view> field_names(const OperationSpec& operation) {
  const auto shape = find_shape(operation.answer);
  if (!shape) return {};
  auto names = words(shape->keys);
  if (!operation.lists && operation.effect == Effect::kReads) {
    const auto more = words(shape->more);
    names.insert(names.end(), more.begin(), more.end());
  }
  if (std::find(std::begin(kRecording), std::end(kRecording), operation.name) != std::end(kRecording))
    names.push_back("fields");
  return names;
}

void check_field(const OperationSpec& operation, std::string_view option, std::string_view field) {
  const auto names = field_names(operation);
  if (names.empty() || std::find(names.begin(), names.end(), field) != names.end()) return;
  if (field.starts_with("attributes.") && std::find(names.begin(), names.end(), "attributes") != names.end())
    return;
  const auto near = closest(field, names);
  throw Error(ErrorCode::kUsage, concat(option, ": there is no field '", field, "'"))
      .with_hint(near ? concat("did you mean '", *near, "'?") : "`--fields help` lists the fields");
}

const Value& value_at(const Value& object, std::string_view path) {
  const Value* here = object.find(path);
  if (here != nullptr) return *here;
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) return kNothing;
  here = object.find(path.substr(0, dot));
  return here == nullptr ? kNothing : value_at(*here, path.substr(dot + 1));
}

std::string text_of(const Value& value) {
  if (value.is_text()) return value.as_text();
  if (value.is_bool()) return value.as_bool() ? "true" : "false";
  if (value.is_integer()) return concat(value.as_integer());
  std::string out;
  if (value.is_list()) {
    for (const Value& item : value.as_list())
      out += concat(out.empty() ? "" : ",", item.is_object() ? id_of(item) : text_of(item));
  } else if (value.is_object()) {
    if (value.find("key") != nullptr && value.find("revision") != nullptr) return id_of(value);
    for (const auto& [name, member] : value.as_object()) {
      out += concat(out.empty() ? "" : ",", name, '=', text_of(member));
    }
  }
  return out;
}

std::string id_of(const Value& object) {
  // Where an item is used: the item that holds it.
  if (object.find("install") != nullptr && object.find("id") == nullptr) return text_of(object["inventory"]);
  // A code or a key is an id even where there is a name for people; a number is one of parts only.
  for (const std::string_view member : {"id", "number", "code", "key", "name", "seq", "run", "path"}) {
    const Value& id = object[member];
    if (id.is_null() || (member == "number" && object.find("tracking") == nullptr)) continue;
    const Value& revision = object["revision"];
    if (member == "number" && revision.is_text()) return concat(text_of(id), ':', revision.as_text());
    if (member == "key" && !revision.is_null()) return concat(text_of(id), '@', text_of(revision));
    return text_of(id);
  }
  return {};
}

bool less_naturally(const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return left.is_null() && !right.is_null();
  if (left.is_integer() && right.is_integer()) return left.as_integer() < right.as_integer();
  return compare_naturally(text_of(left), text_of(right)) < 0;
}

bool matches(const Value& value, std::string_view text) {
  if (value.is_null()) return text.empty() || text == "none";
  if (value.is_list()) {
    const auto& items = value.as_list();
    return std::any_of(items.begin(), items.end(), [&](const Value& item) { return matches(item, text); });
  }
  const std::string own = text_of(value);
  return own == text || (value.is_object() && text_of(value["key"]) == text);
}

}  // namespace traveler::cmd
