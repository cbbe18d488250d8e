#define _GNU_SOURCE
#include "thread.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>

int thread_start(pthread_t *thread, const char *name, void *(*run)(void *), void *argument) {
  pthread_attr_t attributes;
  struct sched_param ordinary = {.sched_priority = 0};
  sigset_t all, before;
  sigfillset(&all);
  if (pthread_attr_init(&attributes) != 0) return -ENOMEM;
  // Small: locked memory holds every thread's whole stack.
  pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN + (64 << 10));
  pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
  pthread_attr_setschedpolicy(&attributes, SCHED_OTHER);
  pthread_attr_setschedparam(&attributes, &ordinary);
  // A thread inherits the mask of the one that makes it.
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(thread, &attributes, run, argument);
  pthread_sigmask(SIG_SETMASK, &before, 0);
  pthread_attr_destroy(&attributes);
  if (error == 0) pthread_setname_np(*thread, name);
  return -error;
}
