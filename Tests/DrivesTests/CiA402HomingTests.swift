import Drives
import RealTime
import RobotCore
import Testing
import Units
import Wire

@Suite("A CiA 402 drive finds its zero by itself")
struct CiA402HomingTests {
  /// Enabled, standing at 500 counts, wanted at 600.
  private func bench(_ change: (inout CANopenConfiguration) -> Void = { _ in }) -> CANopenBench {
    let bench = CANopenBench {
      $0.homesItself = true
      $0.homingMethod = 19
      $0.homingSpeed = AngularVelocity(10)
      $0.homingCreep = AngularVelocity(2)
      change(&$0)
    }
    for (object, size) in [
      (0x6098_00, 1), (0x6099_01, 4), (0x6099_02, 4), (0x609A_00, 4), (0x607C_00, 4),
    ] {
      bench.node.objects[UInt32(object)] = (0, size)
    }
    bench.node[0x6502_00] = 0x3A1
    bench.prepare()
    bench.node[0x6064_00] = 500
    bench.command.position = Angle(600.0 / 4096 * 2 * Double.pi)
    bench.command.stiffness = 10
    bench.command.torque = Torque(0.5)
    bench.enable()
    return bench
  }

  private func word(_ bench: CANopenBench) -> UInt16 {
    bench.last(0x200).map { UInt16($0.bytes[0]) | UInt16($0.bytes[1]) << 8 } ?? 0xFFFF
  }

  /// Until bit 4 is set; false when that does not come.
  private func starts(_ bench: CANopenBench) -> Bool {
    for _ in 0..<20 where word(bench) != 0x1F { bench.cycle(.home) }
    return word(bench) == 0x1F
  }

  private func says(_ bench: CANopenBench, _ bits: UInt32) {
    bench.node[0x6041_00] = 0x0227 | bits
  }

  /// Cycles until it has come to an end.
  private func run(_ bench: CANopenBench, _ limit: Int = 20) -> Int {
    for cycle in 0..<limit where bench.drive.ownHoming != .going { return cycle }
    for cycle in 1...limit {
      bench.cycle(.home)
      if bench.drive.ownHoming != .going { return cycle }
    }
    return -1
  }

  @Test("into mode 6, bit 4, attained, and back; set-points stand still meanwhile")
  func attained() {
    let bench = bench { $0.homingOffset = Angle(Double.pi / 2) }
    #expect(bench.drive.ownHoming == .none)
    #expect(bench.report.status == .enabled)
    bench.cycle(.home)
    #expect(bench.drive.ownHoming == .going && word(bench) == 0x0F)
    let isStarted = starts(bench)
    #expect(isStarted && bench.node[0x6060_00] == 6)
    #expect(Int32(bitPattern: bench.node[0x607A_00]) == 500, "held where it stood")
    #expect(bench.report.status == .enabled, "another mode is no fault now")
    for count in 0..<30 {
      bench.node[0x6064_00] = UInt32(500 + 10 * count)
      bench.cycle(.home)
      #expect(word(bench) == 0x1F && bench.drive.ownHoming == .going)
      #expect(bench.news.filter(\.hasReport).count == 1)
    }
    says(bench, 0x1400)
    bench.node[0x6064_00] = 1024
    bench.cycle(.home)
    #expect(bench.drive.ownHoming == .going, "one reading decides nothing")
    bench.cycle(.home)
    #expect(bench.drive.ownHoming == .attained)
    bench.cycle(.home)
    #expect(word(bench) == 0x0F)
    for _ in 0..<5 { bench.cycle(.home) }
    #expect(bench.drive.ownHoming == .done && bench.node[0x6060_00] == 8)
    #expect(Int32(bitPattern: bench.node[0x607A_00]) == 1024, "and held where it stands now")
    bench.command.position = Angle(Double.pi)
    for _ in 0..<3 { bench.cycle(.follow) }
    #expect(Int32(bitPattern: bench.node[0x607A_00]) == 2048)
    #expect(bench.report.status == .enabled && bench.findings.isEmpty)
    #expect(bench.drive.ownHoming == .none)
  }

  @Test("what it needs is set up: the mode that it must have, and the offset")
  func setup() {
    let bench = CANopenBench {
      $0.homesItself = true
      $0.homingMethod = 19
      $0.homingOffset = Angle(-Double.pi / 2)
    }
    bench.node.objects[0x6098_00] = (0, 1)
    bench.node.objects[0x607C_00] = (0, 4)
    bench.node[0x6502_00] = 0x381
    #expect(bench.prepare())
    #expect(bench.findings.map(\.detail) == [0x6502], "no mode 6")
    #expect(bench.node[0x6098_00] == 19)
    #expect(Int32(bitPattern: bench.node[0x607C_00]) == -1024)
    let plain = CANopenBench { $0.homingMethod = 19 }
    plain.node.objects[0x6098_00] = (0, 1)
    plain.node[0x6502_00] = 0x381
    #expect(plain.prepare() && plain.findings.isEmpty, "it is not to be homed: it may lack both")
  }

  @Test("bit 13 is a failure, and it goes back to following")
  func failed() {
    let bench = bench()
    let isStarted = starts(bench)
    #expect(isStarted)
    for _ in 0..<10 { bench.cycle(.home) }
    says(bench, 0x2000)
    #expect(run(bench) == 2 && bench.drive.ownHoming == .failed)
    #expect(bench.drive.statusWord & 0x2000 != 0)
    for _ in 0..<6 { bench.cycle(.follow) }
    #expect(bench.node[0x6060_00] == 8 && word(bench) == 0x0F)
    #expect(bench.report.status == .enabled)
  }

