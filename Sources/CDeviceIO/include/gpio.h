// GPIO lines through libgpiod.
#pragma once
#include <stdint.h>

#define DEVICE_GPIO_ACTIVE_LOW 1u
#define DEVICE_GPIO_PULL_UP 2u
#define DEVICE_GPIO_PULL_DOWN 4u
#define DEVICE_GPIO_NO_PULL 16u /* whatever firmware or boot left on is taken off, where it can be */

/// One requested line. Plain values and handles: a copy speaks for the same line.
typedef struct {
  void *_Nullable chip; // libgpiod's, or 0
  void *_Nullable line;
  int32_t descriptor;   // of a direct line, else −1
  uint8_t is_direct;    // the descriptor is a line of the kernel's second GPIO interface
  uint8_t is_debounced; // the kernel debounces it
  uint8_t reserved[2];
} device_gpio_line;

/// Finds a line by its name: the chip's path goes to `path`, the offset is returned. -ENOENT: none.
int device_gpio_find(const char *_Nonnull name, char *_Nonnull path, int capacity);

/// How many lines a chip has.
int device_gpio_count(const char *_Nonnull chip);

/// 0 when the chip's driver is known to have no pull resistors to switch, else 1. The kernel takes
/// the wish for a pull on any chip and does nothing where the driver cannot: no call tells.
int device_gpio_can_pull(const char *_Nonnull chip);

/// Requests an input. `debounce_us` 0: none. When the kernel cannot debounce this line (no
/// interrupt) the line is requested without, and `is_debounced` says so. -EBUSY: somebody has it;
/// -EOPNOTSUPP: a pull is asked of a chip that is known to have none.
int device_gpio_input(const char *_Nonnull chip, uint32_t offset, uint32_t flags,
                      uint32_t debounce_us, const char *_Nonnull consumer,
                      device_gpio_line *_Nonnull line);

/// Requests an output with its first value.
int device_gpio_output(const char *_Nonnull chip, uint32_t offset, uint32_t flags, int value,
                       const char *_Nonnull consumer, device_gpio_line *_Nonnull line);

/// 1 active, 0 inactive. May take as long as the bus the chip is on.
int device_gpio_read(const device_gpio_line *_Nonnull line);

/// Sets an output.
int device_gpio_write(const device_gpio_line *_Nonnull line, int value);

/// Gives the line back.
void device_gpio_release(device_gpio_line *_Nonnull line);
