#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <unistd.h>

int device_standard_descriptors(void) {
  int opened = 0;
  for (int number = 0; number <= 2; number++) {
    if (fcntl(number, F_GETFD) >= 0) continue;
    // The lowest free number is this one: those below are open. Kept open across exec.
    if (open("/dev/null", O_RDWR) != number) return -errno;
    opened++;
  }
  return opened;
}

int64_t device_stack_limit(int is_hard) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) < 0) return -errno;
  rlim_t value = is_hard ? limit.rlim_max : limit.rlim_cur;
  return value == RLIM_INFINITY || value > INT64_MAX ? INT64_MAX : (int64_t)value;
}

int device_stack_raise(int64_t wanted, char *const *arguments) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) < 0) return -errno;
  if (limit.rlim_cur >= (rlim_t)wanted) return 0;
  struct rlimit raised = {.rlim_cur = (rlim_t)wanted, .rlim_max = limit.rlim_max};
  if (raised.rlim_max < raised.rlim_cur) raised.rlim_max = raised.rlim_cur;
  if (setrlimit(RLIMIT_STACK, &raised) < 0) {
    // Not above the hard limit without CAP_SYS_RESOURCE: then as far as it goes.
    raised = (struct rlimit){.rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max};
    if (limit.rlim_cur == limit.rlim_max || setrlimit(RLIMIT_STACK, &raised) < 0) return -errno;
  }
  // The room below the stack and the size of every thread's stack were settled by exec.
  char path[4096];
  int length = device_executable_path(path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  execv(path, arguments);
  return 0; // the raised limit counts all the same
}

static int write_score(int score) {
  char text[16];
  int length = snprintf(text, sizeof text, "%d", score);
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -errno;
  int result = write(fd, text, (size_t)length) == length ? 0 : -errno;
  close(fd);
  return result;
}

int device_oom_score(int *score) {
  char text[16] = "";
  int fd = open("/proc/self/oom_score_adj", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -errno;
  ssize_t count = read(fd, text, sizeof text - 1);
  int result = count > 0 ? 0 : count < 0 ? -errno : -ENODATA;
  close(fd);
  if (result == 0) *score = atoi(text);
  return result;
}

int device_oom_spare(int lowest) {
  int score = 0, result = device_oom_score(&score);
  if (result < 0) return result;
  // How low one may go without CAP_SYS_RESOURCE is written nowhere (proc(5)): try.
  for (int wanted = lowest; wanted < score; wanted += 50)
    if (write_score(wanted) == 0) break;
  return device_oom_score(&score) < 0 ? -EIO : score <= -900 ? 0 : -EACCES;
}

int device_oom_ordinary(void) {
  int score = 0, result = device_oom_score(&score);
  if (result < 0 || score >= 0) return result;
  return write_score(0);
}

int device_folder_in_memory(const char *path, uint64_t *type) {
  struct statfs status;
  if (statfs(path, &status) < 0) return -errno;
  *type = (uint64_t)(uint32_t)status.f_type;
  // TMPFS_MAGIC, RAMFS_MAGIC, HUGETLBFS_MAGIC of linux/magic.h.
  return *type == 0x01021994u || *type == 0x858458F6u || *type == 0x958458F6u;
}
