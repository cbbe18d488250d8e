#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define PAGE 4096u

int device_thread_fifo(int priority) {
  struct sched_param parameters = {.sched_priority = priority};
  return sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &parameters) < 0 ? -errno : 0;
}

int device_thread_reset_on_fork(void) {
  struct sched_param parameters;
  int policy = sched_getscheduler(0);
  if (policy < 0 || sched_getparam(0, &parameters) < 0) return -errno;
  return sched_setscheduler(0, policy | SCHED_RESET_ON_FORK, &parameters) < 0 ? -errno : 0;
}

int device_thread_resets_on_fork(void) {
  int policy = sched_getscheduler(0);
  return policy < 0 ? -errno : (policy & SCHED_RESET_ON_FORK) != 0;
}

int device_thread_affinity(int cpu) {
  cpu_set_t set;
  if (cpu < 0 || cpu >= CPU_SETSIZE) return -EINVAL;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  return sched_setaffinity(0, sizeof set, &set) < 0 ? -errno : 0;
}

int device_thread_timer_slack(uint32_t nanoseconds) {
  // 0 would mean "back to the default".
  unsigned long slack = nanoseconds == 0 ? 1 : nanoseconds;
  return prctl(PR_SET_TIMERSLACK, slack, 0, 0, 0) < 0 ? -errno : 0;
}

int device_lock_memory(void) {
  return mlockall(MCL_CURRENT | MCL_FUTURE) < 0 ? -errno : 0;
}

__attribute__((noinline)) static void touch_stack(uint32_t bytes) {
  volatile char page[PAGE];
  page[0] = 1;
  page[PAGE - 1] = 1;
  if (bytes > PAGE) touch_stack(bytes - PAGE);
  page[0] = 0; // after the call: no tail call, each round keeps its page
}

int device_prefault_stack(uint32_t bytes) {
  if (bytes > 1u << 20) return -E2BIG;
  touch_stack(bytes);
  return 0;
}

int device_prefault_heap(uint32_t bytes) {
  if (!mallopt(M_TRIM_THRESHOLD, INT_MAX) || !mallopt(M_MMAP_MAX, 0)) return -ENOTSUP;
  volatile char *arena = malloc(bytes);
  if (!arena) return -ENOMEM;
  for (uint32_t i = 0; i < bytes; i += PAGE) arena[i] = 0;
  free((void *)arena);
  return 0;
}

// Shared maps are decks, which their creator has written to; device files are not memory.
static int is_program(const char *line, char **first, char **end) {
  char mode[5], path[16] = "";
  unsigned long from, to, inode;
  if (sscanf(line, "%lx-%lx %4s %*x %*s %lu %15s", &from, &to, mode, &inode, path) < 4) return 0;
  *first = (char *)from;
  *end = (char *)to;
  return inode != 0 && mode[0] == 'r' && mode[3] == 'p' && strncmp(path, "/dev/", 5) != 0;
}

int device_prefault_program(void) {
  FILE *maps = fopen("/proc/self/maps", "re");
  if (!maps) return -errno;
  char line[512], *first, *end;
  int pages = 0, is_start = 1;
  while (fgets(line, sizeof line, maps)) {
    if (is_start && is_program(line, &first, &end))
      for (; first < end; first += PAGE, pages++) (void)*(volatile char *)first;
    is_start = strchr(line, '\n') != 0; // else the rest of a long path follows
  }
  fclose(maps);
  return pages;
}

int device_hold_dma_latency(int32_t microseconds) {
  int fd = open("/dev/cpu_dma_latency", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -errno;
  if (write(fd, &microseconds, sizeof microseconds) == sizeof microseconds) return fd;
  int result = -errno;
  close(fd);
  return result;
}

int64_t device_thread_page_faults(void) {
  struct rusage use;
  if (getrusage(RUSAGE_THREAD, &use) < 0) return -errno;
  return (int64_t)use.ru_minflt + use.ru_majflt;
}

int device_kernel_is_realtime(void) {
  char answer = 0;
  int fd = open("/sys/kernel/realtime", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT ? 0 : -errno;
  ssize_t count = read(fd, &answer, 1);
  close(fd);
  return count == 1 && answer == '1';
}
