#include "CFlightDeck.h"

#include <string.h>

static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
  return hash ^ hash >> 32;
}

uint64_t flight_deck_checksum(const void *bytes, uint64_t count) {
  const unsigned char *at = bytes;
  uint64_t a = count + 1, b = count + 2, c = count + 3, d = count + 4, words[4];
  for (; count >= 32; count -= 32, at += 32) {
    memcpy(words, at, 32);
    a = mix(a, words[0]);
    b = mix(b, words[1]);
    c = mix(c, words[2]);
    d = mix(d, words[3]);
  }
  memset(words, 0, sizeof words);
  memcpy(words, at, count);
  a = mix(a, words[0]);
  b = mix(b, words[1]);
  c = mix(c, words[2]);
  d = mix(d, words[3]);
  return mix(mix(mix(a, b), c), d);
}
