// A controller's set-up through libsocketcan. The library writes the kernel's refusals to standard
// error, so what can be known beforehand is asked first.
#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <errno.h>
#include <libsocketcan.h>
#include <string.h>

static int result(int answer) { return answer >= 0 ? 0 : errno > 0 ? -errno : -EIO; }

// The link when it has a controller; with `must_be_down` only a link that may be set up now.
static int controller_link(const char *interface, int must_be_down) {
  device_link link;
  int answer = device_link_read(interface, &link);
  if (answer < 0) return answer;
  if (strcmp(link.kind, "can") != 0) return -EOPNOTSUPP;
  return must_be_down && link.is_up ? -EBUSY : 0;
}

int device_controller_read(const char *interface, device_controller *out) {
  int answer = controller_link(interface, 0);
  if (answer < 0) return answer;
  memset(out, 0, sizeof *out);
  int state = 0;
  errno = 0;
  if (can_get_state(interface, &state) < 0) return result(-1);
  out->state = (uint32_t)state;
  struct can_bittiming timing = {0};
  struct can_clock clock = {0};
  struct can_ctrlmode mode = {0};
  struct can_berr_counter errors = {0};
  struct can_device_stats stats = {0};
  // What a driver does not tell stays 0; asking the library for it would write to standard error.
  int told = device_link_data_timing(interface, &out->data_bit_rate, &out->data_sample_point);
  if (told < 0) return told;
  if (told & DEVICE_LINK_TIMING && can_get_bittiming(interface, &timing) == 0) {
    out->bit_rate = timing.bitrate;
    out->sample_point = timing.sample_point;
  }
  if (told & DEVICE_LINK_CLOCK && can_get_clock(interface, &clock) == 0) out->clock = clock.freq;
  if (told & DEVICE_LINK_MODE && can_get_ctrlmode(interface, &mode) == 0)
    out->is_fd = (mode.flags & CAN_CTRLMODE_FD) != 0;
  uint32_t restart = 0;
  if (told & DEVICE_LINK_RESTART && can_get_restart_ms(interface, &restart) == 0)
    out->restart_ms = restart;
  if (told & DEVICE_LINK_COUNTERS && can_get_berr_counter(interface, &errors) == 0) {
    out->has_counters = 1;
    out->tx_errors = errors.txerr;
    out->rx_errors = errors.rxerr;
  }
  if (told & DEVICE_LINK_STATISTICS && can_get_device_stats(interface, &stats) == 0) {
    out->bus_errors = stats.bus_error;
    out->error_warning = stats.error_warning;
    out->error_passive = stats.error_passive;
    out->bus_off = stats.bus_off;
    out->arbitration_lost = stats.arbitration_lost;
    out->restarts = stats.restarts;
  }
  return 0;
}

int device_controller_set_timing(const char *interface, uint32_t bit_rate, uint32_t sample_point,
                                 uint32_t data_bit_rate, uint32_t data_sample_point) {
  int answer = controller_link(interface, 1);
  if (answer < 0) return answer;
  if (bit_rate == 0 || sample_point > 999 || data_sample_point > 999) return -EINVAL;
  if (data_bit_rate > 0)
    return device_link_set_data_timing(interface, bit_rate, sample_point, data_bit_rate,
                                       data_sample_point);
  errno = 0;
  return result(sample_point == 0 ? can_set_bitrate(interface, bit_rate)
                                  : can_set_bitrate_samplepoint(interface, bit_rate, sample_point));
}

int device_controller_set_restart(const char *interface, uint32_t milliseconds) {
  int answer = controller_link(interface, 1);
  if (answer < 0) return answer;
  errno = 0;
  return result(can_set_restart_ms(interface, milliseconds));
}

int device_controller_restart(const char *interface) {
  int answer = controller_link(interface, 0);
  if (answer < 0) return answer;
  int state = 0;
  errno = 0;
  if (can_get_state(interface, &state) < 0) return result(-1);
  if (state != CAN_STATE_BUS_OFF) return -EALREADY;
  return result(can_do_restart(interface));
}
