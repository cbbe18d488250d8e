import CDeviceIO
public import Units

/// The kernel's clocks. The loop reads them in its shell only; `step` gets `now` as a parameter.
public enum Clock {
  /// Now on `CLOCK_MONOTONIC`.
  @_noLocks public static func monotonic() -> Instant {
    Instant(nanoseconds: device_monotonic())
  }

  /// Now on `CLOCK_REALTIME`, nanoseconds since 1970. It may be set at any moment: for labels only.
  @_noLocks public static func realtime() -> Int64 { device_realtime() }

  /// Sleeps until an instant on `CLOCK_MONOTONIC`. 0, or `-EINTR` when a signal came first.
  @_noLocks public static func sleep(until instant: Instant) -> Int32 {
    device_sleep_until(instant.nanoseconds)
  }
}
