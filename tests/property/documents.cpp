#include "plans.h"

namespace {

using oracle::Field;
using oracle::FieldType;
using oracle::Procedure;
using oracle::Step;

std::string quoted(const std::string& text) { return '"' + text + '"'; }

template <class List, class Write>
std::string joined(const List& list, Write write) {
  std::string out;
  for (const auto& item : list) out += (out.empty() ? "" : ", ") + write(item);
  return "[" + out + "]";
}

std::string document_of(const Field& field) {
  static const char* const types[] = {"number", "passfail", "text", "select", "signoff"};
  std::string out =
      "{\"id\": " + quoted(field.key) + ", \"type\": " + quoted(types[static_cast<std::size_t>(field.type)]);
  if (field.required) out += ", \"required\": true";
  if (field.allow_na) out += ", \"allow_na\": true";
  if (field.per_unit) out += ", \"per_unit\": true";
  if (field.min) out += ", \"min\": " + *field.min;
  if (field.max) out += ", \"max\": " + *field.max;
  if (field.target) {
    out += ", \"target\": " + *field.target;
    if (field.tolerance_plus == field.tolerance_minus) {
      out += ", \"tolerance\": " + field.tolerance_plus;
    } else {
      out +=
          ", \"tolerance_plus\": " + field.tolerance_plus + ", \"tolerance_minus\": " + field.tolerance_minus;
    }
  }
  if (!field.options.empty()) out += ", \"options\": " + joined(field.options, quoted);
  if (field.type == FieldType::kSignoff) {
    out += ", \"role\": " + quoted(field.role);
    if (field.peer) out += ", \"peer\": true";
  }
  return out + "}";
}

/// What every step has, but its children.
std::string body_of(const Step& step) {
  std::string out = "\"title\": " + quoted(step.title);
  if (!step.required) out += ", \"required\": false";
  if (!step.fields.empty()) {
    out += ", \"fields\": " + joined(step.fields, [](const Field& f) { return document_of(f); });
  }
  return out;
}

std::string document_of(const Procedure& procedure, const std::string& parent, const std::string& indent) {
  std::string out;
  for (const std::string& key : children_in_document(procedure, parent)) {
    const Step& step = find_step(procedure, key);
    out += (out.empty() ? "\n" : ",\n") + indent + "{\"id\": " + quoted(key) + ", ";
    if (step.standard.empty()) {
      out += body_of(step);
      if (!children(procedure, key).empty())
        out += ", \"steps\": " + document_of(procedure, key, indent + "  ");
    } else {
      out += "\"use\": \"std:" + step.standard + "@" + std::to_string(step.standard_revision) +
             "\", \"required\": " + (step.required ? "true" : "false");
    }
    if (step.after) out += ", \"after\": " + joined(*step.after, quoted);
    out += "}";
  }
  return "[" + out + "]";
}

}  // namespace

std::string document_of(const Procedure& procedure) {
  return "{\"procedure\": " + quoted(procedure.key) +
         ", \"title\": \"Generated\", \"type\": \"build\", \"flow\": " +
         quoted(procedure.serial ? "serial" : "graph") +
         ",\n \"steps\": " + document_of(procedure, "", "  ") + "}\n";
}

std::string document_of(const Standard& standard) {
  std::string out = "{\"standard_step\": " + quoted(standard.step.standard) + ", " + body_of(standard.step);
  if (standard.children.empty()) return out + "}\n";
  out += ",\n \"steps\": [";
  std::string before;
  for (const Step& child : standard.children) {
    out += (before.empty() ? "\n  {\"id\": " : ",\n  {\"id\": ") + quoted(child.key) + ", " + body_of(child);
    if (child.after->empty() != before.empty()) out += ", \"after\": " + joined(*child.after, quoted);
    before = child.key;
    out += "}";
  }
  return out + "]}\n";
}
