// Clocks and what a thread asks of the kernel to be on time.
#pragma once
#include <stdint.h>

#include "realtime_mark.h"

/// CLOCK_MONOTONIC in nanoseconds.
DEVICE_REALTIME int64_t device_monotonic(void);

/// CLOCK_REALTIME in nanoseconds since 1970; only for labels and ages.
DEVICE_REALTIME int64_t device_realtime(void);

/// Sleeps until a CLOCK_MONOTONIC instant in nanoseconds; -EINTR when a signal came first.
DEVICE_REALTIME int device_sleep_until(int64_t instant);

/// Puts the calling thread under SCHED_FIFO (1…99); its children fall back to SCHED_OTHER.
int device_thread_fifo(int priority);

/// Makes the children of the calling thread start under SCHED_OTHER, whatever it has itself.
int device_thread_reset_on_fork(void);

/// 1 when the calling thread's children start under SCHED_OTHER.
int device_thread_resets_on_fork(void);

/// Lets the calling thread run on one processor only. Children inherit this: start them before.
int device_thread_affinity(int cpu);

/// Wakes the calling thread this exactly, in nanoseconds (the kernel's default is 50 µs).
int device_thread_timer_slack(uint32_t nanoseconds);

/// Locks all present and future pages of the process in memory.
int device_lock_memory(void);

/// Touches `bytes` of the calling thread's stack, at most 1 MiB.
int device_prefault_stack(uint32_t bytes);

/// Sets the heap of the process never to give memory back and never to map single blocks, and
/// touches an arena of `bytes`.
int device_prefault_heap(uint32_t bytes);

/// Reads one byte of each page of the programs and libraries of the process; returns their number.
///
/// A locked page is in memory and may still be a fault when code first runs through it: without the
/// permission to lock it is one, and user-mode Linux maps locked pages only when they are touched.
int device_prefault_program(void);

/// Keeps the processors out of deep sleep while the returned descriptor is open.
int device_hold_dma_latency(int32_t microseconds);

/// Page faults of the calling thread so far, minor and major; -errno when unknown.
DEVICE_REALTIME int64_t device_thread_page_faults(void);

/// 1 when the kernel says it is fully preemptible (PREEMPT_RT).
int device_kernel_is_realtime(void);
