// Words from one thread to another, neither of which ever waits: the newest whole set wins.
// There is one writer; the sequence is odd while it writes.
#ifndef SINEW_HANDOFF_H
#define SINEW_HANDOFF_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

// HANDOFF(name, word): writer and reader for an array of that type of words.
#define HANDOFF(name, word)                                                                        \
  static inline void name##_give(_Atomic uint64_t *sequence, _Atomic word *to, const word *from,   \
                                 size_t count) {                                                   \
    uint64_t before = atomic_load_explicit(sequence, memory_order_relaxed);                        \
    atomic_store_explicit(sequence, before + 1, memory_order_relaxed);                             \
    atomic_thread_fence(memory_order_release);                                                     \
    for (size_t i = 0; i < count; i++)                                                             \
      atomic_store_explicit(&to[i], from[i], memory_order_relaxed);                                \
    atomic_store_explicit(sequence, before + 2, memory_order_release);                             \
  }                                                                                                \
  /* The sequence of the set that was copied; odd: the writer was at work each time we looked. */  \
  static inline uint64_t name##_take(const _Atomic uint64_t *sequence, const _Atomic word *from,   \
                                     word *to, size_t count) {                                     \
    for (int attempt = 0; attempt < 4; attempt++) {                                                \
      uint64_t before = atomic_load_explicit(sequence, memory_order_acquire);                      \
      for (size_t i = 0; i < count; i++)                                                           \
        to[i] = atomic_load_explicit(&from[i], memory_order_relaxed);                              \
      atomic_thread_fence(memory_order_acquire);                                                   \
      uint64_t after = atomic_load_explicit(sequence, memory_order_relaxed);                       \
      if (before == after && before % 2 == 0) return before;                                       \
    }                                                                                              \
    return 1;                                                                                      \
  }

#endif
