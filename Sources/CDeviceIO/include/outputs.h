// A thread that keeps the output registers of slow chips as the loop wants them, so that the loop
// never waits for one. The newest values win; what was wanted in between is never written.
#pragma once
#include <stdint.h>

#include "realtime_mark.h"

#define DEVICE_OUTPUTS_CHIPS 4
#define DEVICE_OUTPUTS_WORDS 16
#define DEVICE_OUTPUTS_STEPS 8
#define DEVICE_OUTPUTS_SIGNATURE 4

/// One register to write while a chip is set up.
typedef struct {
  uint8_t number, value;
  uint16_t wait; // µs before the next one
} device_outputs_step;

/// What a register holds in a chip of its kind.
typedef struct {
  uint8_t number, value;
} device_outputs_known;

/// One chip with outputs of four registers each, one after the other.
typedef struct {
  char bus[64]; // path of its I2C bus
  uint8_t address;
  uint8_t first;     // register of its first output
  uint8_t words;     // outputs, ≤ DEVICE_OUTPUTS_WORDS
  uint8_t steps;     // of its set-up
  uint8_t signature; // registers that must hold what they hold in a chip of its kind
  uint8_t mode, mode_mask, mode_value; // what tells that it still is as it was set up
  uint32_t idle;     // an output that does nothing, the first register lowest
  device_outputs_step step[DEVICE_OUTPUTS_STEPS];
  device_outputs_known known[DEVICE_OUTPUTS_SIGNATURE];
} device_outputs_chip;

/// What to keep, how often to look.
typedef struct {
  device_outputs_chip chips[DEVICE_OUTPUTS_CHIPS];
  uint32_t chip_count, reserved;
  int64_t period;  // ns between two rounds
  int64_t timeout; // ns after which a loop that hands over nothing counts as gone: all idle
} device_outputs_plan;

/// How one chip does.
typedef struct {
  int64_t stamp;     // CLOCK_MONOTONIC ns of the last round in which all was as wanted, 0: never
  uint32_t errors;   // failed rounds so far
  int32_t error;     // of the last round: 0 or -errno; -ENODEV: another chip is at that address
  uint32_t restarts; // times when it was found as after power-on
  uint32_t is_held;  // 1: it restarted and stays idle until idle outputs were handed over
} device_outputs_answer;

/// How all of them do.
typedef struct {
  uint64_t rounds;
  uint64_t silences; // times when the loop was found gone
  device_outputs_answer chips[DEVICE_OUTPUTS_CHIPS];
} device_outputs_report;

typedef struct device_outputs device_outputs;

/// Starts the thread: SCHED_OTHER, all signals blocked, 64 KiB of stack. It opens the buses, sets
/// the chips up and does both again whenever they were lost.
int device_outputs_start(const device_outputs_plan *_Nonnull plan,
                         device_outputs *_Nullable *_Nonnull outputs);

/// Hands over all outputs of all chips, DEVICE_OUTPUTS_WORDS for each. One caller at a time; never
/// waits.
DEVICE_REALTIME void device_outputs_put(device_outputs *_Nonnull outputs,
                                        const uint32_t *_Nonnull words);

/// The newest report. -EAGAIN: the writer was always in between; the last one stays good.
DEVICE_REALTIME int device_outputs_read(const device_outputs *_Nonnull outputs,
                                        device_outputs_report *_Nonnull report);

/// Makes all outputs idle and ends the thread: three tries for each chip at most.
void device_outputs_stop(device_outputs *_Nonnull outputs);
