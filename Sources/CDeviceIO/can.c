#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <errno.h>
#include <linux/can.h>
#include <linux/can/error.h>
#include <linux/can/raw.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

_Static_assert(sizeof(struct can_frame) == CAN_MTU, "the kernel's classic frame");
_Static_assert(sizeof(struct canfd_frame) == CANFD_MTU, "the kernel's FD frame");
_Static_assert(sizeof(sa_family_t) == 2, "sockaddr_can begins with its family");

static int set(int fd, int level, int name, int value) {
  return setsockopt(fd, level, name, &value, sizeof value) < 0 ? -errno : 0;
}

int device_close(int descriptor) { return close(descriptor) < 0 ? -errno : 0; }

int device_can_pair(device_can_port *left, device_can_port *right) {
  int ends[2];
  // A stream, always written and read in whole frames: a batch is one copy and one wake-up, where a
  // message per frame cost the lockstep loop three quarters of its cycle.
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) < 0)
    return -errno;
  *left = (device_can_port){.descriptor = ends[0], .is_pair = 1, .is_fd = 1};
  *right = (device_can_port){.descriptor = ends[1], .is_pair = 1, .is_fd = 1};
  return 0;
}

static int link_mtu(int fd, const char *interface) {
  struct ifreq request = {0};
  strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
  return ioctl(fd, SIOCGIFMTU, &request) < 0 ? -errno : request.ifr_mtu;
}

static int configure(int fd, const char *interface, uint32_t options) {
  int mtu = link_mtu(fd, interface);
  if (mtu < 0) return mtu;
  int result = 0;
  if (options & DEVICE_CAN_OPEN_FD) {
    if (mtu < (int)CANFD_MTU) return -EPROTONOSUPPORT;
    result = set(fd, SOL_CAN_RAW, CAN_RAW_FD_FRAMES, 1);
  }
  if (result == 0 && options & DEVICE_CAN_OPEN_OWN)
    result = set(fd, SOL_CAN_RAW, CAN_RAW_RECV_OWN_MSGS, 1);
  if (result == 0 && options & DEVICE_CAN_OPEN_ERRORS)
    result = set(fd, SOL_CAN_RAW, CAN_RAW_ERR_FILTER, CAN_ERR_MASK);
  if (result == 0) result = set(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
  if (result == 0) result = set(fd, SOL_SOCKET, SO_RXQ_OVFL, 1);
  return result;
}

// A name in the abstract space belongs to the network name space, as the interface itself does, and
// goes away with its owner (unix(7)); the kernel gives it to one socket at a time.
static socklen_t claim_address(const char *prefix, const char *interface,
                               struct sockaddr_un *address) {
  *address = (struct sockaddr_un){.sun_family = AF_UNIX};
  int length = snprintf(address->sun_path + 1, sizeof address->sun_path - 1, "%s%s", prefix,
                        interface);
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
}

int device_can_claim(const char *interface) {
  struct sockaddr_un address;
  if (strlen(interface) >= IFNAMSIZ) return -ENODEV;
  socklen_t size = claim_address("sinew-run:", interface, &address);
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  if (bind(fd, (struct sockaddr *)&address, size) == 0) return fd;
  int result = -errno;
  close(fd);
  return result;
}

int device_can_claim_id(const char *interface, uint32_t id, int *process) {
  struct sockaddr_un address;
  char prefix[32];
  if (strlen(interface) >= IFNAMSIZ) return -ENODEV;
  snprintf(prefix, sizeof prefix, "sinew-twin:%x:", id);
  socklen_t size = claim_address(prefix, interface, &address);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -errno;
  // It listens so that the next one can ask whose it is.
  if (bind(fd, (struct sockaddr *)&address, size) == 0 && listen(fd, 1) == 0) return fd;
  int result = -errno;
  struct ucred owner = {0};
  socklen_t room = sizeof owner;
  int is_known = result == -EADDRINUSE && connect(fd, (struct sockaddr *)&address, size) == 0
                 && getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &owner, &room) == 0;
  *process = is_known ? owner.pid : 0;
  close(fd);
  return result;
}

int device_can_open(const char *interface, uint32_t options, device_can_port *port) {
  // Without AF_CAN in the kernel the interface cannot exist either; the socket says which it is.
  unsigned index = if_nametoindex(interface);
  if (index == 0) return errno == 0 ? -ENODEV : -errno;
  int fd = socket(PF_CAN, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, CAN_RAW);
  if (fd < 0) return -errno;
  struct sockaddr_can address = {.can_family = AF_CAN, .can_ifindex = (int)index};
  int result = configure(fd, interface, options);
  if (result == 0 && bind(fd, (struct sockaddr *)&address, sizeof address) < 0) result = -errno;
  if (result < 0) {
    close(fd);
    return result;
  }
  *port = (device_can_port){.descriptor = fd,
                            .is_fd = (options & DEVICE_CAN_OPEN_FD) != 0,
                            .opened = device_monotonic(),
                            .ahead_least = INT64_MIN / 2,
                            .ahead_most = INT64_MAX / 2};
  return 0;
}

int device_can_wait(const device_can_port *port, int64_t timeout) {
  struct pollfd one = {.fd = port->descriptor, .events = POLLIN};
  if (timeout < 0) timeout = 0;
  struct timespec limit = {.tv_sec = timeout / 1000000000, .tv_nsec = timeout % 1000000000};
  int count = ppoll(&one, 1, &limit, 0);
  if (count < 0) return errno == EINTR ? 0 : -errno;
  return count > 0;
}

int device_can_filter(const device_can_port *port, const uint32_t *ids, int count,
                      int is_extended) {
  struct can_filter filters[128];
  if (count < 0 || count > 128) return -E2BIG;
  for (int i = 0; i < count; i++) {
    uint32_t mask = is_extended ? CAN_EFF_MASK : CAN_SFF_MASK;
    filters[i].can_id = (ids[i] & mask) | (is_extended ? CAN_EFF_FLAG : 0);
    filters[i].can_mask = mask | CAN_EFF_FLAG | CAN_RTR_FLAG;
  }
  socklen_t size = (socklen_t)((size_t)count * sizeof filters[0]);
  // A null list of length 0 is how the kernel is told to deliver nothing.
  const void *list = count == 0 ? 0 : filters;
  return setsockopt(port->descriptor, SOL_CAN_RAW, CAN_RAW_FILTER, list, size) < 0 ? -errno : 0;
}

int device_can_filter_none(const device_can_port *port) {
  struct can_filter all = {0};
  return setsockopt(port->descriptor, SOL_CAN_RAW, CAN_RAW_FILTER, &all, sizeof all) < 0 ? -errno
                                                                                         : 0;
}

int device_can_queued(const device_can_port *port) {
  // SIOCOUTQ is not answered by AF_CAN; the socket's own memory accounting is.
  uint32_t memory[SK_MEMINFO_VARS] = {0};
  socklen_t size = sizeof memory;
  if (getsockopt(port->descriptor, SOL_SOCKET, SO_MEMINFO, memory, &size) < 0) return -errno;
  return (int)memory[SK_MEMINFO_WMEM_ALLOC];
}

int device_can_buffers(const device_can_port *port, int send, int receive) {
  int result = set(port->descriptor, SOL_SOCKET, SO_SNDBUF, send);
  return result < 0 ? result : set(port->descriptor, SOL_SOCKET, SO_RCVBUF, receive);
}
