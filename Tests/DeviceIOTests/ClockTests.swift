import DeviceIO
import Testing
import Units

@Suite struct ClockTests {
  @Test func theMonotonicClockNeverGoesBack() {
    var last = Clock.monotonic()
    for _ in 0..<1000 {
      let now = Clock.monotonic()
      #expect(last <= now)
      last = now
    }
  }

  @Test func sleepEndsAtOrAfterItsInstant() {
    let target = Clock.monotonic() + Interval(milliseconds: 5)
    #expect(Clock.sleep(until: target) == 0)
    #expect(target <= Clock.monotonic())
    // The past is no time to sleep at all.
    #expect(Clock.sleep(until: Instant(nanoseconds: 0)) == 0)
  }

  @Test func theWallClockIsThisCentury() {
    // 2020-01-01 in ns since 1970.
    #expect(Clock.realtime() > 1_577_836_800_000_000_000)
  }
}
