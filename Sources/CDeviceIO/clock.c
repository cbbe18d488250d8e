#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <time.h>

static int64_t nanoseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t device_monotonic(void) { return nanoseconds(CLOCK_MONOTONIC); }

int64_t device_realtime(void) { return nanoseconds(CLOCK_REALTIME); }

int device_sleep_until(int64_t instant) {
  if (instant < 0) instant = 0;
  struct timespec at = {.tv_sec = instant / 1000000000, .tv_nsec = instant % 1000000000};
  return -clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, 0);
}
