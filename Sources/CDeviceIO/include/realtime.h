// Clocks and what a thread asks of the kernel to be on time.
#pragma once
#include <stdint.h>

#include "realtime_mark.h"

/// CLOCK_MONOTONIC in nanoseconds.
DEVICE_REALTIME int64_t device_monotonic(void);

/// CLOCK_REALTIME in nanoseconds since 1970; only for labels and ages.
DEVICE_REALTIME int64_t device_realtime(void);

/// Sleeps until a CLOCK_MONOTONIC instant in nanoseconds; -EINTR when a signal came first.
DEVICE_REALTIME int device_sleep_until(int64_t instant);
