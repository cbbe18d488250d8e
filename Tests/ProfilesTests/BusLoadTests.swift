import RobotCore
import Testing
import Units
import Wording

@testable import Profiles

/// How long frames take on the wire. The figures were counted by hand from ISO 11898-1: a classic
/// frame of 8 bytes has 44 + 64 + 3 bits, at most 24 stuff bits; a CAN FD frame has 29 bits at the
/// arbitration rate and 97 at the data rate, at most 4 and 17 stuff bits.
@Suite struct BusLoadTests {
  private func load(isFD: Bool, drives: Int, period: Interval) -> BusLoad {
    var bus = BusConfiguration()
    bus.name = Label("arm") ?? Label()
    bus.isFD = isFD
    bus.dataBitRate = 5_000_000
    return BusLoad(bus: bus, drives: drives, period: period)
  }

  @Test func classicFrames() {
    let load = load(isFD: false, drives: 3, period: Interval(milliseconds: 1))
    #expect(load.frame == Interval(microseconds: 111))
    #expect(load.worstFrame == Interval(microseconds: 135))
    #expect(load.worst == Interval(microseconds: 6 * 135))
    #expect(load.isTight)
  }

  @Test func flexibleDataRateFrames() {
    let load = load(isFD: true, drives: 8, period: Interval(milliseconds: 1))
    #expect(load.frame == Interval(nanoseconds: 29_000 + 97 * 200))
    #expect(load.worstFrame == Interval(nanoseconds: 33_000 + 114 * 200))
    #expect(load.worst.nanoseconds == 16 * 55_800)
    #expect(abs(load.worstShare - 0.8928) < 1e-9)
  }

  @Test func theDefaultRobotSaysWhatIsLeft() throws {
    let robot = try RobotProfile.load(nameOrPath: "openarm-right", searchRoots: [shippedRoot])
    let load = try #require(robot.busLoads.first)
    #expect(load.drives == 8)
    #expect(
      load.sentence
        == "arm: 8 commands and 8 replies take 774.4 µs, at worst 892.8 µs of 1000 µs (77.4 %, "
        + "89.3 %); 107.2 µs are left for 1 more frame; above 80 % is tight")
  }
}
