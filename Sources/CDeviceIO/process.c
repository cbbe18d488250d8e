#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int prepare(posix_spawnattr_t *attributes, posix_spawn_file_actions_t *files) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  int error = posix_spawnattr_setflags(attributes, flags);
  if (!error) error = posix_spawnattr_setpgroup(attributes, 0);
  if (!error) error = posix_spawnattr_setsigmask(attributes, &none);
  if (!error) error = posix_spawnattr_setsigdefault(attributes, &all);
  if (!error) error = posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
  return error;
}

int device_spawn(const char *path, char *const *arguments) {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t files;
  pid_t process = 0;
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_init(&files);
  int error = prepare(&attributes, &files);
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

static void count_stop(int signal) {
  atomic_store_explicit(&stop_last, (unsigned)signal, memory_order_relaxed);
  atomic_fetch_add_explicit(&stop_count, 1, memory_order_release);
}

int device_stop_signals_catch(void) {
  // SIGQUIT is Ctrl-\ and SIGPWR a dying supply. Left alone, SIGQUIT would have the Swift runtime
  // print a backtrace for 100 ms with every thread halted, and the drives time out meanwhile.
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPWR};
  // These would end or halt a process that has no use for them, and with it the control of a robot.
  static const int stray[] = {SIGPIPE, SIGUSR1, SIGUSR2,   SIGALRM, SIGVTALRM, SIGPROF,
                              SIGIO,   SIGTSTP, SIGTTIN, SIGTTOU, SIGSTKFLT};
  struct sigaction ours = {.sa_handler = count_stop, .sa_flags = SA_RESTART};
  struct sigaction ignored = {.sa_handler = SIG_IGN};
  sigemptyset(&ours.sa_mask);
  sigemptyset(&ignored.sa_mask);
  for (unsigned i = 0; i < sizeof signals / sizeof signals[0]; i++) {
    struct sigaction before;
    if (sigaction(signals[i], 0, &before) < 0) return -errno;
    // nohup, or a shell's background job: whoever started us wants it ignored.
    if (before.sa_handler == SIG_IGN) continue;
    if (sigaction(signals[i], &ours, 0) < 0) return -errno;
  }
  for (unsigned i = 0; i < sizeof stray / sizeof stray[0]; i++)
    if (sigaction(stray[i], &ignored, 0) < 0) return -errno;
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
