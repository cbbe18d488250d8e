// rtnetlink, for what libsocketcan does not know: a link's kind and mtu, and the CAN FD data phase.
#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <errno.h>
#include <net/if.h> // before linux/, which then leaves out its own copy
#include <linux/can/netlink.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// One request and its answer. Attributes are appended behind `link`.
typedef struct {
  struct nlmsghdr head;
  struct ifinfomsg link;
  char attributes[512];
} request;

static void *append(request *r, unsigned type, const void *bytes, size_t count) {
  struct rtattr *attribute = (struct rtattr *)((char *)r + NLMSG_ALIGN(r->head.nlmsg_len));
  attribute->rta_type = (unsigned short)type;
  attribute->rta_len = (unsigned short)RTA_LENGTH(count);
  if (count) memcpy(RTA_DATA(attribute), bytes, count);
  r->head.nlmsg_len = (uint32_t)(NLMSG_ALIGN(r->head.nlmsg_len) + RTA_ALIGN(attribute->rta_len));
  return attribute;
}

static void close_nest(request *r, struct rtattr *nest) {
  nest->rta_len = (unsigned short)((char *)r + NLMSG_ALIGN(r->head.nlmsg_len) - (char *)nest);
}

static int begin(request *r, const char *interface, uint16_t type, uint16_t flags) {
  unsigned index = if_nametoindex(interface);
  if (index == 0) return errno == 0 ? -ENODEV : -errno;
  memset(r, 0, sizeof *r);
  r->head.nlmsg_len = NLMSG_LENGTH(sizeof r->link);
  r->head.nlmsg_type = type;
  r->head.nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
  r->link.ifi_index = (int)index;
  return 0;
}

// Sends the request; the answer's length, or the kernel's refusal.
static int ask(const request *r, char *answer, size_t capacity) {
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) return -errno;
  struct timeval patience = {.tv_sec = 2};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ssize_t count = send(fd, r, r->head.nlmsg_len, 0);
  if (count >= 0) count = recv(fd, answer, capacity, 0);
  int result = count < 0 ? -errno : (int)count;
  close(fd);
  if (result < 0) return result;
  struct nlmsghdr *head = (struct nlmsghdr *)answer;
  if (!NLMSG_OK(head, (unsigned)result)) return -EBADMSG;
  if (head->nlmsg_type == NLMSG_ERROR) return ((struct nlmsgerr *)NLMSG_DATA(head))->error;
  return result;
}

// The attribute of this type inside a range of attributes, or 0.
static const struct rtattr *find(const struct rtattr *first, int length, unsigned type) {
  for (const struct rtattr *a = first; RTA_OK(a, length); a = RTA_NEXT(a, length))
    if ((a->rta_type & ~NLA_F_NESTED) == type) return a;
  return 0;
}

static const struct rtattr *find_inside(const struct rtattr *nest, unsigned type) {
  return nest ? find((const struct rtattr *)RTA_DATA(nest), (int)RTA_PAYLOAD(nest), type) : 0;
}

static void copy(void *to, size_t size, const struct rtattr *from) {
  if (from) memcpy(to, RTA_DATA(from), RTA_PAYLOAD(from) < size ? RTA_PAYLOAD(from) : size);
}

typedef struct {
  _Alignas(8) char bytes[16384];
} answer;

// Asks for a link and finds its attributes; `length` of them.
static int fetch(const char *interface, answer *a, const struct ifinfomsg **link,
                 const struct rtattr **first, int *length) {
  request r;
  int result = begin(&r, interface, RTM_GETLINK, 0);
  if (result < 0) return result;
  result = ask(&r, a->bytes, sizeof a->bytes);
  if (result < 0) return result;
  const struct nlmsghdr *head = (const struct nlmsghdr *)a->bytes;
  if (head->nlmsg_type != RTM_NEWLINK) return -EBADMSG;
  *link = (const struct ifinfomsg *)NLMSG_DATA(head);
  *first = IFLA_RTA(*link);
  *length = (int)IFLA_PAYLOAD(head);
  return 0;
}

