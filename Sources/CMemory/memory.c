#include "CMemory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CACHE_LINE 64

void *memory_take(size_t size) {
  // aligned_alloc wants a multiple of the alignment, and a block of nothing still has an address.
  size_t whole = (size / CACHE_LINE + 1) * CACHE_LINE;
  void *block = aligned_alloc(CACHE_LINE, whole);
  if (!block) {
    fprintf(stderr, "out of memory: a table of %zu bytes has no place\n", size);
    abort();
  }
  return memset(block, 0, whole);
}

void memory_give(void *block) { free(block); }
