#include <initializer_list>

#include "base/concat.h"
#include "commands.h"
#include "format/json.h"
#include "global_options.h"

namespace traveler::cmd {
namespace {

Value reference(std::string_view name) { return Value::object().add("$ref", concat("#/definitions/", name)); }

Value type(std::string_view name) { return Value::object().add("type", name); }
Value described(std::string_view type_name, std::string_view help) {
  return type(type_name).add("description", help);
}

Value one_of_type(const ArgumentSpec& argument) {
  Value schema = Value::object();
  switch (argument.type) {
    case ArgumentType::kFlag:
      return schema.add("type", "boolean");
    case ArgumentType::kInteger:
      return schema.add("type", "integer").add("minimum", 0);
    case ArgumentType::kQuantity:
      return schema.add(
          "anyOf", Value::List{type("string").add("pattern", "^-?[0-9]+(\\.[0-9]{1,6})?$"), type("number")});
    case ArgumentType::kChoice: {
      Value choices = Value::list();
      for (const std::string_view choice : argument.choices) choices.push(choice);
      return schema.add("enum", std::move(choices));
    }
    case ArgumentType::kPairs:
      return schema.add("type", "object")
          .add("additionalProperties",
               Value::object().add("anyOf",
                                   Value::List{type("string"), type("number"), type("boolean"), type("null"),
                                               type("array").add("items", type("string"))}));
    case ArgumentType::kDocument:
      return schema.add("type", "object")
          .add("required", Value::List{"text"})
          .add("additionalProperties", false)
          .add("properties", Value::object()
                                 .add("file", described("string", "name of the file, for messages"))
                                 .add("text", described("string", "the document, in YAML or JSON")));
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

bool is_list(const ArgumentSpec& argument) { return argument.many && argument.type != ArgumentType::kPairs; }

/// True for a list that may also be given as its one element, under the argument's own name.
bool has_singular(const ArgumentSpec& argument) {
  return is_list(argument) && request_name(argument) != argument.name;
}

Value argument_schema(const ArgumentSpec& argument) {
  Value schema = one_of_type(argument);
  if (is_list(argument)) {
    Value list = Value::object();
    list.add("type", "array").add("items", schema);
    if (argument.required) list.add("minItems", 1);
    // Under one name for both, one element needs no list.
    schema = has_singular(argument)
                 ? std::move(list)
                 : Value::object().add("anyOf", Value::List{std::move(list), std::move(schema)});
  }
  if (!argument.help.empty()) schema.add("description", argument.help);
  return schema;
}

/// An object that has all of these members. They are named again, as strict validators want it.
Value having(std::initializer_list<std::string_view> names) {
  Value properties = Value::object();
  Value required = Value::list();
  for (const std::string_view name : names) {
    properties.add(name, true);
    required.push(name);
  }
  return Value::object().add("properties", std::move(properties)).add("required", std::move(required));
}

/// Given under its own name or as a list under the plural, and not both.
Value one_name_of(const ArgumentSpec& argument) {
  return Value::object().add("oneOf", Value::List{having({argument.name}), having({request_name(argument)})});
}
Value not_both(const ArgumentSpec& argument) {
  return Value::object().add("not", having({argument.name, request_name(argument)}));
}

Value arguments_schema(const OperationSpec& operation) {
  Value properties = Value::object();
  Value required = Value::list();
  Value::List one_of;
  for (const ArgumentSpec& argument : operation.arguments) {
    properties.add(request_name(argument), argument_schema(argument));
    if (has_singular(argument)) {
      properties.add(argument.name, one_of_type(argument).add("description", argument.help));
      one_of.push_back(argument.required ? one_name_of(argument) : not_both(argument));
    } else if (argument.required) {
      required.push(request_name(argument));
    }
  }
  Value schema = Value::object();
  schema.add("title", operation.name)
      .add("description", operation.summary)
      .add("type", "object")
      .add("additionalProperties", false)
      .add("properties", std::move(properties));
  if (!required.as_list().empty()) schema.add("required", std::move(required));
  if (!one_of.empty()) schema.add("allOf", std::move(one_of));
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
  return type("object").add("properties", std::move(properties)).add("required", std::move(required));
}

}  // namespace

std::string operations_schema() {
  Value names = Value::list();
  Value lines = Value::list();
  Value definitions = Value::object();
  for (const OperationSpec* operation : catalogue()) {
    if (operation->effect == Effect::kLocal) continue;
    names.push(operation->name);
    lines.push(line_schema(*operation));
    definitions.add(operation->name, arguments_schema(*operation));
  }
  Value properties = Value::object();
  properties
      .add("op", Value::object()
                     .add("description", "the operation: noun and verb with a dot")
                     .add("enum", std::move(names)))
      .add("args", described("object", "arguments of the operation, by name"))
      .add("as", described("string", "the user to act for"))
      .add("at", described("string", "when it happened, RFC 3339").add("format", "date-time"))
      .add("reason", described("string", "why it is done, for the history"))
      .add("key",
           described("string", "idempotency key of this line: what was done with it is not done twice"))
      .add("if_revision",
           described("integer", "refused unless the object has this revision").add("minimum", 0));
  Value schema = Value::object();
  schema.add("$schema", "http://json-schema.org/draft-07/schema#")
      .add("title", "One operation with its arguments")
      .add("description", "One line of `traveler apply`: an operation, and the arguments it takes.")
      .add("type", "object")
      .add("required", Value::List{"op"})
      .add("additionalProperties", false)
      .add("properties", std::move(properties))
      .add("oneOf", std::move(lines))
      .add("definitions", std::move(definitions));
  return format::to_pretty_json(schema) + '\n';
}

}  // namespace traveler::cmd
