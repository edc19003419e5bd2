#include "format/references.h"

#include "base/concat.h"

namespace traveler::format {
namespace {

class Collector {
 public:
  std::vector<Reference> take() { return std::move(found_); }

  void procedure(const Node& root) {
    names(root, "parts", ReferenceKind::kPart, "$");
    roles(root, "approvals", "$");
    steps(root, "$");
    step(root, "$");
  }

 private:
  void add(ReferenceKind kind, const Node& node, std::string path, std::string revision = {}) {
    if (node.kind != NodeKind::kScalar) return;
    std::string name = node.scalar;
    if (const std::size_t colon = name.find(':');
        kind == ReferenceKind::kPart && colon != std::string::npos) {
      // PART:REV is how a part's revision is written elsewhere.
      revision = name.substr(colon + 1);
      name.resize(colon);
    }
    found_.push_back({kind, std::move(name), std::move(revision), node.mark, std::move(path)});
  }

  void names(const Node& map, std::string_view key, ReferenceKind kind, const std::string& path) {
    const Node* list = map.find(key);
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->items.size(); ++i)
      add(kind, list->items[i], concat(path, '.', key, '[', i, ']'));
  }

  /// The roles of the items of a list of fields, columns or approvals.
  void roles(const Node& map, std::string_view key, const std::string& path) {
    const Node* list = map.find(key);
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      const std::string item = concat(path, '.', key, '[', i, ']');
      if (const Node* role = list->items[i].find("role")) add(ReferenceKind::kRole, *role, item + ".role");
    }
  }

  void steps(const Node& map, const std::string& path) {
    const Node* list = map.find("steps");
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      const std::string item = concat(path, ".steps[", i, ']');
      step(list->items[i], item);
      steps(list->items[i], item);
    }
  }

  void step(const Node& node, const std::string& path) {
    if (const Node* location = node.find("location"))
      add(ReferenceKind::kLocation, *location, path + ".location");
    if (const Node* use = node.find("use")) add(ReferenceKind::kStandardStep, *use, path + ".use");
    roles(node, "fields", path);
    if (path != "$") roles(node, "approvals", path);
    const Node* requires_list = node.find("requires");
    if (requires_list == nullptr) return;
    for (std::size_t i = 0; i < requires_list->items.size(); ++i) {
      const Node& item = requires_list->items[i];
      const std::string where = concat(path, ".requires[", i, ']');
      const Node* revision = item.find("revision");
      if (const Node* part = item.find("part")) {
        add(ReferenceKind::kPart, *part, where + ".part", revision == nullptr ? "" : revision->scalar);
      }
      names(item, "substitutes", ReferenceKind::kPart, where);
    }
  }

  std::vector<Reference> found_;
};

}  // namespace

std::vector<Reference> references(const Document& document) {
  Collector collector;
  collector.procedure(document.root);
  return collector.take();
}

}  // namespace traveler::format
