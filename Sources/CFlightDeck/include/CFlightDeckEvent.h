// Events of the flight deck, and the checksum of everything in it. Part of CFlightDeck.h.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// One event; the ring holds FLIGHT_DECK_EVENTS of them.
typedef struct {
  uint64_t sequence; // event number + 1, stored last
  int64_t time;      // loop clock, ns
  int64_t realtime;  // ns
  uint64_t cycle;
  uint16_t code;     // RobotCore.EventCode
  uint16_t detail;
  int32_t subject;
  double value, limit;
  float setting;         // of a fault: RobotCore.Fault.setting
  uint16_t fault_detail; // of a fault: RobotCore.Fault.detail
  uint16_t checksum;     // low bits of flight_deck_checksum of bytes 8…61
} flight_deck_event;
_Static_assert(offsetof(flight_deck_event, checksum) == 62, "behind what it covers");
_Static_assert(sizeof(flight_deck_event) == 64, "no padding");

/// A checksum against damage, not against forgery: eight bytes at a time in four lanes, so that a
/// slot costs the loop a tenth of a microsecond. Never 0 for nothing but zeros.
__attribute__((swift_attr("@_noLocks"))) uint64_t flight_deck_checksum(const void *_Nonnull bytes,
                                                                       uint64_t count);
