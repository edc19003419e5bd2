#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "material_oracle.h"
#include "traveler/value.h"

namespace material {

/// Items and installs as the history alone tells them.
class Replayed {
 public:
  /// One entry of `log`. Says what is wrong when an old value is not what was there, else nothing.
  std::string take(const traveler::Value& entry);

  std::map<std::int64_t, Item> items() const;
  std::map<std::int64_t, Install> installs() const;
  std::int64_t seq() const { return seq_; }

 private:
  std::map<std::string, std::map<std::string, traveler::Value>> subjects_;
  std::int64_t seq_ = 0;
};

/// An item that holds itself, at any depth; 0 when there is none.
std::int64_t inside_itself(const std::map<std::int64_t, Install>& installs);

}  // namespace material
