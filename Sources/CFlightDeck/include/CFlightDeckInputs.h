// What a cycle was told and what it remembered: all that `sinew replay` needs. Part of
// CFlightDeck.h.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Everything a cycle did not compute itself, but for frames, links and requests. The frame area
/// holds, one after the other: frames received, own ones that came back among them, in
/// received_bytes; requests, in request_bytes; frames sent.
typedef struct {
  int64_t received;         // clock when receive ended, ns, loop clock
  int64_t lateness;         // release lateness as the cycle was told it: 0 in simulated time, ns
  int64_t overrun_by;       // ns, when culprit is told
  uint64_t holder_heartbeat;
  double supply, supply_current;  // V, A
  int64_t supply_age, output_age; // ns
  double failed_inertia;    // kg·m² or kg
  int32_t output_error;     // errno
  int16_t culprit;          // RobotCore.CycleStage and the numbers beside it, −1 none
  int16_t open_line, output_joint, failed_joint; // −1 none
  uint8_t switches;         // bit i: the homing switch on line i is closed
  uint8_t flags;            // FLIGHT_DECK_INPUT_*
  uint8_t end_request;      // 0 go on, 1 end, 2 at once
  uint8_t reserved;
  uint32_t received_bytes, request_bytes;
  uint32_t frames_left_out; // received frames that did not fit: the cycle cannot be replayed
  uint32_t requests_left_out;
  // A checksum of what the cycle said besides joints, frames and events: pulses of servos, brakes
  // released, replies, a bus to purge. No input, but here so that a replay can compare it.
  uint64_t said;
} flight_deck_inputs;
_Static_assert(offsetof(flight_deck_inputs, output_error) == 72, "no padding");
_Static_assert(offsetof(flight_deck_inputs, received_bytes) == 88, "no padding");
_Static_assert(sizeof(flight_deck_inputs) == 112, "no padding");

#define FLIGHT_DECK_INPUT_OVERRUN 1u
#define FLIGHT_DECK_INPUT_STOP_OPEN 2u
#define FLIGHT_DECK_INPUT_SUPPLY_KNOWN 4u
#define FLIGHT_DECK_INPUT_OUTPUT_RESTARTED 8u
#define FLIGHT_DECK_INPUT_TWIN_FAILED 16u

/// What the kernel said of one bus: to what the step before had sent, and now.
typedef struct {
  int32_t offered;   // frames handed to the kernel in the step before
  int32_t sent;      // how many it took, or −errno
  int32_t received;  // frames taken out of the socket, or −errno
  uint32_t reopened; // 1: the interface was opened anew since
  uint64_t missed;   // what the kernel has dropped since the start
} flight_deck_link;
_Static_assert(sizeof(flight_deck_link) == 24, "no padding");

/// One request, followed by the targets of the joints in `mask`, a double each.
typedef struct {
  uint64_t process, mask;
  int64_t lease_timeout; // ns
  double speed;
  int32_t slot, index;
  uint32_t kind;         // RobotCore.RequestKind
  uint32_t targets;      // how many follow
} flight_deck_request;
_Static_assert(sizeof(flight_deck_request) == 48, "no padding");

/// One frame in the frame area of a slot, followed by `length` bytes padded to 4.
typedef struct {
  uint32_t id;
  uint8_t flags;     // RobotCore.CANFrame flags
  uint8_t length;
  uint8_t bus;
  uint8_t direction; // FLIGHT_DECK_SENT and so on; 0 received
  int32_t age;       // received: ns from stamp to the cycle's nominal time; sent: 0
} flight_deck_frame;
_Static_assert(sizeof(flight_deck_frame) == 12, "no padding");

// flight_deck_frame.direction: bits.
#define FLIGHT_DECK_SENT 1u
#define FLIGHT_DECK_CONFIRMED 2u /* own frames that came back from the wire: `id` is how many */
#define FLIGHT_DECK_UNSTAMPED 4u /* nothing stamped it: age is 0 */
#define FLIGHT_DECK_OLD 8u       /* age does not tell: the stamp, 8 bytes, follows the payload */

/// Head of a snapshot: what the cycle remembers at the begin of `cycle`, before it receives. The
/// deck has two areas, written in turn: one is whole at any time, and no older than the ring.
typedef struct {
  uint64_t sequence; // cycle + 1, stored last; 0 while it is written
  uint64_t checksum; // flight_deck_checksum of the bytes behind the head
  uint64_t cycle;
  uint32_t size;     // bytes behind the head
  uint32_t flags;    // 1: overruns are only counted
  uint64_t robot;    // checksum of the sealed configuration
} flight_deck_snapshot;
_Static_assert(sizeof(flight_deck_snapshot) == 40, "no padding");
