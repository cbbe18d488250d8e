// I2C through i2c-dev: SMBus calls of libi2c, and raw transfers.
#pragma once
#include <stdint.h>

/// Opens a bus (`/dev/i2c-1`). A chip that does not answer holds a caller at most 20 ms per try.
int device_i2c_open(const char *_Nonnull path);

/// The bus's abilities, I2C_FUNC_* of linux/i2c.h.
int64_t device_i2c_functions(int descriptor);

/// Reads an 8-bit register. -ENXIO or -EREMOTEIO: nobody answers at this address; -EBUSY: a kernel
/// driver owns the chip.
int device_i2c_read_byte(int descriptor, uint8_t address, uint8_t register_number);

/// Writes an 8-bit register.
int device_i2c_write_byte(int descriptor, uint8_t address, uint8_t register_number, uint8_t value);

/// Reads a 16-bit register, first byte low as SMBus has it.
int device_i2c_read_word(int descriptor, uint8_t address, uint8_t register_number);

/// Writes a 16-bit register, first byte low.
int device_i2c_write_word(int descriptor, uint8_t address, uint8_t register_number, uint16_t value);

/// Reads up to 32 bytes from a register on; how many came.
int device_i2c_read_block(int descriptor, uint8_t address, uint8_t register_number,
                          uint8_t *_Nonnull bytes, int count);

/// Writes up to 32 bytes from a register on.
int device_i2c_write_block(int descriptor, uint8_t address, uint8_t register_number,
                           const uint8_t *_Nonnull bytes, int count);

/// Writes, then reads after a repeated start, in one transfer (I2C_RDWR); either may be empty.
/// -EOPNOTSUPP: the bus speaks SMBus only.
int device_i2c_transfer(int descriptor, uint8_t address, const uint8_t *_Nonnull out, int out_count,
                        uint8_t *_Nonnull in, int in_count);
