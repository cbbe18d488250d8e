// Text for people from a thread that must not wait for them.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define DEVICE_TELLER_MOST 65536 /* bytes of one text; 64 joints in a line take about 5,000 */

typedef struct device_teller device_teller;

/// Starts a thread of ordinary priority that writes to `target` (a descriptor that stays the
/// caller's) what `device_teller_say` hands over.
int device_teller_start(int target, device_teller *_Nullable *_Nonnull teller);

/// Hands over text and does not wait. 1; 0 when there was no room, or the text is too
/// long: it is lost whole then.
int device_teller_say(device_teller *_Nonnull teller, const char *_Nonnull text, size_t length);

/// Waits until what was handed over is written, at most `patience` ns, and ends. A thread that is
/// stuck in its write is left behind.
void device_teller_end(device_teller *_Nonnull teller, int64_t patience);
