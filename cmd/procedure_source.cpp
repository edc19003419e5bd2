#include "procedure_source.h"

#include "commands.h"
#include "documents.h"

namespace traveler::cmd {
bool names_file(const std::string& word) {
  const auto ends = [&](std::string_view end) { return word.ends_with(end); };
  return word == "-" || word.find('/') != std::string::npos || ends(".yaml") || ends(".yml") || ends(".json");
}

ops::ProcedureSource load_procedure(const std::string& word, const Context& context,
                                    std::optional<Workspace>& workspace) {
  if (names_file(word))
    return ops::decode_source({shown_file(word), read_file(word, kDocumentBytes, context.streams)});
  if (!workspace) workspace.emplace(open_workspace(context));
  return ops::decode_source(procedure_text(*workspace, word));
}

}  // namespace traveler::cmd