int device_link_read(const char *interface, device_link *out) {
  answer a;
  const struct ifinfomsg *link;
  const struct rtattr *first;
  int length;
  int result = fetch(interface, &a, &link, &first, &length);
  if (result < 0) return result;
  memset(out, 0, sizeof *out);
  out->index = link->ifi_index;
  out->is_up = (link->ifi_flags & IFF_UP) != 0;
  out->is_running = (link->ifi_flags & IFF_RUNNING) != 0;
  out->is_can = link->ifi_type == ARPHRD_CAN;
  copy(&out->mtu, sizeof out->mtu, find(first, length, IFLA_MTU));
  copy(&out->queue_length, sizeof out->queue_length, find(first, length, IFLA_TXQLEN));
  const struct rtattr *info = find(first, length, IFLA_LINKINFO);
  copy(out->kind, sizeof out->kind - 1, find_inside(info, IFLA_INFO_KIND));
  return 0;
}

int device_link_data_timing(const char *interface, uint32_t *bit_rate, uint32_t *sample_point) {
  answer a;
  const struct ifinfomsg *link;
  const struct rtattr *first;
  int length;
  int result = fetch(interface, &a, &link, &first, &length);
  if (result < 0) return result;
  struct can_bittiming fast = {0};
  const struct rtattr *info = find(first, length, IFLA_LINKINFO);
  const struct rtattr *data = find_inside(info, IFLA_INFO_DATA);
  copy(&fast, sizeof fast, find_inside(data, IFLA_CAN_DATA_BITTIMING));
  *bit_rate = fast.bitrate;
  *sample_point = fast.sample_point;
  return (find_inside(data, IFLA_CAN_BITTIMING) ? DEVICE_LINK_TIMING : 0) |
         (find_inside(data, IFLA_CAN_CLOCK) ? DEVICE_LINK_CLOCK : 0) |
         (find_inside(data, IFLA_CAN_CTRLMODE) ? DEVICE_LINK_MODE : 0) |
         (find_inside(data, IFLA_CAN_RESTART_MS) ? DEVICE_LINK_RESTART : 0) |
         (find_inside(data, IFLA_CAN_BERR_COUNTER) ? DEVICE_LINK_COUNTERS : 0) |
         (find_inside(info, IFLA_INFO_XSTATS) ? DEVICE_LINK_STATISTICS : 0);
}

int device_link_set_up(const char *interface, int is_up) {
  request r;
  answer a;
  int result = begin(&r, interface, RTM_NEWLINK, NLM_F_ACK);
  if (result < 0) return result;
  r.link.ifi_change = IFF_UP;
  r.link.ifi_flags = is_up ? IFF_UP : 0;
  return ask(&r, a.bytes, sizeof a.bytes);
}

int device_link_set_queue_length(const char *interface, uint32_t frames) {
  request r;
  answer a;
  int result = begin(&r, interface, RTM_NEWLINK, NLM_F_ACK);
  if (result < 0) return result;
  append(&r, IFLA_TXQLEN, &frames, sizeof frames);
  return ask(&r, a.bytes, sizeof a.bytes);
}

int device_link_purge(const char *interface) {
  device_link link;
  int result = device_link_read(interface, &link);
  if (result < 0) return result;
  if (!link.is_up) return -ENETDOWN;
  result = device_link_set_up(interface, 0);
  return result < 0 ? result : device_link_set_up(interface, 1);
}

int device_link_set_data_timing(const char *interface, uint32_t bit_rate, uint32_t sample_point,
                                uint32_t data_bit_rate, uint32_t data_sample_point) {
  request r;
  answer a;
  int result = begin(&r, interface, RTM_NEWLINK, NLM_F_ACK);
  if (result < 0) return result;
  struct can_ctrlmode mode = {.mask = CAN_CTRLMODE_FD, .flags = CAN_CTRLMODE_FD};
  struct can_bittiming slow = {.bitrate = bit_rate, .sample_point = sample_point};
  struct can_bittiming fast = {.bitrate = data_bit_rate, .sample_point = data_sample_point};
  struct rtattr *info = append(&r, IFLA_LINKINFO, 0, 0);
  append(&r, IFLA_INFO_KIND, "can", 3);
  struct rtattr *data = append(&r, IFLA_INFO_DATA, 0, 0);
  append(&r, IFLA_CAN_CTRLMODE, &mode, sizeof mode);
  append(&r, IFLA_CAN_BITTIMING, &slow, sizeof slow);
  append(&r, IFLA_CAN_DATA_BITTIMING, &fast, sizeof fast);
  close_nest(&r, data);
  close_nest(&r, info);
  return ask(&r, a.bytes, sizeof a.bytes);
}
