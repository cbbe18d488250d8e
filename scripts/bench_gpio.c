// SPDX-License-Identifier: GPL-2.0-only OR MIT
// For the bench: four GPIO lines with pull resistors to switch, which the expander has not. What a
// contact does is `echo 2 > /sys/module/bench_gpio/parameters/contact`: 0 open, 1 to ground, 2 to
// the supply. An open line reads what its resistor pulls it to; without one it reads `floating`.
#include <linux/gpio/driver.h>
#include <linux/module.h>
#include <linux/platform_device.h>

static int contact;
module_param(contact, int, 0644);
static int floating = 1;
module_param(floating, int, 0644);

static int pull[4];
static struct platform_device *device;

static int get(struct gpio_chip *chip, unsigned int offset)
{
  if (contact)
    return contact == 2;
  return pull[offset] ? pull[offset] > 0 : floating;
}

static int input(struct gpio_chip *chip, unsigned int offset) { return 0; }

static int direction(struct gpio_chip *chip, unsigned int offset) { return GPIO_LINE_DIRECTION_IN; }

static int set_config(struct gpio_chip *chip, unsigned int offset, unsigned long config)
{
  switch (pinconf_to_config_param(config)) {
  case PIN_CONFIG_BIAS_PULL_UP: pull[offset] = 1; return 0;
  case PIN_CONFIG_BIAS_PULL_DOWN: pull[offset] = -1; return 0;
  case PIN_CONFIG_BIAS_DISABLE: pull[offset] = 0; return 0;
  default: return -ENOTSUPP;
  }
}

static struct gpio_chip chip = {
    .label = "bench-gpio",
    .owner = THIS_MODULE,
    .base = -1,
    .ngpio = 4,
    .get = get,
    .get_direction = direction,
    .direction_input = input,
    .set_config = set_config,
};

static int __init begin(void)
{
  int result;

  device = platform_device_register_simple("bench-gpio", -1, NULL, 0);
  if (IS_ERR(device))
    return PTR_ERR(device);
  chip.parent = &device->dev;
  result = gpiochip_add_data(&chip, NULL);
  if (result)
    platform_device_unregister(device);
  return result;
}

static void __exit end(void)
{
  gpiochip_remove(&chip);
  platform_device_unregister(device);
}

module_init(begin);
module_exit(end);
MODULE_DESCRIPTION("GPIO lines with pull resistors, for a bench");
MODULE_LICENSE("Dual MIT/GPL");
