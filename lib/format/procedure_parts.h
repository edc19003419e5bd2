#pragma once

#include <optional>
#include <string>
#include <vector>

#include "format/decode.h"
#include "model/definition.h"

namespace traveler::format {

// What the files of the procedure reader share.

/// One step as the rules across steps see it, in the order of the document.
struct StepFact {
  struct After {
    std::string key;
    Mark mark;
    std::string path;
  };
  std::string key;  ///< empty when there is none that can be used
  Mark key_mark;
  std::string path;  ///< of the step
  int parent = -1;   ///< its index; -1 at the top
  bool has_after = false;
  std::vector<After> after;
};

/// Checks unique keys and the edges between steps: targets, ancestors, cycles, deadlocks.
void check_steps(Decoder& decoder, const std::vector<StepFact>& steps, Flow flow);

/// A list of field definitions. `optional_step`: a required field is worth a warning.
std::vector<FieldDef> decode_fields(Decoder& decoder, const Node& node, const Place& place,
                                    bool optional_step);

std::vector<RequirementDef> decode_requirements(Decoder& decoder, const Node& node, const Place& place);
std::vector<ApprovalDef> decode_approvals(Decoder& decoder, const Node& node, const Place& place);

}  // namespace traveler::format
