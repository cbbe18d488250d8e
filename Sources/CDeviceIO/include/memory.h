// Shared memory files, sealed memory and whole small files.
#pragma once
#include <stdint.h>

/// A mapped file.
typedef struct {
  void *_Nullable base;
  int64_t size;
  int32_t descriptor;
  int32_t reserved;
} device_mapping;

/// Creates `path` with `size` zero bytes, maps it writable and touches every page. The file appears
/// under its name complete and, with `is_locked`, already holding an exclusive flock, so nobody
/// ever sees it half made. -EEXIST: the name is taken.
int device_memory_create(const char *_Nonnull path, int64_t size, uint32_t mode, int is_locked,
                         device_mapping *_Nonnull mapping);

/// Maps an existing file, whole.
int device_memory_open(const char *_Nonnull path, int is_writable,
                       device_mapping *_Nonnull mapping);

/// From now on somebody who cuts the file short does not end this process: a page that is gone is
/// replaced by an empty one of our own, and `device_memory_lost` counts it. At most 64
/// mappings at a time, until they are closed; -ENOSPC beyond. Process-wide, takes over SIGBUS for
/// addresses inside guarded mappings only.
int device_memory_guard(const device_mapping *_Nonnull mapping);

/// How many pages were replaced so far.
DEVICE_REALTIME uint32_t device_memory_lost(void);

/// 1 while the file still has a name, 0 after it was removed.
DEVICE_REALTIME int device_memory_linked(int descriptor);

/// Unmaps and closes (and so unlocks); the file stays.
int device_memory_close(device_mapping *_Nonnull mapping);

/// 1 when a living process holds the flock of the file, 0 when none does.
int device_memory_locked(const char *_Nonnull path);

/// A descriptor that holds these bytes for good: sealed against writing and resizing, inherited by
/// exec.
int device_memory_seal(const char *_Nonnull name, const void *_Nonnull bytes, int64_t count);

/// Size of an open file in bytes.
int64_t device_file_size(int descriptor);

/// Opens a file for reading (`is_writing` 0) or makes an empty one with `mode`.
int device_file_open(const char *_Nonnull path, int is_writing, uint32_t mode);

/// Reads from `offset` until `count` bytes or the end; how many came.
int64_t device_file_read(int descriptor, void *_Nonnull bytes, int64_t count, int64_t offset);

/// Writes all bytes.
int64_t device_file_write(int descriptor, const void *_Nonnull bytes, int64_t count);

/// Keeps room on the disk for `count` bytes from `offset` on; the size of the file stays. -ENOSPC
/// when there is none; 0 also where the file system knows no such thing.
int device_file_reserve(int descriptor, int64_t offset, int64_t count);

/// Removes a name.
int device_file_remove(const char *_Nonnull path);

/// Gives a file a new name; an existing file of that name is replaced.
int device_file_rename(const char *_Nonnull from, const char *_Nonnull to);
