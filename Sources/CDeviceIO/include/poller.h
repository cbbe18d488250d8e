// A thread that asks slow devices, so that the loop never waits for one.
#pragma once
#include <stdint.h>

#include "gpio.h"
#include "realtime_mark.h"

#define DEVICE_POLLER_REGISTERS 16
#define DEVICE_POLLER_LINES 8

/// One 16-bit register.
typedef struct {
  uint8_t address, number;
  uint8_t is_big_endian; // the chip sends the high byte first (INA226)
  uint8_t reserved;
} device_poller_register;

/// What to ask, how often.
typedef struct {
  char bus[128]; // path of the I2C bus; empty: none
  device_poller_register registers[DEVICE_POLLER_REGISTERS];
  device_gpio_line lines[DEVICE_POLLER_LINES]; // requested by the caller, who keeps them
  device_gpio_line outputs[DEVICE_POLLER_LINES]; // requested by the caller, who keeps them
  uint32_t register_count, line_count;
  int64_t period;  // ns
  uint32_t settle; // rounds in a row a line must read the same before it counts, ≥ 1
  uint32_t output_count;
} device_poller_plan;

/// What one device said last.
typedef struct {
  int64_t stamp;   // CLOCK_MONOTONIC ns of the last good answer, 0: never one
  uint32_t value;
  uint32_t errors; // failed tries so far
  int32_t error;   // of the last try: 0 or -errno
  uint32_t reserved;
} device_poller_answer;

/// What all of them said last.
typedef struct {
  uint64_t rounds; // completed so far
  device_poller_answer registers[DEVICE_POLLER_REGISTERS];
  device_poller_answer lines[DEVICE_POLLER_LINES];
} device_poller_report;

typedef struct device_poller device_poller;

/// Starts the thread: SCHED_OTHER, all signals blocked, 64 KiB of stack. The bus is opened by the
/// thread and reopened when it was lost.
int device_poller_start(const device_poller_plan *_Nonnull plan,
                        device_poller *_Nullable *_Nonnull poller);

/// The newest report. -EAGAIN: the writer was always in between; the last one stays good.
DEVICE_REALTIME int device_poller_read(const device_poller *_Nonnull poller,
                                       device_poller_report *_Nonnull report);

/// What each output should be, from the next round on: bit i of output i. All are off at the start
/// and when the thread ends.
DEVICE_REALTIME void device_poller_set(device_poller *_Nonnull poller, uint32_t outputs);

/// Ends the thread and waits for it: one device time-out at most.
void device_poller_stop(device_poller *_Nonnull poller);
