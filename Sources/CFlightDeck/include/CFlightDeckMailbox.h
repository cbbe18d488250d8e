// Layout of the mailbox: how a run is asked. Part of CFlightDeck.h; any change raises
// MAILBOX_VERSION.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define MAILBOX_MAGIC 0x4C49414D57454E53ull /* "SNEWMAIL" */
#define MAILBOX_VERSION 2u
#define MAILBOX_SLOTS 16u  /* RobotCore.Capacity.commanders */
#define MAILBOX_JOINTS 64u /* RobotCore.Capacity.joints */

/// One commander's place in the mailbox.
typedef struct {
  uint64_t owner; // process id that claimed the slot by compare-exchange, 0 free
  uint64_t heartbeat;          // counts up while the commander lives
  uint64_t request;            // request number, stored last by the commander
  uint64_t answered;           // request number, stored last by the runtime
  // request, written by the commander before `request`
  uint32_t kind;               // RobotCore.RequestKind
  int32_t index;               // motion index
  uint64_t mask;               // joints with a target
  uint64_t lease_timeout;      // ns, 0: the profile's
  double speed;                // share of each joint's motion speed, (0, 1]
  double targets[MAILBOX_JOINTS];
  // reply, written by the runtime before `answered`
  uint32_t code;               // RobotCore.ReplyCode
  uint16_t fault;              // RobotCore.FaultCode
  int16_t subject;
  double value, limit, setting;
  uint16_t detail;
  uint16_t reserved[15];
} mailbox_slot;
_Static_assert(offsetof(mailbox_slot, kind) == 32, "request after the counters");
_Static_assert(offsetof(mailbox_slot, code) == 576, "reply last");
_Static_assert(offsetof(mailbox_slot, targets) == 64, "targets on their own lines");
_Static_assert(offsetof(mailbox_slot, detail) == 608, "no padding");
_Static_assert(sizeof(mailbox_slot) == 640, "ten lines");

/// The mailbox.
typedef struct {
  uint64_t magic;
  uint32_t version, slot_count;
  uint64_t lease_holder;  // process id, 0 none; written by the runtime
  uint64_t lease_expires; // loop clock, ns
  uint64_t reserved[4];
  mailbox_slot slots[MAILBOX_SLOTS];
} mailbox;
_Static_assert(offsetof(mailbox, slots) == 64, "slots on their own lines");
