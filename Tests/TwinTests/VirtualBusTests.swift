import RealTime
import RobotCore
import Testing
import Twin
import Units
import Wire

@Suite struct VirtualBusTests {
  /// A command and its reply on a quiet classic bus: 135 µs, then 50 µs of the drive (latency 100
  /// less encoder delay 50), then 135 µs.
  @Test func stampsAreWireTimes() throws {
    let bench = try Bench(Sample.oneDrive())
    let start = bench.now.nanoseconds
    bench.send(0x001, enable)
    bench.run(milliseconds: 1)
    #expect(bench.received.map { $0.stamp - start } == [135_000, 320_000])
    #expect(bench.received.map { $0.has(CANFrame.confirmed) } == [true, false])
    #expect(bench.twin.busTotals(0).busy.nanoseconds == 270_000)
    #expect(bench.twin.busTotals(0).frames == 2)
  }

  /// The host's frames leave in queue order, whatever their ids; a ready reply loses against a
  /// lower id and wins against a higher one.
  @Test func arbitrationById() throws {
    var robot = Sample.oneDrive()
    robot.joints.append(Sample.joint("second", id: 0x20))
    let bench = try Bench(robot)
    bench.send(0x020, enable)
    bench.send(0x001, enable)
    bench.send(0x7FF, [0x01, 0x00, 0x33, 0x09])
    bench.run(milliseconds: 2)
    // Drive 0x20 answers on 0x30, ready while 0x001 is on the wire: it goes before 0x7FF. The reply
    // 0x11 of drive 1 is ready while 0x30 is on the wire, and goes before 0x7FF too.
    #expect(bench.received.map(\.id) == [0x020, 0x001, 0x030, 0x011, 0x7FF, 0x011])
    for (earlier, later) in zip(bench.received, bench.received.dropFirst()) {
      #expect(later.stamp - earlier.stamp >= 90_000)
    }
  }

  /// Eight commands and replies at 1 kHz on CAN FD fit a cycle, and the load shows it.
  @Test func eightDrivesOnFlexibleBus() throws {
    let bench = try Bench(Sample.chain())
    let flags = CANFrame.fd | CANFrame.bitRateSwitch
    for _ in 0..<20 {
      for id in 1...8 { bench.send(UInt32(id), disable, flags: flags) }
      bench.cycle()
    }
    bench.run(milliseconds: 2)
    #expect(bench.received.count == 320)
    #expect(bench.twin.busTotals(0).busy.nanoseconds == 320 * 55_800)
    for frame in bench.received { #expect(frame.stamp <= bench.now.nanoseconds) }
  }

  /// Nobody with power: nothing is acknowledged, the host's frames wait, and leave when power is
  /// back.
  @Test func framesWaitWithoutPower() throws {
    let bench = try Bench(Sample.oneDrive())
    bench.twin.cutSupply()
    bench.run(milliseconds: 50)
    bench.send(0x001, enable)
    bench.run(milliseconds: 50)
    #expect(bench.received.isEmpty)
    bench.twin.restoreSupply()
    bench.run(milliseconds: 150)
    #expect(bench.received.map(\.id) == [0x001, 0x011])
  }

  @Test func lostFramesFollowTheSeed() throws {
    func run(_ seed: UInt64) throws -> [Int64] {
      var options = TwinOptions()
      options.seed = seed
      let bench = try Bench(Sample.oneDrive(), options)
      bench.twin.loseFrames(commands: 0.2, replies: 0.2)
      bench.hold(0x001, disable, milliseconds: 500)
      return bench.received.filter { $0.id == 0x011 }.map(\.stamp)
    }
    let first = try run(1)
    #expect(first.count > 40 && first.count < 90)
    #expect(try run(1) == first)
    #expect(try run(2) != first)
  }

  @Test func silencedDriveAcknowledgesOnly() throws {
    let bench = try Bench(Sample.oneDrive())
    bench.twin.silence(drive: 0)
    #expect(bench.ask(0x001, enable).isEmpty)
    #expect(bench.received.map { $0.has(CANFrame.confirmed) } == [true])
    bench.twin.unsilence(drive: 0)
    #expect(bench.ask(0x001, enable).count == 1)
  }
}
