#define _GNU_SOURCE
#include "CDeviceIO.h"
#include "handoff.h"
#include "thread.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define WORDS (sizeof(device_poller_report) / sizeof(uint64_t))
_Static_assert(sizeof(device_poller_report) % sizeof(uint64_t) == 0, "copied by words");
HANDOFF(report, uint64_t)

struct device_poller {
  device_poller_plan plan;
  pthread_t thread;
  int32_t wake; // written to: the thread ends
  int32_t bus;
  uint32_t same[DEVICE_POLLER_LINES]; // rounds in a row a line read `seen`
  uint32_t seen[DEVICE_POLLER_LINES];
  uint32_t shown;            // what the outputs were set to last
  _Atomic uint32_t wanted;   // what they should be
  device_poller_report next;
  // Published: the sequence is odd while the words are being written.
  _Alignas(64) _Atomic uint64_t sequence;
  _Atomic uint64_t words[WORDS];
};

static void publish(device_poller *p) {
  uint64_t copy[WORDS];
  memcpy(copy, &p->next, sizeof copy);
  report_give(&p->sequence, p->words, copy, WORDS);
}

int device_poller_read(const device_poller *p, device_poller_report *report) {
  uint64_t copy[WORDS];
  if (report_take(&p->sequence, p->words, copy, WORDS) % 2 != 0) return -EAGAIN;
  memcpy(report, copy, sizeof copy);
  return 0;
}

static void note(device_poller_answer *answer, int result) {
  answer->error = result < 0 ? result : 0;
  if (result < 0) {
    answer->errors++;
  } else {
    answer->value = (uint32_t)result;
    answer->stamp = device_monotonic();
  }
}

static void ask_register(device_poller *p, uint32_t i) {
  const device_poller_register *r = &p->plan.registers[i];
  int result = p->bus >= 0 ? device_i2c_read_word(p->bus, r->address, r->number) : p->bus;
  if (result >= 0 && r->is_big_endian) result = (result & 0xff) << 8 | (result >> 8 & 0xff);
  note(&p->next.registers[i], result);
  // The adapter itself is gone (a USB one pulled out): open it anew next round.
  if (result == -ENODEV && p->bus >= 0) {
    close(p->bus);
    p->bus = -ENODEV;
  }
}

static void ask_line(device_poller *p, uint32_t i) {
  int result = device_gpio_read(&p->plan.lines[i]);
  if (result < 0) {
    p->same[i] = 0;
    note(&p->next.lines[i], result);
    return;
  }
  int is_same = p->same[i] > 0 && p->seen[i] == (uint32_t)result;
  p->same[i] = is_same ? p->same[i] + (p->same[i] < UINT_MAX) : 1;
  p->seen[i] = (uint32_t)result;
  int is_first = p->next.lines[i].stamp == 0;
  int is_settled = is_first || p->same[i] >= p->plan.settle;
  note(&p->next.lines[i], is_settled ? result : (int)p->next.lines[i].value);
}

void device_poller_set(device_poller *p, uint32_t outputs) {
  atomic_store_explicit(&p->wanted, outputs, memory_order_relaxed);
}

// An output that could not be set is set again in the next round.
static void set_outputs(device_poller *p, uint32_t wanted) {
  for (uint32_t i = 0; i < p->plan.output_count; i++) {
    uint32_t bit = 1u << i;
    if (((p->shown ^ wanted) & bit) == 0) continue;
    if (device_gpio_write(&p->plan.outputs[i], (wanted & bit) != 0) == 0) p->shown ^= bit;
  }
}

static void *run(void *argument) {
  device_poller *p = argument;
  int64_t due = device_monotonic();
  for (;;) {
    // First: a brake that is to close does not wait for a sensor.
    set_outputs(p, atomic_load_explicit(&p->wanted, memory_order_relaxed));
    if (p->plan.bus[0] && p->bus < 0) p->bus = device_i2c_open(p->plan.bus);
    for (uint32_t i = 0; i < p->plan.register_count; i++) ask_register(p, i);
    for (uint32_t i = 0; i < p->plan.line_count; i++) ask_line(p, i);
    p->next.rounds++;
    publish(p);
    // The phase is kept; rounds that a slow device made impossible are left out.
    int64_t now = device_monotonic();
    due += p->plan.period;
    if (due < now) due += (now - due) / p->plan.period * p->plan.period;
    int64_t rest = due > now ? due - now : 0;
    struct timespec limit = {.tv_sec = rest / 1000000000, .tv_nsec = rest % 1000000000};
    struct pollfd wake = {.fd = p->wake, .events = POLLIN};
    if (ppoll(&wake, 1, &limit, 0) > 0) break;
  }
  set_outputs(p, 0);
  return 0;
}

int device_poller_start(const device_poller_plan *plan, device_poller **poller) {
  if (plan->register_count > DEVICE_POLLER_REGISTERS || plan->line_count > DEVICE_POLLER_LINES ||
      plan->output_count > DEVICE_POLLER_LINES ||
      plan->period <= 0 || memchr(plan->bus, 0, sizeof plan->bus) == 0)
    return -EINVAL;
  device_poller *p = aligned_alloc(64, (sizeof *p + 63) / 64 * 64);
  if (!p) return -ENOMEM;
  memset(p, 0, sizeof *p);
  p->plan = *plan;
  p->bus = -ENOENT;
  p->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  int result = p->wake < 0 ? -errno : thread_start(&p->thread, "sinew-slow", run, p);
  if (result < 0) {
    if (p->wake >= 0) close(p->wake);
    free(p);
    return result;
  }
  *poller = p;
  return 0;
}

void device_poller_stop(device_poller *p) {
  uint64_t one = 1;
  // An eventfd takes 8 bytes always; there is nothing to do should it not.
  (void)!write(p->wake, &one, sizeof one);
  pthread_join(p->thread, 0);
  if (p->bus >= 0) close(p->bus);
  close(p->wake);
  free(p);
}
