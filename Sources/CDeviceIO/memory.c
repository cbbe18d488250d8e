#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int map(int descriptor, int64_t size, int is_writable, device_mapping *mapping) {
  int protection = is_writable ? PROT_READ | PROT_WRITE : PROT_READ;
  void *base = mmap(0, (size_t)size, protection, MAP_SHARED | MAP_POPULATE, descriptor, 0);
  if (base == MAP_FAILED) return -errno;
  *mapping = (device_mapping){.base = base, .size = size, .descriptor = descriptor};
  return 0;
}

// Room is claimed now: on a full tmpfs a later write would end the process with SIGBUS.
static int reserve(int descriptor, int64_t size) {
  if (ftruncate(descriptor, size) < 0) return -errno;
  if (fallocate(descriptor, 0, 0, size) == 0 || errno == EOPNOTSUPP) return 0;
  return -errno;
}

// MAP_POPULATE only reads shared pages in. The first write to each would still be a fault where the
// file system wants to know of it (all but tmpfs) or the processor keeps no dirty bit (user-mode
// Linux): in the loop, for a ring of thousands of pages. The file is all zeros here.
static void touch(const device_mapping *mapping) {
  volatile char *base = mapping->base;
  for (int64_t offset = 0; offset < mapping->size; offset += 4096) base[offset] = 0;
}

