#pragma once

#include <string>

namespace traveler {

/// Who is logged in to this machine.
struct Login {
  std::string name;          ///< `uid-N` of an account without name
  std::string printed_name;  ///< the full name of the account; the login where there is none
};

/// The account that this process acts for, as the system knows it.
Login system_login();

}  // namespace traveler
