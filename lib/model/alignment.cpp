#include "model/alignment.h"

#include <algorithm>

namespace traveler {
namespace {

/// For each item of B whether it belongs to a longest sequence whose indices in A ascend.
std::vector<bool> in_order(const std::vector<std::optional<std::size_t>>& a_of_b) {
  std::vector<std::size_t>
      last;  // of the best sequence of each length: its item with the smallest index in A
  std::vector<std::size_t> previous(a_of_b.size(), a_of_b.size());
  for (std::size_t i = 0; i < a_of_b.size(); ++i) {
    if (!a_of_b[i]) continue;
    const auto at = std::lower_bound(last.begin(), last.end(), *a_of_b[i],
                                     [&](std::size_t item, std::size_t a) { return *a_of_b[item] < a; });
    if (at != last.begin()) previous[i] = *(at - 1);
    if (at == last.end()) {
      last.push_back(i);
    } else {
      *at = i;
    }
  }
  std::vector<bool> kept(a_of_b.size());
  for (std::size_t i = last.empty() ? a_of_b.size() : last.back(); i < a_of_b.size(); i = previous[i])
    kept[i] = true;
  return kept;
}

}  // namespace

std::vector<AlignedItem> align(std::size_t size_of_a, const std::vector<std::optional<std::size_t>>& a_of_b) {
  std::vector<bool> shared(size_of_a);
  for (const auto& a : a_of_b) {
    if (a) shared[*a] = true;
  }
  const std::vector<bool> kept = in_order(a_of_b);
  std::vector<AlignedItem> out;
  const auto add_gone = [&](std::size_t from) {
    for (std::size_t a = from; a < size_of_a && !shared[a]; ++a) out.push_back({a, std::nullopt, false});
  };
  add_gone(0);
  for (std::size_t b = 0; b < a_of_b.size(); ++b) {
    out.push_back({a_of_b[b], b, a_of_b[b] && !kept[b]});
    if (a_of_b[b]) add_gone(*a_of_b[b] + 1);
  }
  return out;
}

}  // namespace traveler
