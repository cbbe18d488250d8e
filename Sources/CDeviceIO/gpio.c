// libgpiod is 1.6 in Debian 12 and 2.x in Debian 13, with another interface; this file knows both.
// The 2.x half was compiled against that version's header only and never run.
#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <gpiod.h>
#include <linux/gpio.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#ifdef GPIOD_LINE_BULK_MAX_LINES
#define LIBGPIOD_1 1
#else
#define LIBGPIOD_1 0
#endif

static int failure(void) { return errno > 0 ? -errno : -EIO; }

// The offset of a named line on one chip; -ENOENT.
static int find_on(const char *path, const char *name);

int device_gpio_find(const char *name, char *path, int capacity) {
  DIR *folder = opendir("/dev");
  if (!folder) return -errno;
  int result = -ENOENT;
  const struct dirent *entry;
  while (result == -ENOENT && (entry = readdir(folder))) {
    if (strncmp(entry->d_name, "gpiochip", 8) != 0) continue;
    int length = snprintf(path, (size_t)capacity, "/dev/%s", entry->d_name);
    result = length >= capacity ? -ENAMETOOLONG : find_on(path, name);
    // A chip we may not open is not the end of the search.
    if (result == -EACCES || result == -EPERM) result = -ENOENT;
  }
  closedir(folder);
  return result;
}

// Drivers without set_config for bias (Linux 6.12, drivers/gpio): gpio-pca953x.c but for its PCAL
// parts, gpio-pcf857x.c, gpio-max732x.c. gpiolib.c, gpio_set_bias(): what a driver does not support
// is no error.
int device_gpio_can_pull(const char *path) {
  static const char *const without[] = {"pca953x", "pcf857x", "max732x"};
  struct stat node;
  char place[64], driver[256], name[8] = "";
  if (stat(path, &node) < 0 || !S_ISCHR(node.st_mode)) return 1;
  snprintf(place, sizeof place, "/sys/dev/char/%u:%u/../driver", major(node.st_rdev),
           minor(node.st_rdev));
  ssize_t length = readlink(place, driver, sizeof driver - 1);
  if (length < 0) return 1;
  driver[length] = 0;
  const char *last = strrchr(driver, '/');
  last = last ? last + 1 : driver;
  snprintf(place, sizeof place, "/sys/dev/char/%u:%u/../name", major(node.st_rdev),
           minor(node.st_rdev));
  int file = open(place, O_RDONLY | O_CLOEXEC);
  if (file >= 0) {
    if (read(file, name, sizeof name - 1) < 0) name[0] = 0;
    close(file);
  }
  for (unsigned i = 0; i < sizeof without / sizeof *without; i++)
    if (strcmp(last, without[i]) == 0 && strncmp(name, "pcal", 4) != 0) return 0;
  return 1;
}

static int cannot_pull(const char *path, uint32_t flags) {
  return flags & (DEVICE_GPIO_PULL_UP | DEVICE_GPIO_PULL_DOWN) && !device_gpio_can_pull(path);
}

#if LIBGPIOD_1

static int find_on(const char *path, const char *name) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return failure();
  struct gpiod_line *line = gpiod_chip_find_line(chip, name);
  int result = line ? (int)gpiod_line_offset(line) : -ENOENT;
  gpiod_chip_close(chip);
  return result;
}

int device_gpio_count(const char *path) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return failure();
  int count = (int)gpiod_chip_num_lines(chip);
  gpiod_chip_close(chip);
  return count;
}

// libgpiod 1.x cannot ask for debouncing; the kernel's second GPIO interface (Linux 5.10) can.
static int request_direct(const char *path, uint32_t offset, uint32_t flags, uint32_t debounce_us,
                          const char *consumer, device_gpio_line *out) {
  struct gpio_v2_line_request request = {.num_lines = 1, .offsets = {offset}};
  struct gpio_v2_line_config *config = &request.config;
  strncpy(request.consumer, consumer, sizeof request.consumer - 1);
  config->flags = GPIO_V2_LINE_FLAG_INPUT;
  if (flags & DEVICE_GPIO_ACTIVE_LOW) config->flags |= GPIO_V2_LINE_FLAG_ACTIVE_LOW;
  if (flags & DEVICE_GPIO_PULL_UP) config->flags |= GPIO_V2_LINE_FLAG_BIAS_PULL_UP;
  if (flags & DEVICE_GPIO_PULL_DOWN) config->flags |= GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN;
  if (flags & DEVICE_GPIO_NO_PULL) config->flags |= GPIO_V2_LINE_FLAG_BIAS_DISABLED;
  config->num_attrs = 1;
  config->attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_DEBOUNCE;
  config->attrs[0].attr.debounce_period_us = debounce_us;
  config->attrs[0].mask = 1;
  int chip = open(path, O_RDWR | O_CLOEXEC);
  if (chip < 0) return -errno;
  int result = ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request) < 0 ? -errno : 0;
  close(chip);
  if (result == 0)
    *out = (device_gpio_line){.descriptor = request.fd, .is_direct = 1, .is_debounced = 1};
  return result;
}

