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

// Four bits at a time: a table of 16 entries needs no set-up, and a chunk a second is little work.
// Polynomial 0x04C11DB7, reflected.
static const uint32_t nibbles[16] = {
    0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
    0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C};

uint32_t zstd_block_crc32(uint32_t crc, const void *bytes, size_t count) {
  const uint8_t *byte = bytes;
  crc = ~crc;
  for (size_t index = 0; index < count; ++index) {
    crc ^= byte[index];
    crc = nibbles[crc & 15] ^ (crc >> 4);
    crc = nibbles[crc & 15] ^ (crc >> 4);
  }
  return ~crc;
}