int device_memory_create(const char *path, int64_t size, uint32_t mode, int is_locked,
                         device_mapping *mapping) {
  char temporary[4096];
  int length = snprintf(temporary, sizeof temporary, "%s.%d.new", path, (int)getpid());
  if (length >= (int)sizeof temporary) return -ENAMETOOLONG;
  if (size <= 0) return -EINVAL;
  unlink(temporary); // left by a killed process that had our id
  int fd = open(temporary, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return -errno;
  int result = fchmod(fd, (mode_t)mode) < 0 ? -errno : 0;
  if (result == 0 && is_locked && flock(fd, LOCK_EX | LOCK_NB) < 0) result = -errno;
  if (result == 0) result = reserve(fd, size);
  if (result == 0) result = map(fd, size, 1, mapping);
  if (result == 0) touch(mapping);
  // link, not rename: it fails when the name is taken.
  if (result == 0 && link(temporary, path) < 0) {
    result = -errno;
    munmap(mapping->base, (size_t)size);
  }
  unlink(temporary);
  if (result < 0) close(fd);
  return result;
}

int device_memory_open(const char *path, int is_writable, device_mapping *mapping) {
  // Anyone may put a pipe where a deck is looked for, and opening one waits for its other end.
  int fd = open(path, (is_writable ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return -errno;
  struct stat status;
  if (fstat(fd, &status) < 0 || !(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) {
    close(fd);
    return -ENODEV;
  }
  int64_t size = device_file_size(fd);
  int result = size < 0 ? (int)size : size == 0 ? -ENODATA : map(fd, size, is_writable, mapping);
  if (result < 0) close(fd);
  return result;
}

enum { GUARDED = 64 };
// First and one past the last byte; a free place has neither.
static struct {
  _Atomic(char *) base, end;
} guarded[GUARDED];
static atomic_uint lost_count;
static atomic_flag is_guarding = ATOMIC_FLAG_INIT;
static struct sigaction before_guard;

// Only mmap, sigaction and lock-free atomics: all may be used in a signal handler here.
static void replace_page(int number, siginfo_t *info, void *context) {
  (void)context;
  char *address = info->si_addr;
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  for (unsigned i = 0; i < GUARDED; i++) {
    char *base = atomic_load(&guarded[i].base);
    if (!base || address < base || address >= atomic_load(&guarded[i].end)) continue;
    void *start = (void *)((uintptr_t)address & ~(uintptr_t)(page - 1));
    void *fresh = mmap(start, page, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_POPULATE, -1, 0);
    if (fresh == MAP_FAILED) break;
    atomic_fetch_add_explicit(&lost_count, 1, memory_order_release);
    return;
  }
  // Nothing of ours: the same access fails again, and the handler from before gets it.
  sigaction(number, &before_guard, 0);
}

int device_memory_guard(const device_mapping *mapping) {
  if (!atomic_flag_test_and_set(&is_guarding)) {
    struct sigaction ours = {.sa_sigaction = replace_page, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&ours.sa_mask);
    if (sigaction(SIGBUS, &ours, &before_guard) < 0) return -errno;
  }
  for (unsigned i = 0; i < GUARDED; i++) {
    char *none = 0;
    // Between the swap and the end's store the place matches no address yet.
    if (!atomic_compare_exchange_strong(&guarded[i].base, &none, (char *)mapping->base)) continue;
    atomic_store(&guarded[i].end, (char *)mapping->base + mapping->size);
    return 0;
  }
  return -ENOSPC;
}

static void unguard(const device_mapping *mapping) {
  for (unsigned i = 0; i < GUARDED; i++)
    if (mapping->base && atomic_load(&guarded[i].base) == (char *)mapping->base) {
      atomic_store(&guarded[i].end, (char *)0);
      atomic_store(&guarded[i].base, (char *)0);
    }
}

uint32_t device_memory_lost(void) { return atomic_load_explicit(&lost_count, memory_order_acquire); }

int device_memory_linked(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 && status.st_nlink > 0;
}

int device_memory_close(device_mapping *mapping) {
  unguard(mapping);
  if (mapping->base) munmap(mapping->base, (size_t)mapping->size);
  int result = mapping->descriptor < 0 || close(mapping->descriptor) == 0 ? 0 : -errno;
  *mapping = (device_mapping){.descriptor = -1};
  return result;
}

int device_memory_locked(const char *path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return -errno;
  int result = flock(fd, LOCK_SH | LOCK_NB) == 0 ? 0 : errno == EWOULDBLOCK ? 1 : -errno;
  close(fd);
  return result;
}

int device_memory_seal(const char *name, const void *bytes, int64_t count) {
  // No CLOEXEC: the whole point is to hand it to the program that exec starts.
  int fd = memfd_create(name, MFD_ALLOW_SEALING);
  if (fd < 0) return -errno;
  int64_t written = device_file_write(fd, bytes, count);
  int result = written < 0 ? (int)written : 0;
  int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  if (result == 0 && fcntl(fd, F_ADD_SEALS, seals) < 0) result = -errno;
  if (result < 0) close(fd);
  return result < 0 ? result : fd;
}

int64_t device_file_size(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) < 0) return -errno;
  if (S_ISDIR(status.st_mode)) return -EISDIR;
  return status.st_size;
}

int device_file_open(const char *path, int is_writing, uint32_t mode) {
  int flags = is_writing ? O_WRONLY | O_CREAT | O_TRUNC : O_RDONLY;
  int fd = open(path, flags | O_CLOEXEC, (mode_t)mode);
  return fd < 0 ? -errno : fd;
}

int64_t device_file_read(int descriptor, void *bytes, int64_t count, int64_t offset) {
  int64_t done = 0;
  while (done < count) {
    // Pipes and /proc have no offset; there read goes on where it was.
    char *to = (char *)bytes + done;
    ssize_t got = pread(descriptor, to, (size_t)(count - done), offset + done);
    if (got < 0 && errno == ESPIPE) got = read(descriptor, to, (size_t)(count - done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -errno;
    if (got == 0) break;
    done += got;
  }
  return done;
}

int64_t device_file_write(int descriptor, const void *bytes, int64_t count) {
  int64_t done = 0;
  while (done < count) {
    ssize_t put = write(descriptor, (const char *)bytes + done, (size_t)(count - done));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return -errno;
    done += put;
  }
  return done;
}

int device_file_reserve(int descriptor, int64_t offset, int64_t count) {
  if (fallocate(descriptor, FALLOC_FL_KEEP_SIZE, offset, count) == 0) return 0;
  return errno == ENOSPC || errno == EDQUOT ? -errno : 0;
}

int device_file_remove(const char *path) { return unlink(path) < 0 ? -errno : 0; }

int device_file_rename(const char *from, const char *to) {
  return rename(from, to) < 0 ? -errno : 0;
}
