// CAN frames over SocketCAN, or over a socket pair that carries whole frames.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "realtime_mark.h"

#define DEVICE_CAN_EXTENDED 1u
#define DEVICE_CAN_FD 2u
#define DEVICE_CAN_BIT_RATE_SWITCH 4u
#define DEVICE_CAN_ERROR 8u
#define DEVICE_CAN_REMOTE 16u
#define DEVICE_CAN_CONFIRMED 32u

/// The same bytes as Swift's RobotCore.CANFrame, so that batches cross without copying.
typedef struct {
  uint32_t id;
  uint8_t flags, length, bus, reserved;
  int64_t stamp;
  uint8_t data[64];
} device_can_frame;
_Static_assert(sizeof(device_can_frame) == 80, "RobotCore.CANFrame");
_Static_assert(offsetof(device_can_frame, stamp) == 8, "RobotCore.CANFrame.stamp");
_Static_assert(offsetof(device_can_frame, data) == 16, "RobotCore.CANFrame.data");

/// One open bus as the loop holds it: a descriptor and what it counted so far.
typedef struct {
  int32_t descriptor;
  uint8_t is_pair;  // frames carry flags and stamp themselves
  uint8_t is_fd;
  uint8_t reserved[2];
  int64_t opened, stepped;         // CLOCK_MONOTONIC ns; when the wall clock was last seen to be set
  int64_t ahead_least, ahead_most; // ns: the wall clock less the monotonic one lies between these
  uint64_t stamps_refused; // frames whose kernel stamp was missing or could not be true
  uint64_t overflow;       // frames the kernel dropped because our receive queue was full
  uint32_t overflow_seen;  // the kernel's own 32-bit count, to follow it past its wrap
  uint32_t reserved_end;
} device_can_port;

#define DEVICE_CAN_OPEN_FD 1u         /* accept and send CAN FD frames; the link's mtu must be 72 */
#define DEVICE_CAN_OPEN_OWN 2u        /* receive our own frames back, flagged confirmed */
#define DEVICE_CAN_OPEN_ERRORS 4u     /* receive the controller's error frames */

/// Two connected ends that carry whole frames, for the twin and the tests.
int device_can_pair(device_can_port *_Nonnull left, device_can_port *_Nonnull right);

/// Opens and binds a raw socket. -ENODEV: no such interface; -EPROTONOSUPPORT: CAN FD asked of a
/// link with the classic mtu; -ENETDOWN is not an error here, the link may come up later.
int device_can_open(const char *_Nonnull interface, uint32_t options,
                    device_can_port *_Nonnull port);

/// Claims an interface for the one process that commands the drives behind it: a descriptor that
/// holds the claim until it is closed, also by a kill. -EADDRINUSE: another process has claimed it.
int device_can_claim(const char *_Nonnull interface);

/// Says that this process serves a drive of this command id on an interface, until the returned
/// descriptor is closed; -EADDRINUSE when another does, whose id then stands in `process`.
int device_can_claim_id(const char *_Nonnull interface, uint32_t id, int *_Nonnull process);

/// Sends up to `count` frames in order with as few system calls as it takes. How many were taken;
/// -errno when none was: -ENOBUFS full queue, -ENETDOWN link down, -EINVAL a frame that cannot be.
DEVICE_REALTIME int device_can_send(device_can_port *_Nonnull port,
                                    const device_can_frame *_Nonnull frames, int count);

/// Takes up to `capacity` frames without waiting; 0 when there are none. `stamp` is on
/// CLOCK_MONOTONIC, the kernel's wall-clock stamp being used as an age only.
DEVICE_REALTIME int device_can_receive(device_can_port *_Nonnull port,
                                       device_can_frame *_Nonnull frames, int capacity);

/// Waits until a frame can be received: 1 yes, 0 the time ran out.
int device_can_wait(const device_can_port *_Nonnull port, int64_t timeout_ns);

/// Receives only these ids from now on (none: nothing but error frames).
int device_can_filter(const device_can_port *_Nonnull port, const uint32_t *_Nonnull ids, int count,
                      int is_extended);

/// Receives every id again.
int device_can_filter_none(const device_can_port *_Nonnull port);

/// Bytes of ours that wait in the kernel's send queue, kernel bookkeeping included; 0 when drained.
DEVICE_REALTIME int device_can_queued(const device_can_port *_Nonnull port);

/// Sets the send and receive buffers in bytes (the kernel doubles both).
int device_can_buffers(const device_can_port *_Nonnull port, int send, int receive);

/// Closes a descriptor.
int device_close(int descriptor);
