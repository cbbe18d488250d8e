// The terminal behind plain C functions: hides ncurses' globals, macros and varargs.
//
// One terminal per process, one thread. Between `terminal_open` and `terminal_close` the screen
// belongs to the caller. Whatever ends the process short of SIGKILL leaves a clean terminal:
// SIGINT, SIGTERM, SIGHUP and SIGQUIT are only noted (`terminal_interrupted`), and the signals of a
// crash put the terminal back before the process dies of them.
#pragma once

/// Attributes of `terminal_put`: one colour plus any of the bits.
enum {
  TERMINAL_DEFAULT = 0,
  TERMINAL_RED = 1,
  TERMINAL_GREEN = 2,
  TERMINAL_YELLOW = 3,
  TERMINAL_BLUE = 4,
  TERMINAL_CYAN = 5,
  TERMINAL_COLOUR_MASK = 7,
  TERMINAL_BOLD = 8,
  TERMINAL_DIM = 16,
  TERMINAL_REVERSE = 32,
};

/// Keys that are no character; everything else is a Unicode code point.
enum {
  TERMINAL_KEY_NONE = -1,
  TERMINAL_KEY_UP = 0x110001,
  TERMINAL_KEY_DOWN,
  TERMINAL_KEY_PAGE_UP,
  TERMINAL_KEY_PAGE_DOWN,
  TERMINAL_KEY_HOME,
  TERMINAL_KEY_END,
  TERMINAL_KEY_ENTER,
  TERMINAL_KEY_ESCAPE,
  TERMINAL_KEY_BACKSPACE,
  TERMINAL_KEY_RESIZE,
  TERMINAL_KEY_OTHER,
};

/// Takes the locale of the environment for characters (not for numbers); 1 when it is UTF-8.
int terminal_use_locale(void);
/// 1 when both standard input and standard output are a terminal.
int terminal_is_interactive(void);
/// Columns and rows of the terminal on standard output without opening it; 0, or -ENOTTY.
int terminal_measure(int *_Nonnull rows, int *_Nonnull columns);
/// Takes the screen. 0; -ENOTTY without a terminal; -ENOTSUP when TERM names one that is unknown or
/// cannot place the cursor; -EBUSY when already open.
int terminal_open(int wants_colour);
/// Gives the screen back as it was. Harmless when not open.
void terminal_close(void);
/// 1 when colours are in use.
int terminal_has_colour(void);
/// The size now, in cells.
void terminal_size(int *_Nonnull rows, int *_Nonnull columns);
/// Writes UTF-8 (ASCII without a UTF-8 locale); what lies outside the screen is cut off.
void terminal_put(int row, int column, const char *_Nonnull text, int length, int attributes);
/// Forgets everything drawn; the screen changes at the next refresh.
void terminal_clear(void);
/// Brings what was put to the screen. `redraw` repaints all of it, after a stray program wrote
/// there.
void terminal_refresh(int redraw);
/// Waits up to `milliseconds` for a key: a code point, a TERMINAL_KEY_…, or TERMINAL_KEY_NONE.
int terminal_key(int milliseconds);
/// Forgets keys that were pressed and not yet asked for: they cannot answer a question that was not
/// on the screen yet.
void terminal_discard_keys(void);
/// The signal that asked the process to end, 0 when none did.
int terminal_interrupted(void);
