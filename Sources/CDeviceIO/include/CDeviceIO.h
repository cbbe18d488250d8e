// Thin, total wrappers over Linux device calls. Every function returns a value >= 0 on success and
// -errno on failure. None sets global state unless its comment says so, and none calls back.
#pragma once
#include "can.h"
#include "gpio.h"
#include "i2c.h"
#include "link.h"
#include "memory.h"
#include "outputs.h"
#include "poller.h"
#include "process.h"
#include "realtime.h"
#include "teller.h"
