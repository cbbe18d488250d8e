// A pipe and a thread behind it: a halted terminal, a pager or a busy disk holds up only it.
#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct device_teller {
  pthread_t thread;
  int in, out, target;
};

static int write_all(int target, const char *text, size_t length) {
  while (length > 0) {
    ssize_t written = write(target, text, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return -1;
    text += written;
    length -= (size_t)written;
  }
  return 0;
}

// What cannot be written is lost; the pipe goes on being emptied.
static void *run(void *argument) {
  device_teller *t = argument;
  char text[PIPE_BUF];
  for (;;) {
    ssize_t length = read(t->out, text, sizeof text);
    if (length < 0 && errno == EINTR) continue;
    if (length <= 0) return 0;
    (void)write_all(t->target, text, (size_t)length);
  }
}

static int start_thread(device_teller *t) {
  pthread_attr_t attributes;
  struct sched_param ordinary = {.sched_priority = 0};
  sigset_t all, before;
  sigfillset(&all);
  if (pthread_attr_init(&attributes) != 0) return -ENOMEM;
  pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN + (64 << 10));
  pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
  pthread_attr_setschedpolicy(&attributes, SCHED_OTHER);
  pthread_attr_setschedparam(&attributes, &ordinary);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(&t->thread, &attributes, run, t);
  pthread_sigmask(SIG_SETMASK, &before, 0);
  pthread_attr_destroy(&attributes);
  if (error == 0) pthread_setname_np(t->thread, "sinew-teller");
  return -error;
}

int device_teller_start(int target, device_teller **teller) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  device_teller *t = malloc(sizeof *t);
  if (!t) {
    close(ends[0]);
    close(ends[1]);
    return -ENOMEM;
  }
  *t = (device_teller){.out = ends[0], .in = ends[1], .target = target};
  // Only our end: the thread may wait for text, we may not wait for room.
  int result = fcntl(t->in, F_SETFL, O_NONBLOCK) < 0 ? -errno : start_thread(t);
  if (result < 0) {
    close(ends[0]);
    close(ends[1]);
    free(t);
    return result;
  }
  *teller = t;
  return 0;
}

int device_teller_say(device_teller *t, const char *text, size_t length) {
  // Up to PIPE_BUF a write is whole or not at all (pipe(7)).
  if (length > PIPE_BUF) length = PIPE_BUF;
  return write(t->in, text, length) == (ssize_t)length;
}

void device_teller_end(device_teller *t, int64_t patience) {
  close(t->in);
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  int64_t end = (int64_t)until.tv_sec * 1000000000 + until.tv_nsec + patience;
  until = (struct timespec){.tv_sec = end / 1000000000, .tv_nsec = end % 1000000000};
  if (pthread_clockjoin_np(t->thread, 0, CLOCK_MONOTONIC, &until) != 0) {
    // It still uses its end and its memory.
    pthread_detach(t->thread);
    return;
  }
  close(t->out);
  free(t);
}
