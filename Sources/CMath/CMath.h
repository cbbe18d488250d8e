// libm, promised to the real-time checker: pure, no heap, no locks.
#pragma once
#define CMATH_PURE static inline __attribute__((const, swift_attr("@_noLocks")))
CMATH_PURE double math_sin(double x) { return __builtin_sin(x); }
CMATH_PURE double math_cos(double x) { return __builtin_cos(x); }
CMATH_PURE double math_atan2(double y, double x) { return __builtin_atan2(y, x); }
CMATH_PURE double math_acos(double x) { return __builtin_acos(x); }
CMATH_PURE double math_round(double x) { return __builtin_round(x); }
CMATH_PURE double math_floor(double x) { return __builtin_floor(x); }
CMATH_PURE double math_sqrt(double x) { return __builtin_sqrt(x); }
CMATH_PURE double math_exp(double x) { return __builtin_exp(x); }
CMATH_PURE double math_tanh(double x) { return __builtin_tanh(x); }
CMATH_PURE double math_cbrt(double x) { return __builtin_cbrt(x); }
CMATH_PURE double math_pow(double x, double y) { return __builtin_pow(x, y); }
CMATH_PURE double math_fmod(double x, double y) { return __builtin_fmod(x, y); }
CMATH_PURE _Bool math_is_finite(double x) { return __builtin_isfinite(x); }
