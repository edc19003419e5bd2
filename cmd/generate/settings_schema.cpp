#include "base/concat.h"
#include "base/enum_text.h"
#include "format/json.h"
#include "format/rules.h"
#include "generate/pages.h"
#include "traveler/value.h"

namespace traveler::cmd::generate {

Page settings_schema() {
  Value rules = Value::object();
  for (const format::Rule& rule : format::rules()) {
    Value levels = Value::list();
    for (const std::string_view severity : EnumText<Severity>::kTexts) {
      // Whether a text can be read at all is not for settings.
      if (rule.kind != format::RuleKind::kText || severity == to_text(Severity::kError))
        levels.push(severity);
    }
    if (rule.kind != format::RuleKind::kText) levels.push("off");
    rules.add(rule.id, Value::object()
                           .add("title", rule.id)
                           .add("description", concat(rule.explanation, " It is ",
                                                      rule.severity == Severity::kError ? "an " : "a ",
                                                      to_text(rule.severity), " unless set here."))
                           .add("enum", std::move(levels)));
  }
  const Value schema =
      Value::object()
          .add("$schema", "http://json-schema.org/draft-07/schema#")
          .add("$id", "validation.schema.json")
          .add("title", "Validation settings")
          .add(
              "description",
              "The file .traveler.yaml: how severe the findings of `traveler procedure validate` are in this "
              "folder and below.")
          .add("type", "object")
          .add("additionalProperties", false)
          .add("properties",
               Value::object().add(
                   "rules",
                   Value::object()
                       .add("title", "Rules")
                       .add("description",
                            "The severity of each rule by its id: error, warning, note, or off. Rules that "
                            "are not named keep their own.")
                       .add("type", "object")
                       .add("additionalProperties", false)
                       .add("properties", std::move(rules))));
  return {"schemas/validation.schema.json", format::to_pretty_json(schema) + '\n'};
}

}  // namespace traveler::cmd::generate
