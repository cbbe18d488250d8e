#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int prepare(posix_spawnattr_t *attributes, posix_spawn_file_actions_t *files, int input) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  int error = posix_spawnattr_setflags(attributes, flags);
  if (!error) error = posix_spawnattr_setpgroup(attributes, 0);
  if (!error) error = posix_spawnattr_setsigmask(attributes, &none);
  if (!error) error = posix_spawnattr_setsigdefault(attributes, &all);
  if (error) return error;
  return input < 0 ? posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0)
                   : posix_spawn_file_actions_adddup2(files, input, 0);
}

int device_spawn(const char *path, char *const *arguments, int input) {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t files;
  pid_t process = 0;
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_init(&files);
  int error = prepare(&attributes, &files, input);
  if (!error) error = posix_spawn(&process, path, &files, &attributes, arguments, environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return error ? -error : (int)process;
}

int device_child_status(int process, int *status) {
  int raw = 0;
  pid_t found = waitpid(process, &raw, WNOHANG);
  if (found < 0) return -errno;
  if (found == 0) return 0;
  *status = WIFSIGNALED(raw) ? 256 + WTERMSIG(raw) : WEXITSTATUS(raw);
  return 1;
}

int device_kill(int process, int is_group, int signal) {
  // 0 and negative ids would reach other groups, and −1 everyone.
  if (process <= 1) return -EINVAL;
  return kill(is_group ? -process : process, signal) < 0 ? -errno : 0;
}

int device_exec(const char *path, char *const *arguments) {
  execve(path, arguments, environ);
  return -errno;
}

static atomic_uint stop_count, stop_last;
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "a signal handler may only touch lock-free atomics");

// Counts: the second one means that whoever sends it will not wait.
static void count_stop(int signal) {
  atomic_store_explicit(&stop_last, (unsigned)signal, memory_order_relaxed);
  atomic_fetch_add_explicit(&stop_count, 1, memory_order_release);
}

// The kernel repeats these by itself: they ask for an end in good order, and never for a hasty one.
static void count_once(int signal) {
  unsigned none = 0;
  if (atomic_load_explicit(&stop_count, memory_order_relaxed) == 0)
    atomic_store_explicit(&stop_last, (unsigned)signal, memory_order_relaxed);
  atomic_compare_exchange_strong_explicit(&stop_count, &none, 1, memory_order_release,
                                          memory_order_relaxed);
}

// Every signal whose default is to end or halt the process (signal(7)), and what it means to a
// process that holds an arm. Not here, because nobody can or should answer them: SIGKILL and
// SIGSTOP; SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP and SIGABRT, which are crashes, and after which
// the drives' own time-outs end torque; SIGCHLD, SIGCONT, SIGURG and SIGWINCH, which do nothing.
static const struct {
  int number;
  enum { STOP, STOP_ONCE, IGNORE } answer;
} answers[] = {
    {SIGINT, STOP},       // Ctrl-C
    {SIGTERM, STOP},      // kill, systemd, shutdown
    {SIGHUP, STOP},       // the terminal is gone, and with it the operator
    {SIGQUIT, STOP},      // Ctrl-\; Swift would print a backtrace for 100 ms, every thread halted
    {SIGPWR, STOP},       // the box loses its supply
    {SIGXCPU, STOP_ONCE}, // RLIMIT_CPU or RLIMIT_RTTIME is reached; at the hard limit comes SIGKILL
    {SIGSYS, STOP_ONCE},  // a filter forbids a system call, perhaps in each cycle; the call fails
    {SIGPIPE, IGNORE},    // nobody reads any more: the write says so
    {SIGXFSZ, IGNORE},    // RLIMIT_FSIZE: the write says so
    {SIGUSR1, IGNORE},    // no use for it: a stray one is no reason to let an arm go
    {SIGUSR2, IGNORE},    {SIGALRM, IGNORE},   {SIGVTALRM, IGNORE}, {SIGPROF, IGNORE},
    {SIGIO, IGNORE},      // SIGPOLL has the same number
    {SIGSTKFLT, IGNORE},
    {SIGTSTP, IGNORE},    // Ctrl-Z: a halted loop controls nothing
    {SIGTTIN, IGNORE},    {SIGTTOU, IGNORE},
};

int device_stop_signals_catch(void) {
  struct sigaction stop = {.sa_handler = count_stop, .sa_flags = SA_RESTART};
  struct sigaction once = {.sa_handler = count_once, .sa_flags = SA_RESTART};
  struct sigaction ignored = {.sa_handler = SIG_IGN};
  sigemptyset(&stop.sa_mask);
  sigemptyset(&once.sa_mask);
  sigemptyset(&ignored.sa_mask);
  for (unsigned i = 0; i < sizeof answers / sizeof answers[0]; i++) {
    int number = answers[i].number;
    struct sigaction before;
    if (sigaction(number, 0, &before) < 0) return -errno;
    // nohup, or a shell's background job: whoever started us wants it ignored.
    if (answers[i].answer == STOP && before.sa_handler == SIG_IGN) continue;
    const struct sigaction *chosen = answers[i].answer == STOP        ? &stop
                                     : answers[i].answer == STOP_ONCE ? &once
                                                                      : &ignored;
    if (sigaction(number, chosen, 0) < 0) return -errno;
  }
  // Real-time signals mean nothing here either; the two below SIGRTMIN are the C library's.
  for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
    if (sigaction(number, &ignored, 0) < 0) return -errno;
  return 0;
}

uint32_t device_stop_signals_count(void) {
  return atomic_load_explicit(&stop_count, memory_order_acquire);
}

uint32_t device_stop_signals_last(void) {
  return atomic_load_explicit(&stop_last, memory_order_relaxed);
}

int device_is_terminal(int descriptor) { return isatty(descriptor); }

int device_executable_path(char *path, int capacity) {
  ssize_t count = readlink("/proc/self/exe", path, (size_t)capacity);
  if (count < 0) return -errno;
  return count == capacity ? -ENAMETOOLONG : (int)count;
}

int device_is_halted(int process) {
  char path[32], text[512];
  snprintf(path, sizeof path, "/proc/%d/stat", process);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -errno;
  ssize_t count = read(fd, text, sizeof text - 1);
  close(fd);
  if (count <= 0) return -EIO;
  text[count] = 0;
  // proc(5): the state stands behind the name, which may itself hold brackets.
  const char *end = strrchr(text, ')');
  return end && (end[2] == 'T' || end[2] == 't');
}
