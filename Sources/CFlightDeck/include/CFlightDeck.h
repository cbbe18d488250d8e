// Layout of the flight deck and of the mailbox: what `sinew run` shows, and how it is asked.
//
// Both are plain files in shared memory. The deck is written by the loop only and mapped read-only
// by everyone else; the mailbox is written by both sides. All counters that two processes share are
// 8-byte, 8-aligned and accessed atomically. Offsets are fixed by the assertions below; any change
// raises FLIGHT_DECK_VERSION or MAILBOX_VERSION.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define FLIGHT_DECK_MAGIC 0x4B43454457454E53ull /* "SNEWDECK" */
#define FLIGHT_DECK_VERSION 5u
#define FLIGHT_DECK_EVENTS 1024u
#define FLIGHT_DECK_BUCKETS 640u /* RealTime.Histogram.bucketCount */
#define FLIGHT_DECK_BUSES 8u     /* RobotCore.Capacity.buses */

#include "CFlightDeckInputs.h"
#include "CFlightDeckSafety.h"

/// One bus as last seen. Written by the loop each cycle.
typedef struct {
  uint64_t sent, received, confirmed, errors, unknown;
  uint64_t refused; // frames the kernel took no more: queue full, link down
  uint64_t missed;  // frames the kernel dropped because our receive queue was full
  uint64_t unread;  // cycles in which more frames waited than one cycle reads
  uint32_t in_flight, state; // RobotCore.BusState
  float load;                // share of wire time used, 0…1, over the last second
  uint32_t tx_errors, rx_errors, reserved;
} flight_deck_bus;

/// First page of the deck. `magic` is stored last by the creator, with release order.
typedef struct {
  uint64_t magic;
  uint32_t version, header_size;
  uint64_t configuration_hash; // RobotConfiguration.layoutHash
  uint64_t total_size;
  int64_t process_id;
  uint64_t boot_id;            // first 8 bytes of /proc/sys/kernel/random/boot_id
  int64_t started_monotonic;   // ns, CLOCK_MONOTONIC
  int64_t started_realtime;    // ns, CLOCK_REALTIME
  int64_t period;              // ns
  uint32_t world;              // 0 hardware, 1 twin, 2 twin in virtual time
  uint32_t is_bench;           // 1 when the bench timing set applies
  uint32_t joint_count, bus_count;
  uint32_t slot_size, slot_count;
  uint32_t frame_area;         // bytes for frames in each slot
  uint32_t guarantees;         // bit mask of real-time guarantees in force
  uint64_t configuration_offset, configuration_size;
  uint64_t events_offset, slots_offset;
  char robot[48];              // RobotConfiguration.name
  uint64_t head_checksum; // flight_deck_checksum of bytes 8…183
  uint64_t kept_from;     // of a kept box: the first cycle that was whole while it was copied
  uint64_t kept_checksum; // of a kept box: of the counters, histograms and buses; 0 in a live deck
  // written by the loop each cycle: CLOCK_REALTIME of the last cycle as that clock said it, ns. The
  // cycles' own `realtime` follows simulated time in a twin, and no step of the clock.
  int64_t seen_realtime;
  uint64_t snapshots_offset, snapshot_size; // two areas, see flight_deck_snapshot
  uint64_t build;   // FlightDeck.BuildIdentity of the program that runs
  uint64_t machine; // its architecture: FlightDeck.BuildIdentity.machine
  uint8_t reserved[8];
  // line 4: written by the loop each cycle
  uint64_t cycles;   // slots published so far; newest is (cycles − 1) % slot_count
  uint64_t events;                // events published so far
  uint64_t phase;                 // RobotCore.RobotPhase
  uint64_t overruns;
  uint64_t ended;                 // 0 running, 1 ended as asked, 2 ended on a fault
  uint64_t allocations;           // heap calls of the loop thread since arming
  uint64_t page_faults;           // minor + major of the loop thread since arming
  uint64_t hash;                  // of all cycle records so far, stage times left out
  // line 5: the recorder's; written by the recorder through its own writable map
  uint64_t recorder_cursor; // cycles taken so far
  uint64_t recorder_pid;                 // 0: none attached
  uint64_t recorder_wanted;              // written by the loop: 1 when it waits for a recorder
  uint64_t recorder_failed;              // errno when the recorder had to give up
  uint64_t reserved_line[4];
  uint64_t lateness[FLIGHT_DECK_BUCKETS]; // histogram of release lateness
  uint64_t compute[FLIGHT_DECK_BUCKETS];               // histogram of decode … record
  flight_deck_bus buses[FLIGHT_DECK_BUSES];
  flight_deck_safety safety[FLIGHT_DECK_SAFETY]; // by RobotCore.SafetyFunction
} flight_deck_header;
_Static_assert(offsetof(flight_deck_header, magic) == 0, "magic first");
_Static_assert(offsetof(flight_deck_header, robot) == 136, "names are fixed");
_Static_assert(offsetof(flight_deck_header, head_checksum) == 184, "behind what it covers");
_Static_assert(offsetof(flight_deck_header, seen_realtime) == 208, "behind the checksums");
_Static_assert(offsetof(flight_deck_header, snapshots_offset) == 216, "behind the clock");
_Static_assert(offsetof(flight_deck_header, cycles) == 256, "counters on line 4");
_Static_assert(offsetof(flight_deck_header, recorder_cursor) == 320, "recorder on line 5");
_Static_assert(offsetof(flight_deck_header, lateness) == 384, "histograms after the counters");
_Static_assert(offsetof(flight_deck_header, buses) == 384 + 2 * 8 * 640, "buses after them");
_Static_assert(offsetof(flight_deck_header, safety) == 10624 + 8 * 88, "safety last");
_Static_assert(sizeof(flight_deck_header) == 11328 + 32 * 40, "no padding");
_Static_assert(sizeof(flight_deck_bus) == 88, "no padding");

