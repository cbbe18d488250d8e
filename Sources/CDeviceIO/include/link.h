// The link under a CAN bus: bit rate, state, counters, up and down.
#pragma once
#include <stdint.h>

/// What rtnetlink says of a network interface.
typedef struct {
  char kind[16];      // "can", "vcan", "vxcan"; empty for a controller that names none
  int32_t index;
  uint32_t mtu;       // 16 classic, 72 CAN FD
  uint32_t queue_length; // frames the transmit queue holds
  uint8_t is_up;      // set up by the administrator
  uint8_t is_running; // carrier: the controller is on the bus
  uint8_t is_can;     // ARPHRD_CAN
  uint8_t reserved;
} device_link;

/// What the controller's driver says of itself.
typedef struct {
  uint32_t bit_rate, sample_point;           // bit/s, 1/1000; 0 when never set
  uint32_t data_bit_rate, data_sample_point; // CAN FD data phase, 0 without
  uint32_t state;                            // 0 active 1 warning 2 passive 3 bus-off 4 stopped 5 sleeping
  uint32_t restart_ms;                       // automatic restart after bus-off, 0 never
  uint32_t clock;                            // Hz
  uint32_t is_fd;
  uint16_t tx_errors, rx_errors;             // the controller's own counters
  uint8_t has_counters, reserved[3];         // 0: this driver does not tell them
  uint32_t bus_errors, error_warning, error_passive, bus_off, arbitration_lost, restarts;
} device_controller;

/// Reads a link. -ENODEV: no such interface.
int device_link_read(const char *_Nonnull interface, device_link *_Nonnull link);

/// Sets the link up or down. -EPERM without CAP_NET_ADMIN.
int device_link_set_up(const char *_Nonnull interface, int is_up);

/// Sets how many frames the transmit queue holds.
int device_link_set_queue_length(const char *_Nonnull interface, uint32_t frames);

/// Throws away every frame that waits in the transmit queue or in the controller, by setting the
/// link down and up again. -ENETDOWN when it was down: then nothing waits.
int device_link_purge(const char *_Nonnull interface);

#define DEVICE_LINK_TIMING 1
#define DEVICE_LINK_CLOCK 2
#define DEVICE_LINK_MODE 4
#define DEVICE_LINK_RESTART 8
#define DEVICE_LINK_COUNTERS 16
#define DEVICE_LINK_STATISTICS 32

/// Bit rate in bit/s and sample point in 1/1000 of the CAN FD data phase; both 0 without one. The
/// answer is a mask of what else the driver tells.
int device_link_data_timing(const char *_Nonnull interface, uint32_t *_Nonnull bit_rate,
                            uint32_t *_Nonnull sample_point);

/// Sets both phases' timing and CAN FD itself in one message.
int device_link_set_data_timing(const char *_Nonnull interface, uint32_t bit_rate,
                                uint32_t sample_point, uint32_t data_bit_rate,
                                uint32_t data_sample_point);

/// Reads a controller. -EOPNOTSUPP: a virtual link, which has none.
int device_controller_read(const char *_Nonnull interface, device_controller *_Nonnull controller);

/// Sets bit rate in bit/s and sample point in 1/1000 (0: the kernel's choice) of a link that is
/// down. With `data_bit_rate` also the CAN FD data phase, in one message, and CAN FD itself.
/// -EBUSY: the link is up; -EOPNOTSUPP: this controller has no CAN FD.
int device_controller_set_timing(const char *_Nonnull interface, uint32_t bit_rate,
                                 uint32_t sample_point, uint32_t data_bit_rate,
                                 uint32_t data_sample_point);

/// Sets the delay of the automatic restart after bus-off; 0: never.
int device_controller_set_restart(const char *_Nonnull interface, uint32_t milliseconds);

/// Restarts a controller that is bus-off; -EALREADY when it is not.
int device_controller_restart(const char *_Nonnull interface);