  @Test("what it said of an earlier homing is not believed")
  func stale() {
    let bench = bench()
    says(bench, 0x1400)
    let isStarted = starts(bench)
    #expect(isStarted)
    for _ in 0..<20 { bench.cycle(.home) }
    #expect(bench.drive.ownHoming == .going)
    // It has begun: what it says from now on is of this one.
    says(bench, 0)
    for _ in 0..<3 { bench.cycle(.home) }
    says(bench, 0x1400)
    let cycles = run(bench)
    #expect(bench.drive.ownHoming == .attained && cycles <= 6)
    // One that takes the place where it stands may never say anything else.
    let other = self.bench()
    says(other, 0x1400)
    #expect(starts(other) && run(other, 80) > 40 && other.drive.ownHoming == .attained)
  }

  @Test("a drive that refuses the mode, does not take it up, or leaves it")
  func refused() {
    let bench = bench()
    bench.node.refusedWrites[0x6060_00] = 0x0800_0022
    for _ in 0..<4 { bench.cycle(.home) }
    #expect(bench.drive.ownHoming == .refused)
    for _ in 0..<5 { bench.cycle(.follow) }
    #expect(bench.report.status == .enabled, "it has never left its own")
    let deaf = self.bench()
    deaf.node.silent = [0x6060_00]
    var words: Set<UInt16> = []
    for _ in 0..<60 {
      deaf.cycle(.home)
      words.insert(word(deaf))
    }
    #expect(deaf.drive.ownHoming == .refused && words == [0x0F])
    let leaves = self.bench()
    let isStarted = starts(leaves)
    leaves.node[0x6061_00] = 8
    for _ in 0..<3 { leaves.cycle(.home) }
    #expect(isStarted && leaves.drive.ownHoming == .refused && word(leaves) == 0x0F)
  }

  @Test("a stop takes bit 4 at once, waits for rest, and goes back to following")
  func stopped() {
    let bench = bench()
    let isStarted = starts(bench)
    #expect(isStarted)
    bench.node[0x606C_00] = 5_000
    bench.node[0x6064_00] = 700
    for _ in 0..<6 { bench.cycle(.home) }
    for _ in 0..<5 {
      bench.cycle(.follow)
      #expect(word(bench) == 0x0F && bench.node[0x6060_00] == 6, "it still turns")
      #expect(bench.report.status == .enabled)
    }
    bench.node[0x606C_00] = 0
    bench.node[0x6064_00] = 720
    for _ in 0..<5 { bench.cycle(.follow) }
    #expect(bench.node[0x6060_00] == 8 && bench.report.status == .enabled)
    for _ in 0..<3 { bench.cycle(.follow) }
    #expect(Int32(bitPattern: bench.node[0x607A_00]) == 600, "the command counts again")
  }

  @Test("torque off in the middle of it, and a fault of the drive")
  func off() {
    let bench = bench()
    let isStarted = starts(bench)
    #expect(isStarted)
    bench.cycle(.disable)
    #expect(word(bench) == 0x00 && bench.drive.ownHoming == .none)
    for _ in 0..<3 { bench.cycle(.poll) }
    #expect(bench.report.status == .disabled)
    // The next preparation sets the mode again.
    #expect(bench.prepare() && bench.node[0x6060_00] == 8)
    let faulty = self.bench()
    let isFaulty = starts(faulty)
    #expect(isFaulty)
    for _ in 0..<6 { faulty.cycle(.home) }
    faulty.cycle(.home, before: [faulty.node.fail(0x8611)])
    for _ in 0..<3 { faulty.cycle(.home) }
    #expect(faulty.report.fault == .followingError && word(faulty) == 0x00)
    #expect(faulty.drive.ownHoming == .going, "why, its state says")
  }

  @Test("one that does not come back to its mode is a fault")
  func stuck() {
    let bench = bench()
    let isStarted = starts(bench)
    #expect(isStarted)
    for _ in 0..<6 { bench.cycle(.home) }
    bench.node.refusedWrites[0x6060_00] = 0x0800_0022
    says(bench, 0x1400)
    for _ in 0..<60 { bench.cycle(.home) }
    #expect(bench.report.status == .fault && bench.drive.ownHoming == .attained)
    #expect(word(bench) == 0x00)
  }

  @Test("a drive in profile position announces no target while it homes")
  func profilePosition() {
    let bench = bench { $0.mode = .profilePosition }
    says(bench, 0x1000)
    bench.cycle(.follow)
    says(bench, 0)
    for _ in 0..<3 { bench.cycle(.follow) }
    bench.cycle(.home)
    var words: [UInt16] = []
    for _ in 0..<12 {
      if words.last != word(bench) { words.append(word(bench)) }
      bench.cycle(.home)
    }
    #expect(words == [0x0F, 0x1F], "\(words)")
  }

  @Test("drives of other families hold instead")
  func others() {
    var robot = RobotConfiguration()
    robot.buses.append(BusConfiguration())
    robot.joints.append(JointConfiguration())
    let drives = Drives(robot)
    let own = drives.homing(of: 0), word = drives.statusWord(of: 0)
    #expect(own == .none && word == 0)
  }
}
