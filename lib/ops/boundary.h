#pragma once

#include <exception>
#include <new>

#include "base/concat.h"
#include "traveler/error.h"

namespace traveler::ops {

/// What a function of the caller has thrown, on its way through the library.
struct ThrownByCaller {
  std::exception_ptr exception;
};

/// Calls a function that the caller handed in, as a sink: what it throws passes `within_library` as it is,
/// and is not taken for a refusal on the way.
template <class Function>
auto of_caller(const Function& function) {
  try {
    return function();
  } catch (...) {
    throw ThrownByCaller{std::current_exception()};
  }
}

/// Does what a caller of the library asks for: nothing but Error leaves, and what the caller's own functions
/// throw.
template <class Function>
auto within_library(const Function& function) {
  try {
    return function();
  } catch (const Error&) {
    throw;
  } catch (const ThrownByCaller& thrown) {
    std::rethrow_exception(thrown.exception);
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::kInternal, "out of memory");
  } catch (const std::exception& bug) {
    throw Error(ErrorCode::kInternal, concat("this is a bug in traveler: ", bug.what()));
  }
}

}  // namespace traveler::ops
