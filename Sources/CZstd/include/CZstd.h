// What a chunk of a recording needs: compression as one zstd frame, and its checksum. Prefix
// `zstd_block_`.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Bytes that a compressed block of `count` bytes needs at most.
size_t zstd_block_bound(size_t count);

/// Compresses `count` bytes at level 1…19. Returns the bytes written, or -EINVAL.
int64_t zstd_block_compress(const void *_Nonnull bytes, size_t count, void *_Nonnull target,
                            size_t capacity, int level);

/// Expands one whole frame. Returns the bytes written, or -EINVAL when the frame is damaged or
/// needs more than `capacity`.
int64_t zstd_block_expand(const void *_Nonnull bytes, size_t count, void *_Nonnull target,
                          size_t capacity);

/// CRC-32 (IEEE 802.3, as zlib's crc32) of more bytes after `crc`; start with 0.
uint32_t zstd_block_crc32(uint32_t crc, const void *_Nonnull bytes, size_t count);
