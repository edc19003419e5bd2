#pragma once

#include <string>

#include "store/db.h"
#include "traveler/workspace.h"

namespace traveler {

struct Workspace::Impl {
  std::string path;
  store::Connection db;
  bool replayed = false;
};

}  // namespace traveler
