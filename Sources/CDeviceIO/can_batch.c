// The two calls of every cycle: a batch out, a batch in.
#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <errno.h>
#include <linux/can.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

// 32 frames a system call keep the stack use near 8 KB; a full bus makes 16 frames in a cycle.
#define BATCH 32

// ns. Two clocks read in one nanosecond may differ by a few: each is rounded for itself.
#define ROUNDING 1000
// ns. How long a frame may be on its way from the stamp to the socket: the kernel's soft interrupts
// carry it, and they wait behind whoever has the processor. A choice of ours.
#define SETTLING 100000000

#define LENGTH_CLASSIC 8
#define LENGTH_FD 64

typedef struct {
  struct canfd_frame can;
} packet;

// CAN FD has codes for these lengths only (ISO 11898-1); a controller pads up to the next.
static uint8_t fd_length(uint8_t length) {
  static const uint8_t steps[] = {8, 12, 16, 20, 24, 32, 48, 64};
  if (length <= 8) return length;
  for (unsigned i = 1; i < sizeof steps; i++)
    if (length <= steps[i]) return steps[i];
  return LENGTH_FD;
}

// The kernel's form of a frame and its size; 0 when the frame cannot be sent on this port.
static size_t pack(const device_can_port *port, const device_can_frame *frame, packet *out) {
  int is_fd = (frame->flags & DEVICE_CAN_FD) != 0;
  int is_extended = (frame->flags & DEVICE_CAN_EXTENDED) != 0;
  int is_remote = (frame->flags & DEVICE_CAN_REMOTE) != 0;
  if (frame->length > (is_fd ? LENGTH_FD : LENGTH_CLASSIC)) return 0;
  if (frame->id > (is_extended ? CAN_EFF_MASK : CAN_SFF_MASK)) return 0;
  // CAN FD has no remote frames. Error frames are the controller's to make.
  if ((is_fd && (is_remote || !port->is_fd)) || frame->flags & DEVICE_CAN_ERROR) return 0;
  memset(&out->can, 0, sizeof out->can);
  out->can.can_id = frame->id | (is_extended ? CAN_EFF_FLAG : 0) | (is_remote ? CAN_RTR_FLAG : 0);
  out->can.len = is_fd ? fd_length(frame->length) : frame->length;
  memcpy(out->can.data, frame->data, frame->length);
  if (!is_fd) return CAN_MTU;
  if (frame->flags & DEVICE_CAN_BIT_RATE_SWITCH) out->can.flags = CANFD_BRS;
  return CANFD_MTU;
}

// Writes of up to BATCH frames stay within one kernel buffer, so each is taken whole or not at all.
static int send_pair(int descriptor, const device_can_frame *frames, int count) {
  int sent = 0;
  while (sent < count) {
    int batch = count - sent < BATCH ? count - sent : BATCH;
    ssize_t taken = send(descriptor, frames + sent, (size_t)batch * sizeof *frames,
                         MSG_DONTWAIT | MSG_NOSIGNAL);
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) return sent > 0 ? sent : -errno;
    sent += (int)((size_t)taken / sizeof *frames);
  }
  return sent;
}

static int receive_pair(int descriptor, device_can_frame *frames, int capacity) {
  if (capacity <= 0) return 0;
  ssize_t size = recv(descriptor, frames, (size_t)capacity * sizeof *frames, MSG_DONTWAIT);
  if (size < 0 && errno == ECONNRESET) return -EPIPE;
  if (size < 0) return errno == EAGAIN || errno == EINTR ? 0 : -errno;
  // Nothing at all is how a closed pair reads; a part of a frame cannot come from `send_pair`.
  if (size == 0 || (size_t)size % sizeof *frames) return -EPIPE;
  return (int)((size_t)size / sizeof *frames);
}

int device_can_send(device_can_port *port, const device_can_frame *frames, int count) {
  if (port->is_pair) return send_pair(port->descriptor, frames, count);
  packet packets[BATCH];
  struct iovec vectors[BATCH];
  struct mmsghdr messages[BATCH];
  int sent = 0;
  while (sent < count) {
    int filled = 0;
    for (; filled < BATCH && sent + filled < count; filled++) {
      size_t size = pack(port, frames + sent + filled, packets + filled);
      if (size == 0) break;
      vectors[filled] = (struct iovec){.iov_base = packets + filled, .iov_len = size};
      messages[filled] = (struct mmsghdr){
          .msg_hdr = {.msg_iov = vectors + filled, .msg_iovlen = 1}};
    }
    if (filled == 0) return sent > 0 ? sent : -EINVAL;
    int taken = sendmmsg(port->descriptor, messages, (unsigned)filled, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) return sent > 0 ? sent : -errno;
    sent += taken;
    if (taken < filled) return sent;
  }
  return sent;
}

typedef union {
  char bytes[CMSG_SPACE(sizeof(struct timespec)) + CMSG_SPACE(sizeof(uint32_t))];
  struct cmsghdr aligned;
} control;

