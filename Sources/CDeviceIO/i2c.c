#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <errno.h>
#include <fcntl.h>
#include <i2c/smbus.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

// i2c-dev counts its time-out in units of 10 ms.
#define TIMEOUT_UNITS 2

int device_i2c_open(const char *path) {
  int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return -errno;
  unsigned long functions;
  if (ioctl(fd, I2C_FUNCS, &functions) < 0) { // not an I2C bus
    int result = -errno;
    close(fd);
    return result;
  }
  // Not every adapter takes these; its own are then in force.
  (void)!ioctl(fd, I2C_TIMEOUT, TIMEOUT_UNITS);
  (void)!ioctl(fd, I2C_RETRIES, 1);
  return fd;
}

int64_t device_i2c_functions(int descriptor) {
  unsigned long functions = 0;
  return ioctl(descriptor, I2C_FUNCS, &functions) < 0 ? -errno : (int64_t)functions;
}

// Chooses the chip. Without force: a chip that a kernel driver owns is not ours to write to.
static int choose(int descriptor, uint8_t address) {
  if (address > 0x7f) return -EINVAL;
  return ioctl(descriptor, I2C_SLAVE, (unsigned long)address) < 0 ? -errno : 0;
}

int device_i2c_read_byte(int descriptor, uint8_t address, uint8_t number) {
  int result = choose(descriptor, address);
  return result < 0 ? result : i2c_smbus_read_byte_data(descriptor, number);
}

int device_i2c_write_byte(int descriptor, uint8_t address, uint8_t number, uint8_t value) {
  int result = choose(descriptor, address);
  return result < 0 ? result : i2c_smbus_write_byte_data(descriptor, number, value);
}

int device_i2c_read_word(int descriptor, uint8_t address, uint8_t number) {
  int result = choose(descriptor, address);
  return result < 0 ? result : i2c_smbus_read_word_data(descriptor, number);
}

int device_i2c_write_word(int descriptor, uint8_t address, uint8_t number, uint16_t value) {
  int result = choose(descriptor, address);
  return result < 0 ? result : i2c_smbus_write_word_data(descriptor, number, value);
}

int device_i2c_read_block(int descriptor, uint8_t address, uint8_t number, uint8_t *bytes,
                          int count) {
  int result = choose(descriptor, address);
  if (result < 0) return result;
  if (count < 1 || count > I2C_SMBUS_BLOCK_MAX) return -EINVAL;
  return i2c_smbus_read_i2c_block_data(descriptor, number, (uint8_t)count, bytes);
}

int device_i2c_write_block(int descriptor, uint8_t address, uint8_t number, const uint8_t *bytes,
                           int count) {
  int result = choose(descriptor, address);
  if (result < 0) return result;
  if (count < 1 || count > I2C_SMBUS_BLOCK_MAX) return -EINVAL;
  return i2c_smbus_write_i2c_block_data(descriptor, number, (uint8_t)count, bytes);
}

int device_i2c_transfer(int descriptor, uint8_t address, const uint8_t *out, int out_count,
                        uint8_t *in, int in_count) {
  if (address > 0x7f || out_count < 0 || in_count < 0 || out_count + in_count == 0) return -EINVAL;
  if (out_count > 8192 || in_count > 8192) return -E2BIG; // i2c-dev's own limit
  struct i2c_msg messages[2];
  unsigned count = 0;
  if (out_count > 0)
    messages[count++] = (struct i2c_msg){
        .addr = address, .len = (uint16_t)out_count, .buf = (uint8_t *)out};
  if (in_count > 0)
    messages[count++] = (struct i2c_msg){
        .addr = address, .flags = I2C_M_RD, .len = (uint16_t)in_count, .buf = in};
  struct i2c_rdwr_ioctl_data transfer = {.msgs = messages, .nmsgs = count};
  return ioctl(descriptor, I2C_RDWR, &transfer) < 0 ? -errno : 0;
}