static int request(const char *path, uint32_t offset, uint32_t flags, int kind, int value,
                   const char *consumer, device_gpio_line *out) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return failure();
  struct gpiod_line *line = gpiod_chip_get_line(chip, offset);
  struct gpiod_line_request_config config = {.consumer = consumer, .request_type = kind};
  if (flags & DEVICE_GPIO_ACTIVE_LOW) config.flags |= GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW;
  if (flags & DEVICE_GPIO_PULL_UP) config.flags |= GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP;
  if (flags & DEVICE_GPIO_PULL_DOWN) config.flags |= GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN;
  if (flags & DEVICE_GPIO_NO_PULL) config.flags |= GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE;
  if (!line || gpiod_line_request(line, &config, value) < 0) {
    int result = failure();
    gpiod_chip_close(chip);
    return result;
  }
  *out = (device_gpio_line){.chip = chip, .line = line, .descriptor = -1};
  return 0;
}

static int input(const char *path, uint32_t offset, uint32_t flags, uint32_t debounce_us,
                 const char *consumer, device_gpio_line *out) {
  if (debounce_us > 0) {
    int result = request_direct(path, offset, flags, debounce_us, consumer, out);
    // ENXIO: no interrupt, so no debouncing. EINVAL, ENOTTY: a kernel without the interface.
    if (result != -ENXIO && result != -EINVAL && result != -ENOTTY) return result;
  }
  return request(path, offset, flags, GPIOD_LINE_REQUEST_DIRECTION_INPUT, 0, consumer, out);
}

int device_gpio_input(const char *path, uint32_t offset, uint32_t flags, uint32_t debounce_us,
                      const char *consumer, device_gpio_line *out) {
  if (cannot_pull(path, flags)) return -EOPNOTSUPP;
  int result = input(path, offset, flags, debounce_us, consumer, out);
  // A kernel before 5.5 knows no bias: then there is none of its own to take off either.
  if (result == -EINVAL && flags & DEVICE_GPIO_NO_PULL)
    result = input(path, offset, flags & ~DEVICE_GPIO_NO_PULL, debounce_us, consumer, out);
  return result;
}

int device_gpio_output(const char *path, uint32_t offset, uint32_t flags, int value,
                       const char *consumer, device_gpio_line *out) {
  return request(path, offset, flags, GPIOD_LINE_REQUEST_DIRECTION_OUTPUT, value != 0, consumer,
                 out);
}

int device_gpio_read(const device_gpio_line *line) {
  if (line->is_direct) {
    struct gpio_v2_line_values values = {.mask = 1};
    int result = ioctl(line->descriptor, GPIO_V2_LINE_GET_VALUES_IOCTL, &values);
    return result < 0 ? -errno : (int)(values.bits & 1);
  }
  if (!line->line) return -EBADF;
  int value = gpiod_line_get_value(line->line);
  return value < 0 ? failure() : value;
}

int device_gpio_write(const device_gpio_line *line, int value) {
  if (!line->line) return -EBADF;
  return gpiod_line_set_value(line->line, value != 0) < 0 ? failure() : 0;
}

void device_gpio_release(device_gpio_line *line) {
  if (line->is_direct) close(line->descriptor);
  if (line->chip) gpiod_chip_close(line->chip); // releases its lines
  *line = (device_gpio_line){.descriptor = -1};
}

#else

static int find_on(const char *path, const char *name) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return failure();
  int offset = gpiod_chip_get_line_offset_from_name(chip, name);
  int result = offset < 0 ? failure() : offset;
  gpiod_chip_close(chip);
  return result;
}

