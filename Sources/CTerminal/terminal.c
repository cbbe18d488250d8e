#define _XOPEN_SOURCE_EXTENDED 1
#define _GNU_SOURCE 1
#define NCURSES_WIDECHAR 1
#include "CTerminal.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#undef columns // term.h names a macro for every capability

static SCREEN *screen;
static int colour;
static volatile sig_atomic_t interrupted;

// What a dying process needs, prepared while it is healthy: only write and tcsetattr are safe then.
static struct termios shell_modes;
static char farewell[256];
static volatile sig_atomic_t farewell_length;

static const int polite[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static const int deadly[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
enum { POLITE = sizeof polite / sizeof *polite, DEADLY = sizeof deadly / sizeof *deadly };
static struct sigaction polite_before[POLITE], deadly_before[DEADLY];

static void note(int number) { interrupted = number; }

static void die(int number) {
  if (farewell_length > 0) {
    ssize_t ignored = write(STDOUT_FILENO, farewell, (size_t)farewell_length);
    (void)ignored;
    tcsetattr(STDIN_FILENO, TCSANOW, &shell_modes);
  }
  raise(number); // SA_RESETHAND: the default action follows, core file and exit status included
}

static void add_farewell(const char *capability) {
  char *text = tigetstr(capability);
  if (!text || text == (char *)-1) return;
  size_t length = strlen(text);
  if ((size_t)farewell_length + length > sizeof farewell) return;
  memcpy(farewell + farewell_length, text, length);
  farewell_length += (sig_atomic_t)length;
}

static void watch_signals(void) {
  struct sigaction action = {0};
  sigemptyset(&action.sa_mask);
  action.sa_handler = note;
  for (int i = 0; i < POLITE; i++) sigaction(polite[i], &action, &polite_before[i]);
  action.sa_handler = die;
  action.sa_flags = (int)SA_RESETHAND | SA_NODEFER;
  for (int i = 0; i < DEADLY; i++) sigaction(deadly[i], &action, &deadly_before[i]);
}

static void forget_signals(void) {
  for (int i = 0; i < POLITE; i++) sigaction(polite[i], &polite_before[i], NULL);
  for (int i = 0; i < DEADLY; i++) sigaction(deadly[i], &deadly_before[i], NULL);
}

int terminal_use_locale(void) {
  setlocale(LC_CTYPE, "");
  const char *codes = nl_langinfo(CODESET);
  return codes && (!strcmp(codes, "UTF-8") || !strcmp(codes, "utf8"));
}

int terminal_is_interactive(void) { return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO); }

int terminal_measure(int *rows, int *columns) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
    return -ENOTTY;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return 0;
}

static void start_colour(int wants_colour) {
  static const short colours[] = {COLOR_RED, COLOR_GREEN, COLOR_YELLOW, COLOR_BLUE, COLOR_CYAN};
  colour = wants_colour && has_colors() && start_color() == OK;
  if (!colour) return;
  short background = use_default_colors() == OK ? -1 : COLOR_BLACK;
  for (short i = 0; i < 5; i++) init_pair((short)(i + 1), colours[i], background);
}

int terminal_open(int wants_colour) {
  if (screen) return -EBUSY;
  if (!terminal_is_interactive() || tcgetattr(STDIN_FILENO, &shell_modes) != 0) return -ENOTTY;
  const char *name = getenv("TERM");
  if (!name || !*name || !strcmp(name, "dumb")) return -ENOTSUP;
  int status = 0;
  // setupterm reports an unknown terminal; newterm alone would complain on standard error.
  if (setupterm(name, STDOUT_FILENO, &status) != OK) return -ENOTSUP;
  char *place = tigetstr("cup");
  if (!place || place == (char *)-1) return -ENOTSUP;
  set_escdelay(25);
  screen = newterm(NULL, stdout, stdin);
  if (!screen) return -ENOTSUP;
  interrupted = 0;
  farewell_length = 0;
  add_farewell("sgr0");
  add_farewell("rmkx");
  add_farewell("cnorm");
  add_farewell("rmcup");
  watch_signals();
  cbreak();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  curs_set(0);
  start_colour(wants_colour);
  return 0;
}

void terminal_close(void) {
  if (!screen) return;
  endwin();
  farewell_length = 0;
  forget_signals();
  delscreen(screen);
  screen = NULL;
}

int terminal_has_colour(void) { return colour; }

void terminal_size(int *rows, int *columns) {
  *rows = screen ? getmaxy(stdscr) : 0;
  *columns = screen ? getmaxx(stdscr) : 0;
}

void terminal_put(int row, int column, const char *text, int length, int attributes) {
  if (!screen || row < 0 || column < 0 || row >= getmaxy(stdscr) || column >= getmaxx(stdscr))
    return;
  attr_t bits = WA_NORMAL;
  if (attributes & TERMINAL_BOLD) bits |= WA_BOLD;
  if (attributes & TERMINAL_DIM) bits |= WA_DIM;
  if (attributes & TERMINAL_REVERSE) bits |= WA_REVERSE;
  short pair = colour ? (short)(attributes & TERMINAL_COLOUR_MASK) : 0;
  attr_set(bits, pair, NULL);
  mvaddnstr(row, column, text, length);
  attr_set(WA_NORMAL, 0, NULL);
}

void terminal_clear(void) {
  if (screen) erase();
}

void terminal_refresh(int redraw) {
  if (!screen) return;
  if (redraw) redrawwin(stdscr);
  refresh();
}

static int key_of(wint_t code) {
  switch (code) {
  case KEY_UP: return TERMINAL_KEY_UP;
  case KEY_DOWN: return TERMINAL_KEY_DOWN;
  case KEY_PPAGE: return TERMINAL_KEY_PAGE_UP;
  case KEY_NPAGE: return TERMINAL_KEY_PAGE_DOWN;
  case KEY_HOME: return TERMINAL_KEY_HOME;
  case KEY_END: return TERMINAL_KEY_END;
  case KEY_ENTER: return TERMINAL_KEY_ENTER;
  case KEY_BACKSPACE: return TERMINAL_KEY_BACKSPACE;
  case KEY_RESIZE: return TERMINAL_KEY_RESIZE;
  default: return TERMINAL_KEY_OTHER;
  }
}

int terminal_key(int milliseconds) {
  if (!screen) return TERMINAL_KEY_NONE;
  wint_t code = 0;
  timeout(milliseconds);
  switch (get_wch(&code)) {
  case KEY_CODE_YES: return key_of(code);
  case OK: break;
  default: return TERMINAL_KEY_NONE;
  }
  switch (code) {
  case '\r':
  case '\n': return TERMINAL_KEY_ENTER;
  case 27: return TERMINAL_KEY_ESCAPE;
  case 8:
  case 127: return TERMINAL_KEY_BACKSPACE;
  default: return (int)code;
  }
}

void terminal_discard_keys(void) {
  if (screen) flushinp();
}

int terminal_interrupted(void) { return interrupted; }
