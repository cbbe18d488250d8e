#if DEBUG  // Inner parts: a release build keeps them to itself.
  import RealTime
  import RobotCore
  import Testing
  import Units
  import Wire

  @testable import Drives

  /// One Damiao drive behind the seam that every family has: what is wanted becomes frames, frames
  /// become news.
  @Suite("what is wanted of a drive, and what it tells") struct DrivesTests {
    /// Keeps the drives, which are not copied.
    private final class Bench {
      private var drives: Drives
      private(set) var moment = DriveMoment()
      private(set) var news = DriveNews()
      let codec: Damiao
      private let room: Int

      init(firmware: UInt32 = 0, room: Int = 8) {
        var robot = RobotConfiguration()
        robot.buses.append(BusConfiguration())
        var joint = JointConfiguration()
        joint.drive = Model.all[2].configuration(id: 1)
        joint.drive.firmware = firmware
        robot.joints.append(joint)
        drives = Drives(robot)
        codec = Damiao(joint.drive, on: robot.buses[0])
        self.room = room
        moment.now = Instant(nanoseconds: 1_000_000_000)
        moment.cycle = 1
        moment.patience = Interval(milliseconds: 50)
        moment.silenceLimit = Interval(milliseconds: 15)
        moment.driveTimeout = Interval(milliseconds: 100)
      }

      /// One cycle of a millisecond; the frames as candump writes them.
      func speak(_ wish: DriveWish, _ command: DriveCommand = DriveCommand()) -> [String] {
        var frames = Table(repeating: CANFrame(id: 0), count: 0, capacity: room)
        news = DriveNews()
        drives.speak(wish, to: 0, command, moment, into: &frames, news: &news)
        let said = frames.indices.map { frames[$0].candump }
        pass(1)
        return said
      }

      func pass(_ milliseconds: Int64) {
        moment.now = moment.now + Interval(milliseconds: milliseconds)
        moment.cycle += 1
      }

      func take(_ frame: CANFrame) {
        news = DriveNews()
        drives.take(frame, of: 0, at: moment.now, moment, into: &news)
      }

      var preparation: Preparation { drives.preparation(of: 0) }
      func begin() { drives.begin(0) }
    }

    @Test("each wish is one frame and one question, but silence")
    func wishes() {
      let bench = Bench()
      #expect(bench.speak(.quiet) == [])
      #expect(bench.news.questions == 0)
      #expect(bench.speak(.poll) == ["7FF#0100CC0000000000"])
      #expect(bench.news.questions == 1)
      #expect(bench.speak(.clear) == ["001#FFFFFFFFFFFFFFFB"])
      #expect(bench.speak(.enable) == ["001#FFFFFFFFFFFFFFFC"])
      #expect(bench.speak(.disable) == ["001#FFFFFFFFFFFFFFFD"])
      var command = DriveCommand()
      command.stiffness = 500
      #expect(bench.speak(.follow, command) == [bench.codec.encode(command).candump])
      command.torque.value = .nan
      #expect(bench.speak(.follow, command) == [bench.codec.encode(DriveCommand()).candump])
    }

    @Test("a frame without room is counted, and nothing is owed for it")
    func noRoom() {
      let bench = Bench(room: 0)
      #expect(bench.speak(.poll) == [])
      #expect(bench.news.unsent == 1 && bench.news.questions == 0)
    }

    @Test("it is prepared when every register has been asked for, one in two cycles, and answered")
    func prepared() {
      let bench = Bench()
      bench.begin()
      var registers = 0
      for _ in 0..<40 where bench.preparation == .going {
        let frame = bench.speak(.prepare)
        guard frame != ["7FF#0100CC0000000000"] else { continue }
        #expect(frame == [bench.codec.readBack(registers).candump])
        bench.take(answer(registers))
        #expect(bench.news.isAnswer && bench.news.finding.code == .none)
        registers += 1
      }
      #expect(bench.preparation == .done && registers == bench.codec.readBackCount)
      bench.begin()
      #expect(bench.preparation == .going, "each arming reads them again")
    }

    @Test("a register that differs is told with its number and both values")
    func differs() {
      let bench = Bench()
      bench.begin()
      _ = bench.speak(.prepare)
      bench.take(CANFrame(0x11, [1, 0, 0x33, 8, 2, 0, 0, 0]))
      let found = bench.news.finding
      #expect(found.code == .configurationMismatch && found.detail == 8)
      #expect(found.value == 2 && found.limit == 1)
    }

    @Test("a register that is never answered is told after three tries, and passed over")
    func silentRegister() {
      let bench = Bench()
      bench.begin()
      var asked = 0
      for _ in 0..<400 where bench.news.finding.code == .none {
        if bench.speak(.prepare) == [bench.codec.readBack(0).candump] { asked += 1 }
      }
      #expect(bench.news.finding.code == .registerSilent && bench.news.finding.detail == 8)
      #expect(asked == 3 && bench.news.finding.setting == 3)
      bench.pass(1)
      #expect(bench.speak(.prepare) + bench.speak(.prepare) != [])
      #expect(bench.preparation == .going)
    }

    @Test("an answer that takes too long is asked for again; the third one is told")
    func lateAnswer() {
      let bench = Bench()
      bench.begin()
      var told: [Interval] = []
      for _ in 0..<3 {
        while bench.speak(.prepare) != [bench.codec.readBack(0).candump] {}
        bench.pass(19)
        bench.take(answer(0))
        #expect(bench.news.isAnswer)
        told.append(bench.news.lateBy)
      }
      #expect(told == [.zero, .zero, Interval(milliseconds: 20)])
    }

    @Test("feedback is a measurement, a ping's answer has its number, anything else is nothing")
    func news() {
      let bench = Bench()
      bench.take(CANFrame(0x11, [0x11, 0x80, 0, 0x80, 0x08, 0, 30, 40]))
      #expect(bench.news.hasReport && bench.news.report.status == .enabled)
      #expect(bench.news.report.motorTemperature.value == 40 && !bench.news.isEmpty)
      bench.take(CANFrame(0x11, [1, 0, 0x33, 24, 0, 0, 0, 0]))
      #expect(bench.news.pong == 15 && !bench.news.hasReport)
      bench.take(CANFrame(0x11, [1, 0, 0x33]))
      #expect(bench.news.isEmpty)
    }

    /// What a drive as configured answers to the register at `place` of the list.
    private func answer(_ place: Int) -> CANFrame {
      func word(_ register: UInt8, _ value: UInt32) -> CANFrame {
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        return CANFrame(0x11, [1, 0, 0x33, register] + bytes)
      }
      func real(_ register: UInt8, _ value: Float) -> CANFrame { word(register, value.bitPattern) }
      return [
        word(8, 1), word(7, 0x11), word(9, 2_000), word(10, 1), real(21, 12.5), real(22, 30),
        real(23, 10), real(20, 10), word(35, 4),
      ][place]
    }
  }
#endif
