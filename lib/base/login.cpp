#include "base/login.h"

#include <pwd.h>
#include <unistd.h>

#include "base/concat.h"
#include "base/text.h"

namespace traveler {

Login system_login() {
  Login login;
  if (const passwd* entry = ::getpwuid(::geteuid()); entry != nullptr) {
    login.name = entry->pw_name;
    if (entry->pw_gecos != nullptr) login.printed_name = split(entry->pw_gecos, ',').front();
  } else {
    login.name = concat("uid-", ::geteuid());
  }
  if (login.printed_name.empty()) login.printed_name = login.name;
  return login;
}

}  // namespace traveler