// The kernel's wall-clock stamp in ns, or -1; follows the count of dropped frames on the way.
static int64_t read_control(device_can_port *port, struct msghdr *message) {
  int64_t stamp = -1;
  for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
    if (c->cmsg_level != SOL_SOCKET) continue;
    if (c->cmsg_type == SO_TIMESTAMPNS) {
      struct timespec at;
      memcpy(&at, CMSG_DATA(c), sizeof at);
      stamp = (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
    } else if (c->cmsg_type == SO_RXQ_OVFL) {
      uint32_t seen;
      memcpy(&seen, CMSG_DATA(c), sizeof seen);
      port->overflow += seen - port->overflow_seen;
      port->overflow_seen = seen;
    }
  }
  return stamp;
}

static void unpack(const struct canfd_frame *can, size_t size, int flags, device_can_frame *frame) {
  int is_fd = size == CANFD_MTU;
  uint8_t limit = is_fd ? LENGTH_FD : LENGTH_CLASSIC;
  int is_error = (can->can_id & CAN_ERR_FLAG) != 0;
  int is_extended = (can->can_id & CAN_EFF_FLAG) != 0;
  memset(frame, 0, sizeof *frame);
  frame->id = can->can_id & (is_error || is_extended ? CAN_EFF_MASK : CAN_SFF_MASK);
  frame->length = can->len > limit ? limit : can->len;
  if (is_extended && !is_error) frame->flags |= DEVICE_CAN_EXTENDED;
  if (is_error) frame->flags |= DEVICE_CAN_ERROR;
  if (can->can_id & CAN_RTR_FLAG) frame->flags |= DEVICE_CAN_REMOTE;
  if (is_fd) frame->flags |= DEVICE_CAN_FD;
  if (is_fd && can->flags & CANFD_BRS) frame->flags |= DEVICE_CAN_BIT_RATE_SWITCH;
  if (flags & MSG_CONFIRM) frame->flags |= DEVICE_CAN_CONFIRMED;
  if (!(frame->flags & DEVICE_CAN_REMOTE)) memcpy(frame->data, can->data, frame->length);
}

static int receive_some(device_can_port *port, device_can_frame *frames, int capacity) {
  packet packets[BATCH];
  struct iovec vectors[BATCH];
  control controls[BATCH];
  struct mmsghdr messages[BATCH];
  int room = capacity < BATCH ? capacity : BATCH;
  for (int i = 0; i < room; i++) {
    vectors[i] = (struct iovec){.iov_base = packets + i, .iov_len = sizeof packets[i]};
    messages[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = vectors + i,
                                               .msg_iovlen = 1,
                                               .msg_control = controls + i,
                                               .msg_controllen = sizeof controls[i].bytes}};
  }
  int count = recvmmsg(port->descriptor, messages, (unsigned)room, MSG_DONTWAIT, 0);
  if (count < 0) return errno == EAGAIN || errno == EINTR ? 0 : -errno;
  int kept = 0;
  for (int i = 0; i < count; i++) {
    size_t size = messages[i].msg_len;
    if (size != CAN_MTU && size != CANFD_MTU) continue;
    unpack(&packets[i].can, size, messages[i].msg_hdr.msg_flags, frames + kept);
    frames[kept++].stamp = read_control(port, &messages[i].msg_hdr);
  }
  return kept;
}

// Follows how far the wall clock is ahead of the monotonic one. The two run alike: a look that does
// not fit the ones before tells that the wall clock was set (clock_gettime(2), CLOCK_MONOTONIC).
static void look_at_clocks(device_can_port *port) {
  int64_t before = device_monotonic();
  int64_t wall = device_realtime();
  int64_t after = device_monotonic();
  int64_t least = wall - after, most = wall - before;
  if (least > port->ahead_most + ROUNDING || most < port->ahead_least - ROUNDING) {
    port->stepped = after;
    port->ahead_least = least;
    port->ahead_most = most;
  }
  // An interrupted look is wide and teaches nothing: the narrowest of all counts.
  if (least > port->ahead_least) port->ahead_least = least;
  if (most < port->ahead_most) port->ahead_most = most;
}

// A kernel stamp is wall clock, and the wall clock may be set at any moment: after that no stamp is
// believed until every frame that was stamped before it has come in.
static void restamp(device_can_port *port, device_can_frame *frames, int count) {
  int64_t now = device_monotonic();
  int is_settled = now - port->stepped >= SETTLING;
  for (int i = 0; i < count; i++) {
    int64_t earliest = frames[i].stamp - port->ahead_most;
    int64_t latest = frames[i].stamp - port->ahead_least;
    int is_known =
        is_settled && frames[i].stamp >= 0 && earliest <= now && latest >= port->opened;
    int64_t stamp = earliest + (latest - earliest) / 2;
    if (stamp < port->opened) stamp = port->opened;
    frames[i].stamp = is_known && stamp < now ? stamp : now;
    port->stamps_refused += !is_known;
  }
}

int device_can_receive(device_can_port *port, device_can_frame *frames, int capacity) {
  if (port->is_pair) return receive_pair(port->descriptor, frames, capacity);
  int count = 0, result = 0;
  while (count < capacity) {
    result = receive_some(port, frames + count, capacity - count);
    if (result <= 0) break;
    count += result;
    if (result < BATCH) break;
  }
  look_at_clocks(port);
  if (count > 0) restamp(port, frames, count);
  return count > 0 ? count : result;
}