/// One joint in one cycle.
typedef struct {
  double position, raw_position;     // estimated; as decoded
  double setpoint;                   // wanted by the motion, before the guard
  double command_position;           // sent
  float velocity, raw_velocity, effort;
  float command_velocity, command_effort, stiffness, damping;
  float driver_temperature, motor_temperature;
  uint32_t age;                      // µs from sampling to the cycle's nominal time
  uint8_t drive_status;              // RobotCore.DriveStatus
  uint8_t drive_fault;               // RobotCore.DriveFault
  uint8_t limited_by;                // RobotCore.SafetyFunction
  uint8_t flags;                     // 1 known, 2 referenced, 4 fresh
  uint32_t silence;                  // µs since the oldest unanswered request, 0 when none
} flight_deck_joint;
_Static_assert(sizeof(flight_deck_joint) == 80, "no padding");

/// Head of one slot. Behind it: joint_count joints, flight_deck_inputs, bus_count links, then
/// frame_area bytes of frames and requests, and a second copy of `sequence`. A reader copies the
/// slot and keeps it when both copies agree.
typedef struct {
  uint64_t sequence;        // cycle number + 1 of the contents
  uint64_t checksum;        // flight_deck_checksum of what follows, as far as frame_bytes goes
  uint64_t cycle;           // 0, 1, 2 …
  int64_t time;             // nominal time of the cycle, ns, loop clock
  int64_t realtime;         // the same moment on CLOCK_REALTIME, ns
  int64_t lateness;         // release lateness, ns
  int64_t compute;          // decode … record of the PREVIOUS cycle, ns
  int64_t stages[8];        // RobotCore.CycleStage, of the previous cycle, ns
  uint8_t phase;            // RobotCore.RobotPhase
  uint8_t stop_kind;        // RobotCore.StopKind
  uint8_t inputs;           // bit 0: an e-stop line is open; 1: supply known; 2: supply present
  uint8_t overrun;          // 1 when this cycle overran
  uint16_t fault;           // RobotCore.FaultCode, latched
  int16_t fault_subject;
  int32_t motion;           // index of the motion, −1 point-to-point, −2 none
  uint32_t frame_bytes;     // bytes in use of the frame area
  uint32_t frames_left_out; // frames that did not fit
  double fault_value, fault_limit;
  float supply_voltage, supply_current, supply_age; // V, A, s
  uint32_t mailbox_request; // RobotCore.RequestKind taken in this cycle, 0 none
  uint64_t lease_holder;    // process id, 0 none
  float fault_setting;      // RobotCore.Fault.setting
  uint16_t fault_detail;    // RobotCore.Fault.detail
  uint16_t reserved;
} flight_deck_cycle;
_Static_assert(offsetof(flight_deck_cycle, cycle) == 16, "behind the checksum");
_Static_assert(sizeof(flight_deck_cycle) == 192, "no padding");

#include "CFlightDeckEvent.h"
#include "CFlightDeckMailbox.h"
