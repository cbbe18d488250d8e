// SPDX-License-Identifier: GPL-2.0-only OR MIT
// For the bench: `echo can0 > /sys/module/bench_busoff/parameters/interface` does to a controller what its
// driver does when the chip reports bus-off (compare sja1000_err() in the kernel). The emulated chip has no
// errors of its own.
#include <linux/can/dev.h>
#include <linux/can/error.h>
#include <linux/if_arp.h>
#include <linux/module.h>
#include <linux/netdevice.h>

static int bus_off(const char *value, const struct kernel_param *parameter)
{
  char name[IFNAMSIZ];
  struct net_device *device;
  struct sk_buff *skb;
  struct can_frame *frame;

  strscpy(name, value, sizeof(name));
  device = dev_get_by_name(&init_net, strim(name));
  if (!device)
    return -ENODEV;
  if (device->type != ARPHRD_CAN || !netif_running(device)) {
    dev_put(device);
    return -EINVAL;
  }
  local_bh_disable();
  skb = alloc_can_err_skb(device, &frame);
  if (skb) {
    frame->can_id |= CAN_ERR_BUSOFF;
    netif_rx(skb);
  }
  ((struct can_priv *)netdev_priv(device))->state = CAN_STATE_BUS_OFF;
  ((struct can_priv *)netdev_priv(device))->can_stats.bus_off++;
  can_bus_off(device);
  local_bh_enable();
  dev_put(device);
  return 0;
}

static const struct kernel_param_ops operations = {.set = bus_off};
module_param_cb(interface, &operations, NULL, 0200);
MODULE_LICENSE("Dual MIT/GPL");