int device_gpio_count(const char *path) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return failure();
  struct gpiod_chip_info *info = gpiod_chip_get_info(chip);
  int result = info ? (int)gpiod_chip_info_get_num_lines(info) : failure();
  if (info) gpiod_chip_info_free(info);
  gpiod_chip_close(chip);
  return result;
}

static int request(const char *path, uint32_t offset, struct gpiod_line_settings *settings,
                   const char *consumer, device_gpio_line *out) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  struct gpiod_line_config *lines = gpiod_line_config_new();
  struct gpiod_request_config *config = gpiod_request_config_new();
  struct gpiod_line_request *made = 0;
  int result = -ENOMEM;
  if (!chip) result = failure();
  else if (lines && config) {
    gpiod_request_config_set_consumer(config, consumer);
    if (gpiod_line_config_add_line_settings(lines, &offset, 1, settings) == 0)
      made = gpiod_chip_request_lines(chip, config, lines);
    result = made ? 0 : failure();
  }
  if (lines) gpiod_line_config_free(lines);
  if (config) gpiod_request_config_free(config);
  if (chip) gpiod_chip_close(chip); // a request outlives its chip
  if (made)
    *out = (device_gpio_line){.line = made, .descriptor = gpiod_line_request_get_fd(made)};
  return result;
}

static void apply(struct gpiod_line_settings *settings, uint32_t flags) {
  gpiod_line_settings_set_active_low(settings, (flags & DEVICE_GPIO_ACTIVE_LOW) != 0);
  if (flags & DEVICE_GPIO_PULL_UP)
    gpiod_line_settings_set_bias(settings, GPIOD_LINE_BIAS_PULL_UP);
  if (flags & DEVICE_GPIO_PULL_DOWN)
    gpiod_line_settings_set_bias(settings, GPIOD_LINE_BIAS_PULL_DOWN);
  if (flags & DEVICE_GPIO_NO_PULL)
    gpiod_line_settings_set_bias(settings, GPIOD_LINE_BIAS_DISABLED);
}

int device_gpio_input(const char *path, uint32_t offset, uint32_t flags, uint32_t debounce_us,
                      const char *consumer, device_gpio_line *out) {
  if (cannot_pull(path, flags)) return -EOPNOTSUPP;
  struct gpiod_line_settings *settings = gpiod_line_settings_new();
  if (!settings) return -ENOMEM;
  gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT);
  apply(settings, flags);
  gpiod_line_settings_set_debounce_period_us(settings, debounce_us);
  int result = request(path, offset, settings, consumer, out);
  if (result == 0) out->is_debounced = debounce_us > 0;
  if (result == -ENXIO && debounce_us > 0) { // no interrupt, so no debouncing
    gpiod_line_settings_set_debounce_period_us(settings, 0);
    result = request(path, offset, settings, consumer, out);
  }
  gpiod_line_settings_free(settings);
  return result;
}

int device_gpio_output(const char *path, uint32_t offset, uint32_t flags, int value,
                       const char *consumer, device_gpio_line *out) {
  struct gpiod_line_settings *settings = gpiod_line_settings_new();
  if (!settings) return -ENOMEM;
  gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_OUTPUT);
  apply(settings, flags);
  gpiod_line_settings_set_output_value(
      settings, value ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE);
  int result = request(path, offset, settings, consumer, out);
  gpiod_line_settings_free(settings);
  return result;
}

// A request of ours holds one line; its offset is the request's only one.
static unsigned offset_of(const device_gpio_line *line) {
  unsigned offset = 0;
  gpiod_line_request_get_requested_offsets(line->line, &offset, 1);
  return offset;
}

int device_gpio_read(const device_gpio_line *line) {
  if (!line->line) return -EBADF;
  enum gpiod_line_value value = gpiod_line_request_get_value(line->line, offset_of(line));
  return value == GPIOD_LINE_VALUE_ERROR ? failure() : value == GPIOD_LINE_VALUE_ACTIVE;
}

int device_gpio_write(const device_gpio_line *line, int value) {
  if (!line->line) return -EBADF;
  enum gpiod_line_value wanted = value ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
  return gpiod_line_request_set_value(line->line, offset_of(line), wanted) < 0 ? failure() : 0;
}

void device_gpio_release(device_gpio_line *line) {
  if (line->line) gpiod_line_request_release(line->line);
  *line = (device_gpio_line){.descriptor = -1};
}

#endif
