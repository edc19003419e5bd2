#pragma once

/// Marks what the shared library shows; everything else stays hidden.
#define TRAVELER_API __attribute__((visibility("default")))
