// Two ends and a thread behind one: a halted terminal, a pager or a busy disk holds up only it.
#define _GNU_SOURCE
#include "CDeviceIO.h"
#include "thread.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct device_teller {
  pthread_t thread;
  int ends[2], target;
  char text[DEVICE_TELLER_MOST];
};

// What cannot be written is lost; what is handed over goes on being taken.
static void write_all(int target, const char *text, size_t length) {
  while (length > 0) {
    ssize_t written = write(target, text, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text += written;
    length -= (size_t)written;
  }
}

static void *run(void *argument) {
  device_teller *t = argument;
  ssize_t length;
  while ((length = recv(t->ends[1], t->text, sizeof t->text, 0)) > 0)
    write_all(t->target, t->text, (size_t)length);
  // Nothing else comes from this end: at the other one it says that all is written.
  shutdown(t->ends[1], SHUT_WR);
  return 0;
}

static void close_both(device_teller *t) {
  close(t->ends[0]);
  close(t->ends[1]);
  free(t);
}

int device_teller_start(int target, device_teller **teller) {
  device_teller *t = calloc(1, sizeof *t);
  if (!t) return -ENOMEM;
  t->target = target;
  // Packets: each is handed over whole or not at all, however long it is.
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, t->ends) < 0) {
    int error = errno;
    free(t);
    return -error;
  }
  int result = thread_start(&t->thread, "sinew-teller", run, t);
  if (result < 0) {
    close_both(t);
    return result;
  }
  *teller = t;
  return 0;
}

int device_teller_say(device_teller *t, const char *text, size_t length) {
  if (length == 0 || length > DEVICE_TELLER_MOST) return 0;
  return send(t->ends[0], text, length, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)length;
}

// Whether the thread has written everything, after at most `patience` ns.
static int is_done(const device_teller *t, int64_t patience) {
  int64_t end = device_monotonic() + patience;
  struct pollfd done = {.fd = t->ends[0], .events = POLLIN};
  for (;;) {
    int64_t left = end - device_monotonic();
    struct timespec wait = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
    if (left < 0) return 0;
    int ready = ppoll(&done, 1, &wait, 0);
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

void device_teller_end(device_teller *t, int64_t patience) {
  // What was handed over is still taken, and then the end is seen.
  shutdown(t->ends[0], SHUT_WR);
  // Waited for at the socket, because the thread sanitizer does not know a join that has an end
  // (`pthread_clockjoin_np`): it takes the next thread at the same address for this one.
  if (is_done(t, patience)) {
    pthread_join(t->thread, 0);
    close_both(t);
  } else {
    // Stuck in its write: its end and its memory stay in use.
    pthread_detach(t->thread);
  }
}
