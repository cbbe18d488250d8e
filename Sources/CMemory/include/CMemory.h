// Where the memory of tables comes from: this library on Linux, the board itself elsewhere.
#pragma once
#include <stddef.h>

/// A block of zeros, aligned to a cache line. Ends the program when there is none: it is asked for
/// before arming only, and a robot whose state has no place cannot run.
void *_Nonnull memory_take(size_t size);

/// Gives a block back.
void memory_give(void *_Nonnull block);
