#define _GNU_SOURCE
#include "CDeviceIO.h"
#include "handoff.h"
#include "thread.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define ALL (DEVICE_OUTPUTS_CHIPS * DEVICE_OUTPUTS_WORDS)
#define WORDS (sizeof(device_outputs_report) / sizeof(uint64_t))
_Static_assert(sizeof(device_outputs_report) % sizeof(uint64_t) == 0, "copied by words");
HANDOFF(wish, uint32_t)
HANDOFF(report, uint64_t)

// One chip as the thread knows it.
typedef struct {
  int32_t bus;
  int is_set;      // set up, and never found otherwise since
  int has_been_set;
  int is_held;     // restarted: idle until idle was handed over
  uint32_t written[DEVICE_OUTPUTS_WORDS];
  uint32_t is_written; // bit: `written` is what the chip holds
} chip_state;

struct device_outputs {
  device_outputs_plan plan;
  pthread_t thread;
  int32_t wake; // written to: the thread ends
  chip_state chips[DEVICE_OUTPUTS_CHIPS];
  uint32_t wanted[ALL];
  uint64_t seen;     // puts taken so far
  int64_t seen_at;   // when the last new one was
  int is_silent;
  device_outputs_report next;
  // Handed over: the sequence is odd while words are being written.
  _Alignas(64) _Atomic uint64_t put_sequence;
  _Atomic uint32_t put[ALL];
  _Alignas(64) _Atomic uint64_t sequence;
  _Atomic uint64_t words[WORDS];
};

void device_outputs_put(device_outputs *o, const uint32_t *words) {
  wish_give(&o->put_sequence, o->put, words, ALL);
}

// The newest words, when they are whole; else those from before stay.
static void take(device_outputs *o) {
  uint32_t copy[ALL];
  int64_t now = device_monotonic();
  uint64_t sequence = wish_take(&o->put_sequence, o->put, copy, ALL);
  if (sequence % 2 == 0 && sequence != o->seen) {
    o->seen = sequence;
    o->seen_at = now;
    memcpy(o->wanted, copy, sizeof copy);
  }
  // The chips have no time-out of their own, so this thread is it.
  int is_silent = now - o->seen_at > o->plan.timeout;
  if (is_silent && !o->is_silent && o->seen > 0) o->next.silences++;
  o->is_silent = is_silent;
}

static void publish(device_outputs *o) {
  uint64_t copy[WORDS];
  memcpy(copy, &o->next, sizeof copy);
  report_give(&o->sequence, o->words, copy, WORDS);
}

int device_outputs_read(const device_outputs *o, device_outputs_report *report) {
  uint64_t copy[WORDS];
  if (report_take(&o->sequence, o->words, copy, WORDS) % 2 != 0) return -EAGAIN;
  memcpy(report, copy, sizeof copy);
  return 0;
}

// From whatever the chip is to awake and idle; nothing is written before it is known for its kind.
static int set_up(const device_outputs_chip *plan, chip_state *chip) {
  for (unsigned i = 0; i < plan->signature; i++) {
    int found = device_i2c_read_byte(chip->bus, plan->address, plan->known[i].number);
    if (found < 0) return found;
    if (found != plan->known[i].value) return -ENODEV;
  }
  for (unsigned i = 0; i < plan->steps; i++) {
    const device_outputs_step *step = &plan->step[i];
    int result = device_i2c_write_byte(chip->bus, plan->address, step->number, step->value);
    if (result < 0) return result;
    if (step->wait > 0) {
      struct timespec wait = {.tv_nsec = step->wait * 1000L};
      clock_nanosleep(CLOCK_MONOTONIC, 0, &wait, 0);
    }
  }
  chip->is_written = 0;
  chip->is_set = 1;
  chip->has_been_set = 1;
  return 0;
}

// It still is what was made of it; a chip whose supply failed for a moment is not.
static int look(const device_outputs_chip *plan, chip_state *chip, device_outputs_answer *answer) {
  int mode = device_i2c_read_byte(chip->bus, plan->address, plan->mode);
  if (mode < 0) return mode;
  if ((mode & plan->mode_mask) == plan->mode_value) return 0;
  answer->restarts++;
  chip->is_held = 1;
  return set_up(plan, chip);
}

static int write_words(const device_outputs_chip *plan, chip_state *chip, const uint32_t *words) {
  for (unsigned i = 0; i < plan->words; i++) {
    uint32_t bit = 1u << i, word = words[i];
    if (chip->is_written & bit && chip->written[i] == word) continue;
    uint8_t bytes[4] = {word & 0xff, word >> 8 & 0xff, word >> 16 & 0xff, word >> 24};
    chip->is_written &= ~bit;
    int result = device_i2c_write_block(chip->bus, plan->address, (uint8_t)(plan->first + 4 * i),
                                        bytes, sizeof bytes);
    if (result < 0) return result;
    chip->written[i] = word;
    chip->is_written |= bit;
  }
  return 0;
}

