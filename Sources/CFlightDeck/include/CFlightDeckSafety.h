// Counters of the safety functions in the flight deck. Part of CFlightDeck.h.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define FLIGHT_DECK_SAFETY 32u /* RobotCore.Capacity.safetyFunctions */

/// One safety function since the start. Written by the loop in the cycles in which it changes.
typedef struct {
  uint64_t acted; // how often it began to act
  int64_t time;   // of the nearest approach, loop clock, ns
  double value;   // what was measured then, in the function's unit
  double limit;   // the number at which it acts, in the same unit
  float left;     // share of the limit that was left: 1 far, 0 at it, below 0 beyond
  int16_t joint;  // of the nearest approach; −1: the whole robot
  uint16_t seen;  // 0: nothing was held against its limit yet, the four above mean nothing
} flight_deck_safety;
_Static_assert(sizeof(flight_deck_safety) == 40, "no padding");
