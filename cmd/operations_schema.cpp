#include "base/concat.h"
#include "commands.h"
#include "format/json.h"
#include "global_options.h"

namespace traveler::cmd {
namespace {

Value reference(std::string_view name) { return Value::object().add("$ref", concat("#/definitions/", name)); }

Value one_of_type(const ArgumentSpec& argument) {
  Value schema = Value::object();
  switch (argument.type) {
    case ArgumentType::kFlag:
      return schema.add("type", "boolean");
    case ArgumentType::kInteger:
      return schema.add("type", "integer").add("minimum", 0);
    case ArgumentType::kQuantity:
      return schema.add("type", "string").add("pattern", "^-?[0-9]+(\\.[0-9]{1,6})?$");
    case ArgumentType::kChoice: {
      Value choices = Value::list();
      for (const std::string_view choice : argument.choices) choices.push(choice);
      return schema.add("enum", std::move(choices));
    }
    case ArgumentType::kPairs:
      return schema.add("type", "object")
          .add("additionalProperties", Value::object().add("type", Value::List{"string", "null"}));
    case ArgumentType::kDocument:
      return schema.add("type", "object")
          .add("required", Value::List{"file", "text"})
          .add("additionalProperties", false)
          .add("properties", Value::object()
                                 .add("file", Value::object().add("type", "string"))
                                 .add("text", Value::object().add("type", "string")));
    case ArgumentType::kId:
      return schema.add("type", "string").add("minLength", 1);
    case ArgumentType::kText:
    case ArgumentType::kTime:
    case ArgumentType::kDuration:
    case ArgumentType::kFile:
      return schema.add("type", "string");
  }
  return schema;
}

Value argument_schema(const ArgumentSpec& argument) {
  Value schema = one_of_type(argument);
  if (argument.many && argument.type != ArgumentType::kPairs) {
    Value list = Value::object();
    list.add("type", "array").add("items", std::move(schema));
    if (argument.required) list.add("minItems", 1);
    schema = std::move(list);
  }
  if (!argument.help.empty()) schema.add("description", argument.help);
  return schema;
}

Value arguments_schema(const OperationSpec& operation) {
  Value properties = Value::object();
  Value required = Value::list();
  for (const ArgumentSpec& argument : operation.arguments) {
    properties.add(request_name(argument), argument_schema(argument));
    if (argument.required) required.push(request_name(argument));
  }
  Value schema = Value::object();
  schema.add("description", operation.summary)
      .add("type", "object")
      .add("additionalProperties", false)
      .add("properties", std::move(properties));
  if (!required.as_list().empty()) schema.add("required", std::move(required));
  return schema;
}

Value line_schema(const OperationSpec& operation) {
  Value properties = Value::object();
  properties.add("op", Value::object().add("const", operation.name)).add("args", reference(operation.name));
  Value required = Value::list();
  required.push("op");
  for (const ArgumentSpec& argument : operation.arguments) {
    if (argument.required && required.as_list().size() == 1) required.push("args");
  }
  return Value::object().add("properties", std::move(properties)).add("required", std::move(required));
}

}  // namespace

std::string operations_schema() {
  Value names = Value::list();
  Value lines = Value::list();
  Value definitions = Value::object();
  for (const OperationSpec* operation : catalogue()) {
    if (operation->effect != Effect::kChanges) continue;
    names.push(operation->name);
    lines.push(line_schema(*operation));
    definitions.add(operation->name, arguments_schema(*operation));
  }
  const auto text = [](std::string_view help) {
    return Value::object().add("type", "string").add("description", help);
  };
  Value properties = Value::object();
  properties
      .add("op", Value::object().add("description", "noun and verb with a dot").add("enum", std::move(names)))
      .add("args", Value::object().add("type", "object"))
      .add("as", text("the user to act for"))
      .add("at", Value::object()
                     .add("type", "string")
                     .add("format", "date-time")
                     .add("description", "when it happened"))
      .add("reason", text("why"))
      .add("key", text("idempotency key of this line"))
      .add("if_revision", Value::object().add("type", "integer").add("minimum", 0));
  Value schema = Value::object();
  schema.add("$schema", "http://json-schema.org/draft-07/schema#")
      .add("title", "One operation with its arguments")
      .add("type", "object")
      .add("required", Value::List{"op"})
      .add("additionalProperties", false)
      .add("properties", std::move(properties))
      .add("oneOf", std::move(lines))
      .add("definitions", std::move(definitions));
  return format::to_pretty_json(schema) + '\n';
}

}  // namespace traveler::cmd
