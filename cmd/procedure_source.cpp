#include "procedure_source.h"

#include <algorithm>

#include "base/concat.h"
#include "commands.h"
#include "documents.h"
#include "format/decode.h"
#include "format/json.h"
#include "format/procedure_document.h"
#include "format/tree.h"
#include "model/standard_steps.h"

namespace traveler::cmd {
namespace {

ProcedureDef decode(const std::string& file, const std::string& text, format::Syntax syntax) {
  format::Document document = format::read_document(file, text, syntax);
  std::optional<ProcedureDef> procedure;
  if (format::is_standard_step(document)) {
    if (auto standard = format::decode_standard_step(document)) procedure = as_procedure(*standard);
  } else {
    procedure = format::decode_procedure(document);
  }
  format::refuse_findings(document);
  return std::move(*procedure);
}

}  // namespace

bool names_file(const std::string& word) {
  const auto ends = [&](std::string_view end) { return word.ends_with(end); };
  return word == "-" || word.find('/') != std::string::npos || ends(".yaml") || ends(".yml") || ends(".json");
}

ProcedureSource load_procedure(const std::string& word, const Context& context,
                               std::optional<Workspace>& workspace) {
  if (names_file(word)) {
    const std::string text = read_file(word, kDocumentBytes, context.streams);
    const std::string file = shown_file(word);
    return {file, decode(file, text, format::detect_syntax(file, text))};
  }
  if (!workspace) workspace.emplace(open_workspace(context));
  Request request;
  request.operation = "procedure.show";
  request.arguments.add("procedure", word);
  const Value shown = workspace->execute(request);
  std::string name = concat(shown["key"].as_text(), '@', shown["revision"].as_integer());
  return {name, decode(name, format::to_json(shown["document"]), format::Syntax::kJson)};
}

}  // namespace traveler::cmd
