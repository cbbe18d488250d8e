#include "CZstd.h"

#include <errno.h>
#include <zstd.h>

size_t zstd_block_bound(size_t count) { return ZSTD_compressBound(count); }

int64_t zstd_block_compress(const void *bytes, size_t count, void *target, size_t capacity,
                            int level) {
  size_t result = ZSTD_compress(target, capacity, bytes, count, level);
  return ZSTD_isError(result) ? -EINVAL : (int64_t)result;
}

int64_t zstd_block_expand(const void *bytes, size_t count, void *target, size_t capacity) {
  size_t result = ZSTD_decompress(target, capacity, bytes, count);
  return ZSTD_isError(result) ? -EINVAL : (int64_t)result;
}