static int keep(device_outputs *o, unsigned index, int is_idle) {
  const device_outputs_chip *plan = &o->plan.chips[index];
  chip_state *chip = &o->chips[index];
  device_outputs_answer *answer = &o->next.chips[index];
  const uint32_t *wanted = o->wanted + index * DEVICE_OUTPUTS_WORDS;
  uint32_t words[DEVICE_OUTPUTS_WORDS];
  if (chip->bus < 0) chip->bus = device_i2c_open(plan->bus);
  if (chip->bus < 0) return chip->bus;
  // One that was gone may have lost its supply, and with it what it was told.
  if (!chip->is_set && chip->has_been_set) chip->is_held = 1;
  int result = chip->is_set ? look(plan, chip, answer) : set_up(plan, chip);
  if (result < 0) return result;
  unsigned active = 0;
  for (unsigned i = 0; i < plan->words; i++) active += wanted[i] != plan->idle;
  // Whoever has not seen that it was gone must not have it move on as if nothing had been.
  if (chip->is_held && active == 0) chip->is_held = 0;
  for (unsigned i = 0; i < plan->words; i++)
    words[i] = is_idle || chip->is_held ? plan->idle : wanted[i];
  return write_words(plan, chip, words);
}

static void round_of(device_outputs *o, unsigned index, int is_idle) {
  chip_state *chip = &o->chips[index];
  device_outputs_answer *answer = &o->next.chips[index];
  int result = keep(o, index, is_idle);
  answer->error = result;
  answer->is_held = (uint32_t)chip->is_held;
  if (result >= 0) {
    answer->stamp = device_monotonic();
    return;
  }
  answer->errors++;
  // Nobody knows what the chip holds now; the next good round writes everything anew.
  chip->is_written = 0;
  if (result == -ENODEV) chip->is_set = 0;
  if (result == -ENODEV && chip->bus >= 0) {
    close(chip->bus);
    chip->bus = -ENODEV;
  }
}

static void *run(void *argument) {
  device_outputs *o = argument;
  int64_t due = device_monotonic();
  o->seen_at = due;
  for (;;) {
    take(o);
    for (unsigned i = 0; i < o->plan.chip_count; i++) round_of(o, i, o->is_silent);
    o->next.rounds++;
    publish(o);
    // The phase is kept; rounds that a slow device made impossible are left out.
    int64_t now = device_monotonic();
    due += o->plan.period;
    if (due < now) due += (now - due) / o->plan.period * o->plan.period;
    int64_t rest = due > now ? due - now : 0;
    struct timespec limit = {.tv_sec = rest / 1000000000, .tv_nsec = rest % 1000000000};
    struct pollfd wake = {.fd = o->wake, .events = POLLIN};
    if (ppoll(&wake, 1, &limit, 0) > 0) break;
  }
  for (unsigned i = 0; i < o->plan.chip_count; i++)
    for (int attempt = 0; attempt < 3; attempt++) {
      // A chip that was never ours is left alone.
      if (!o->chips[i].has_been_set) break;
      round_of(o, i, 1);
      if (o->next.chips[i].error == 0) break;
    }
  return 0;
}

int device_outputs_start(const device_outputs_plan *plan, device_outputs **outputs) {
  if (plan->chip_count > DEVICE_OUTPUTS_CHIPS || plan->period <= 0 || plan->timeout <= 0)
    return -EINVAL;
  for (unsigned i = 0; i < plan->chip_count; i++)
    if (plan->chips[i].words > DEVICE_OUTPUTS_WORDS || plan->chips[i].steps > DEVICE_OUTPUTS_STEPS ||
        plan->chips[i].signature > DEVICE_OUTPUTS_SIGNATURE ||
        memchr(plan->chips[i].bus, 0, sizeof plan->chips[i].bus) == 0)
      return -EINVAL;
  device_outputs *o = aligned_alloc(64, (sizeof *o + 63) / 64 * 64);
  if (!o) return -ENOMEM;
  memset(o, 0, sizeof *o);
  o->plan = *plan;
  for (unsigned i = 0; i < DEVICE_OUTPUTS_CHIPS; i++) {
    o->chips[i].bus = -ENOENT;
    for (unsigned k = 0; k < DEVICE_OUTPUTS_WORDS; k++)
      o->wanted[i * DEVICE_OUTPUTS_WORDS + k] = plan->chips[i].idle;
  }
  o->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  int result = o->wake < 0 ? -errno : thread_start(&o->thread, "sinew-outputs", run, o);
  if (result < 0) {
    if (o->wake >= 0) close(o->wake);
    free(o);
    return result;
  }
  *outputs = o;
  return 0;
}

void device_outputs_stop(device_outputs *o) {
  uint64_t one = 1;
  // An eventfd takes 8 bytes always; there is nothing to do should it not.
  (void)!write(o->wake, &one, sizeof one);
  pthread_join(o->thread, 0);
  for (unsigned i = 0; i < DEVICE_OUTPUTS_CHIPS; i++)
    if (o->chips[i].bus >= 0) close(o->chips[i].bus);
  close(o->wake);
  free(o);
}
