// Companion processes, signals and the little a program wants to know of itself.
#pragma once
#include <stdint.h>

#include "realtime_mark.h"

/// Starts a program in its own process group, with default signals, standard input from /dev/null
/// and the caller's environment. Its process id.
int device_spawn(const char *_Nonnull path, char *_Nullable const *_Nonnull arguments);

/// Asks about a child without waiting: 0 it runs, 1 it ended and `status` says how (0…255: exit
/// code, 256 + n: signal n). -ECHILD: no child of ours, or asked before.
int device_child_status(int process, int *_Nonnull status);

/// Sends a signal to a process, or with `is_group` to its whole process group.
int device_kill(int process, int is_group, int signal);

/// Becomes another program; returns only when that failed.
int device_exec(const char *_Nonnull path, char *_Nullable const *_Nonnull arguments);

/// Counts SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGPWR from now on instead of ending, unless the
/// parent had the signal ignored, and ignores every other signal that would end or halt the process
/// without being a crash. Process-wide.
int device_stop_signals_catch(void);

/// How many stop signals came so far.
DEVICE_REALTIME uint32_t device_stop_signals_count(void);

/// The number of the last stop signal, 0 when none came.
DEVICE_REALTIME uint32_t device_stop_signals_last(void);

/// 1 when the descriptor is a terminal.
int device_is_terminal(int descriptor);

/// Path of the running program: its length.
int device_executable_path(char *_Nonnull path, int capacity);
