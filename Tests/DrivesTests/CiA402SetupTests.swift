import Drives
import RealTime
import RobotCore
import Testing
import Units
import Wire

@Suite("A CiA 402 drive is prepared")
struct CiA402SetupTests {
  @Test("the row of a drive is small")
  func size() { #expect(MemoryLayout<CiA402>.stride < 640) }

  @Test("identity, watches, options, mapping and mode are set and read back, then it is started")
  func whole() throws {
    let bench = CANopenBench {
      $0.vendor = 0xABC
      $0.product = 0x77
      $0.followingErrorWindow = Angle(0.1)
      $0.ratedCurrent = Current(5)
      $0.peakCurrent = Current(10)
      $0.hasSafeTorqueOffInput = true
      $0.hasBrake = true
    }
    #expect(bench.prepare())
    #expect(bench.findings.isEmpty, "\(bench.findings)")
    #expect(bench.node.isOperational)
    let node = bench.node
    #expect(node[0x1017_00] == 50 && node[0x1016_01] == 127 << 16 | 100)
    #expect(node[0x6007_00] == 1 && node[0x605A_00] == 2 && node[0x6060_00] == 8)
    #expect(node[0x6065_00] == 65 && node[0x6066_00] == 20, "0.1 rad of 4096 counts a turn")
    #expect(node[0x6072_00] == 2000 && node[0x6073_00] == 2000)
    #expect(node[0x60C2_01] == 2 && node[0x60C2_02] == 0xFD)
    #expect(node[0x1600_00] == 3 && node[0x1600_01] == 0x6040_0010)
    #expect(node[0x1600_02] == 0x607A_0020 && node[0x1600_03] == 0x60B2_0010)
    #expect(node[0x1400_01] == 0x205 && node[0x1400_02] == 1)
    #expect(node[0x1A02_01] == 0x60FE_0120 && node[0x1A02_02] == 0x60FD_0020)
    #expect(node[0x1803_01] & 0x8000_0000 != 0, "what is not known is switched off")
  }

  @Test("a mapping is written in the order that independent stacks use")
  func order() throws {
    let bench = CANopenBench { $0.hasTorqueOffset = false }
    bench.prepare()
    let lists = bench.node.written.map(\.object).filter { $0 >> 8 == 0x1400 || $0 >> 8 == 0x1600 }
    // As in the recorded remapping of receive PDO 1: not valid, type, no object, the objects, how
    // many, valid.
    let recorded = try CANopenGolden().all("download").map { $0[1] }
      .filter { $0.hasPrefix("1400") || $0.hasPrefix("1600") }
    let expected = try recorded.map { text in
      let parts = text.split(separator: ":")
      return try #require(UInt32(parts[0], radix: 16)) << 8
        | (try #require(UInt32(parts[1], radix: 16)))
    }
    #expect(lists == expected, "\(recorded)")
  }

  @Test("the torque that the joint allows is the drive's own limit")
  func torqueLimit() {
    let bench = CANopenBench { $0.torqueLimit = Torque(1.5) }
    #expect(bench.prepare())
    #expect(bench.node[0x6072_00] == 750)
  }

  @Test("an object that is refused is found in every phase, with its reason")
  func refused() throws {
    for object in [0x6007_00, 0x1017_00, 0x1400_01, 0x1600_00, 0x1A01_02, 0x6060_00] as [UInt32] {
      let bench = CANopenBench()
      bench.node.refusedWrites[object] = 0x0601_0002
      #expect(bench.prepare())
      let found = try #require(bench.findings.first { $0.code == .objectRefused })
      #expect(found.detail == UInt16(object >> 8) && found.setting == Double(object & 0xFF))
      #expect(found.value == Double(0x0601_0002))
      #expect(!bench.node.isOperational, "it is not started")
    }
    for code in [0x0503_0000, 0x0504_0001, 0x0504_0005, 0x0800_0022] as [UInt32] {
      let bench = CANopenBench()
      bench.node.refusedReads[0x1000_00] = code
      #expect(bench.prepare())
      #expect(bench.findings.map(\.code) == [.objectRefused])
      #expect(bench.findings[0].value == Double(code))
    }
  }

  /// Everything that a whole preparation asks, each refused once by reading and once by writing.
  @Test("whatever object is refused, it is named, and nothing but torque off was ever said")
  func everyObject() throws {
    func bench() -> CANopenBench {
      let bench = CANopenBench {
        $0.vendor = 0xABC
        $0.followingErrorWindow = Angle(0.1)
        $0.hasSafeTorqueOffInput = true
        $0.homingMethod = 17
        $0.homingSpeed = AngularVelocity(1)
      }
      for object in [0x6098_00, 0x6099_01] as [UInt32] {
        bench.node.objects[object] = (0, object == 0x6098_00 ? 1 : 4)
      }
      return bench
    }
    let whole = bench()
    #expect(whole.prepare() && whole.findings.isEmpty, "\(whole.findings)")
    let written = Set(whole.node.written.map(\.object)).subtracting([0x6040_00])
    #expect(written.count >= 40)
    let read: [UInt32] = [0x1000_00, 0x1018_01, 0x6502_00, 0x6076_00]
    for (object, isRead) in written.flatMap({ [($0, true), ($0, false)] })
      + read.map({ ($0, true) })
    {
      let bench = bench()
      if isRead {
        bench.node.refusedReads[object] = 0x0800_0022
      } else {
        bench.node.refusedWrites[object] = 0x0800_0022
      }
      #expect(bench.prepare())
      let named = bench.findings.contains {
        $0.code == .objectRefused && $0.detail == UInt16(object >> 8)
          && $0.setting == Double(object & 0xFF) && $0.value == Double(0x0800_0022)
      }
      #expect(named, "\(String(object, radix: 16)), \(isRead)")
      #expect(!bench.node.isOperational)
      bench.enable()
      #expect(bench.node.written.allSatisfy { $0.object != 0x6040_00 || $0.value == 0 })
    }
  }

  @Test("a brake that somebody took over by hand is found, where the node has such an object")
  func brake() {
    let bench = CANopenBench { $0.hasBrake = true }
    bench.node[0x60FE_02] = 3
    #expect(bench.prepare())
    #expect(bench.findings.map(\.code) == [.configurationMismatch])
    #expect(bench.findings.first?.detail == 0x60FE && bench.findings.first?.setting == 2)
    #expect(bench.findings.first?.value == 1 && bench.findings.first?.limit == 0)
    #expect(!bench.node.isOperational && bench.node[0x60FE_02] == 3, "nothing of it is changed")
    // Other outputs may be the master's.
    let other = CANopenBench { $0.hasBrake = true }
    other.node[0x60FE_02] = 2
    #expect(other.prepare() && other.findings.isEmpty)
  }

  @Test("what is only offered may be missing")
  func offered() {
    let bench = CANopenBench()
    for object in [0x1029_01, 0x605E_00, 0x60C2_01, 0x60C2_02, 0x1803_01, 0x1403_01] as [UInt32] {
      bench.node.objects[object] = nil
    }
    #expect(bench.prepare() && bench.findings.isEmpty, "\(bench.findings)")
  }

  @Test("another device, another revision, a mode that it has not, another rated torque")
  func identity() {
    func found(
      _ object: UInt32, _ value: UInt32, _ change: (inout CANopenConfiguration) -> Void = { _ in }
    ) -> [Fault] {
      let bench = CANopenBench(change)
      bench.node[object] = value
      bench.prepare()
      return bench.findings
    }
    let type = found(0x1000_00, 0x0001_0191)
    #expect(type.map(\.code) == [.configurationMismatch] && type[0].detail == 0x1000)
    #expect(type[0].value == 401 && type[0].limit == 402)
    let vendor = found(0x1018_01, 0xABD) { $0.vendor = 0xABC }
    #expect(vendor.map(\.detail) == [0x1018] && vendor[0].setting == 1)
    #expect(found(0x6502_00, 0x01).map(\.detail) == [0x6502], "no CSP")
    #expect(found(0x6076_00, 2_100).map(\.limit) == [2_000])
  }

  @Test("a value that does not stay is found; a time-out that stays off is told as such")
  func deaf() {
    final class Deaf {
      let bench = CANopenBench()
      /// The node acknowledges and forgets.
      func run(_ object: UInt32, keeps value: UInt32) -> [Fault] {
        bench.drive.begin()
        for _ in 0..<2_000 where bench.drive.preparation == .going {
          bench.node[object] = value
          bench.cycle(.prepare)
        }
        return bench.findings
      }
    }
    let window = Deaf().run(0x605A_00, keeps: 0)
    #expect(window.map(\.code) == [.configurationMismatch] && window[0].detail == 0x605A)
    let timeout = Deaf().run(0x1016_01, keeps: 127 << 16)
    #expect(timeout.map(\.code) == [.driveTimeoutOff])
    #expect(timeout[0].value == 0 && timeout[0].limit == 100)
    #expect(Deaf().run(0x6007_00, keeps: 0).map(\.code) == [.driveTimeoutOff])
  }

  @Test("an object without an answer is asked for three times and passed over")
  func silent() {
    let bench = CANopenBench()
    bench.node.silent = [0x605A_00]
    #expect(bench.prepare())
    #expect(bench.findings.map(\.code) == [.registerSilent])
    #expect(bench.findings[0].detail == 0x605A && bench.findings[0].setting == 3)
    let dead = CANopenBench()
    dead.node.isOn = false
    #expect(dead.prepare(within: 60), "three of three: it has nothing to offer")
    #expect(dead.findings.map(\.code) == [.registerSilent, .registerSilent, .registerSilent])
  }

  @Test("a node that restarts is prepared anew; one that goes on doing so is given up")
  func restarts() {
    let bench = CANopenBench()
    bench.drive.begin()
    for _ in 0..<60 { bench.cycle(.prepare) }
    let before = bench.node.written.count
    #expect(before > 5)
    bench.node[0x1017_00] = 0
    bench.cycle(.prepare, before: [bench.node.beat(0)])
    for _ in 0..<2_000 where bench.drive.preparation == .going { bench.cycle(.prepare) }
    #expect(bench.findings.isEmpty && bench.node[0x1017_00] == 50)
    let other = CANopenBench()
    other.drive.begin()
    for _ in 0..<3 {
      for _ in 0..<20 { other.cycle(.prepare) }
      other.cycle(.prepare, before: [other.node.beat(0)])
    }
    for _ in 0..<2_000 where other.drive.preparation == .going { other.cycle(.prepare) }
    #expect(other.findings.map(\.code) == [.driveRestarted])
    #expect(!other.node.isOperational)
  }

  @Test("two nodes with one id are found")
  func twoNodes() {
    let bench = CANopenBench()
    bench.others = [CANopenNode(id: 5)]
    #expect(bench.prepare())
    #expect(bench.findings.contains { $0.code == .doubleAnswers })
    #expect(!bench.node.isOperational)
  }

  @Test("an answer that is too late three times refuses the arming")
  func late() {
    let bench = CANopenBench()
    bench.moment.patience = Interval(milliseconds: 60)
    bench.drive.begin()
    var told: [Interval] = []
    var waiting: [(due: UInt64, frame: CANFrame)] = []
    bench.node.isOn = false
    for _ in 0..<60 {
      let due = waiting.filter { $0.due <= bench.moment.cycle }.map(\.frame)
      waiting.removeAll { $0.due <= bench.moment.cycle }
      bench.cycle(.prepare, before: due)
      told += bench.news.map(\.lateBy).filter { $0 != .zero }
      bench.node.isOn = true
      for frame in bench.sent where frame.id == 0x605 && frame.data[0] == 0x40 {
        waiting += bench.node.take(frame).map { (bench.moment.cycle + 12, $0) }
      }
      bench.node.isOn = false
      if !told.isEmpty { break }
    }
    #expect(told.count == 1 && told[0] >= bench.moment.silenceLimit, "\(told)")
  }

  @Test("nothing is said on the bus before the first preparation")
  func silentMaster() {
    let bench = CANopenBench()
    for _ in 0..<50 {
      bench.cycle(.poll)
      #expect(bench.sent.allSatisfy { $0.id == 0x605 && $0.data[0] == 0x40 }, "only reads")
    }
    bench.prepare()
    bench.cycle(.poll)
    #expect(bench.sent.contains { $0.id == 0x080 && $0.length == 0 })
    var beats = 0
    for _ in 0..<50 {
      bench.cycle(.poll)
      beats += bench.sent.count { $0.candump == "77F#05" }
    }
    #expect(beats == 5, "every 20 ms of 100")
  }

  @Test("the second drive of a bus says neither SYNC nor heartbeat")
  func second() {
    let bench = CANopenBench()
    bench.drive = CiA402(CANopenBench.configuration(), on: BusConfiguration(), isFirst: false)
    bench.drive.begin()
    bench.cycle(.prepare)
    #expect(!bench.sent.contains { $0.id == 0x080 || $0.id == 0x77F })
  }

  @Test("in a robot one drive of each bus speaks for the master, whatever stands beside it")
  func seats() {
    var robot = RobotConfiguration()
    for _ in 0..<2 { robot.buses.append(BusConfiguration()) }
    for (bus, node) in [(0, 0), (0, 1), (0, 2), (1, 1)] as [(UInt8, UInt8)] {
      var joint = JointConfiguration()
      if node > 0 {
        joint.drive = CANopenBench.configuration { $0.node = node }
      } else {
        joint.drive.commandID = 1
        joint.drive.feedbackID = 0x11
      }
      joint.drive.bus = bus
      robot.joints.append(joint)
    }
    var drives = Drives(robot)
    for joint in 0..<4 { drives.begin(joint) }
    var frames = Table<CANFrame>(repeating: CANFrame(id: 0), count: 0, capacity: 16)
    var moment = CANopenBench().moment
    drives.open(moment, quiet: 0, into: &frames)
    // The next heartbeats are due when one bus is asked for nothing.
    moment.now = moment.now + Interval(milliseconds: 20)
    drives.open(moment, quiet: 0b10, into: &frames)
    let sent = (0..<frames.count).map { "\(frames[$0].bus) \(frames[$0].candump)" }
    #expect(sent.prefix(4) == ["0 77F#05", "0 080#", "1 77F#05", "1 080#"])
    #expect(sent.dropFirst(4) == ["0 77F#05", "0 080#", "1 77F#05"])
    var owner = CANFrame(0x182, [])
    let owned = (0..<4).filter { drives.owns(owner, $0) }
    owner.bus = 1
    let other = (0..<4).filter { drives.owns(owner, $0) }
    #expect(owned == [2] && other.isEmpty)
  }
}
