// The mark that lets real-time Swift call a C function.
#pragma once
#include <stdint.h>

/// Promise to the Swift checker that this call neither allocates nor locks.
#define DEVICE_REALTIME __attribute__((swift_attr("@_noLocks")))
