// Companion processes, signals and the little a program wants to know of itself.
#pragma once
#include <stdint.h>

#include "realtime_mark.h"

/// Starts a program in its own process group, with default signals, standard input from descriptor
/// `input` (−1: from /dev/null) and the caller's environment. Its process id.
int device_spawn(const char *_Nonnull path, char *_Nullable const *_Nonnull arguments, int input);

/// Asks about a child without waiting: 0 it runs, 1 it ended and `status` says how (0…255: exit
/// code, 256 + n: signal n). -ECHILD: no child of ours, or asked before.
int device_child_status(int process, int *_Nonnull status);

/// Sends a signal to a process, or with `is_group` to its whole process group.
int device_kill(int process, int is_group, int signal);

/// Becomes another program; returns only when that failed.
int device_exec(const char *_Nonnull path, char *_Nullable const *_Nonnull arguments);

/// Counts SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGPWR from now on instead of ending, unless the
/// parent had the signal ignored; takes SIGXCPU and SIGSYS for one such request however often they
/// come; ignores every other signal that would end or halt the process without being a crash. The
/// whole table stands in process.c. Process-wide.
int device_stop_signals_catch(void);

/// How many stop signals came so far.
DEVICE_REALTIME uint32_t device_stop_signals_count(void);

/// The number of the last stop signal, 0 when none came.
DEVICE_REALTIME uint32_t device_stop_signals_last(void);

/// 1 when the descriptor is a terminal.
int device_is_terminal(int descriptor);

/// Path of the running program: its length.
int device_executable_path(char *_Nonnull path, int capacity);

/// 1 when a process is halted (SIGSTOP, a debugger), 0 when it is not.
int device_is_halted(int process);

/// Opens /dev/null on each of the descriptors 0, 1 and 2 that is closed, before something else gets
/// that number and with it what is meant for a terminal. How many were.
int device_standard_descriptors(void);

/// Raises the limit of the stack to `wanted` bytes, or as far as the hard limit allows, and then
/// begins the program anew with the same arguments; returns 0 when it is high enough already, or
/// -errno when it cannot be raised.
int device_stack_raise(int64_t wanted, char *_Nullable const *_Nonnull arguments);

/// How far the stack of the main thread may grow, bytes, by its soft or its hard limit.
int64_t device_stack_limit(int is_hard);

/// Makes this process the last that the kernel ends when memory runs out: oom_score_adj `lowest`,
/// or as low as permitted. 0 when it is −900 or lower then, else -EACCES.
int device_oom_spare(int lowest);

/// Takes back what a parent was spared: for children that may well be ended when memory runs out.
int device_oom_ordinary(void);

/// oom_score_adj of this process.
int device_oom_score(int *_Nonnull score);

/// 1 when a folder's files are memory (tmpfs, ramfs, hugetlbfs), 0 when they are on a disk; `type`
/// is that of its file system.
int device_folder_in_memory(const char *_Nonnull path, uint64_t *_Nonnull type);
