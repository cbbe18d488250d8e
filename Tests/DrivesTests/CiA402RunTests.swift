import Drives
import RobotCore
import Testing
import Units
import Wire

@Suite("A CiA 402 drive runs")
struct CiA402RunTests {
  func running(_ change: (inout CANopenConfiguration) -> Void = { _ in }) -> CANopenBench {
    let bench = CANopenBench(change)
    bench.prepare()
    return bench
  }

  /// What object 6040 gets, cycle by cycle, without repetitions.
  func words(_ bench: CANopenBench, _ wishes: [DriveWish], cycles: Int) -> [UInt16] {
    var words: [UInt16] = []
    for _ in 0..<cycles {
      for wish in wishes { bench.cycle(wish) }
      guard let frame = bench.last(0x200) else { continue }
      let word = UInt16(frame.bytes[0]) | UInt16(frame.bytes[1]) << 8
      if words.last != word { words.append(word) }
    }
    return words
  }

  @Test("before it is prepared it is asked object by object, and says where it is")
  func listening() {
    let bench = CANopenBench()
    bench.node[0x6064_00] = 1024
    bench.node[0x606C_00] = UInt32(bitPattern: -4096)
    bench.node[0x6077_00] = UInt32(UInt16(bitPattern: -500))
    for _ in 0..<6 { bench.cycle(.poll) }
    #expect(bench.report.status == .disabled)
    #expect(abs(bench.report.position.value - Double.pi / 2) < 1e-12)
    #expect(abs(bench.report.velocity.value + 2 * Double.pi) < 1e-12)
    #expect(bench.report.torque.value == -1)
    #expect(bench.node.written.isEmpty)
  }

  @Test("a drive found enabled is told so, gets no command, and a stop takes its torque")
  func foundEnabled() {
    let bench = CANopenBench()
    bench.node[0x6041_00] = 0x0237
    for _ in 0..<12 { bench.cycle(.poll) }
    #expect(bench.report.status == .enabled && bench.node.written.isEmpty)
    for _ in 0..<12 { bench.cycle(.disable) }
    #expect(bench.report.status == .disabled)
    #expect(bench.node.written.allSatisfy { $0.object == 0x6040_00 && $0.value == 0 })
  }

  @Test("it is enabled one state per answer, with the shaft where it is")
  func enabling() {
    let bench = running()
    bench.node[0x6064_00] = 777
    for _ in 0..<3 { bench.cycle(.poll) }
    #expect(bench.report.status == .disabled)
    bench.command.position = Angle(3)
    bench.command.stiffness = 10
    var words: [UInt16] = []
    var targets: Set<Int32> = []
    bench.cycle(.enable, .follow)
    for _ in 0..<12 {
      let isEnabled = bench.report.status == .enabled
      bench.cycle(.follow)
      let frame = bench.last(0x200) ?? CANFrame(id: 0)
      let word = UInt16(frame.bytes[0])
      if words.last != word { words.append(word) }
      if !isEnabled { targets.insert(Int32(frame.bytes[2]) | Int32(frame.bytes[3]) << 8) }
    }
    #expect(words == [0x06, 0x07, 0x0F])
    #expect(targets == [777], "no jump")
    #expect(bench.report.status == .enabled)
    let target = Int32(bitPattern: bench.node[0x607A_00])
    #expect(target == Int32((3 / (2 * Double.pi) * 4096).rounded()))
    #expect(bench.news.contains { $0.hasReport })
  }

  @Test("one question and one report per cycle")
  func account() {
    let bench = running()
    bench.enable()
    for _ in 0..<40 {
      bench.cycle(.follow)
      #expect(bench.news.reduce(0) { $0 + $1.questions } == 1)
      #expect(bench.news.filter(\.hasReport).count == 1)
      #expect(bench.sent.filter { $0.id == 0x205 }.count == 1)
    }
  }

  @Test("what SYNC brings while nothing is asked is no answer")
  func quiet() {
    let bench = running()
    bench.hasBusyNeighbour = true
    bench.cycle(.quiet)
    #expect(bench.sent.contains { $0.id == 0x080 } && bench.last(0x200) == nil)
    #expect(!bench.news.contains { $0.hasReport || $0.isAnswer || $0.questions > 0 })
    bench.cycle(.poll)
    #expect(bench.news.filter(\.hasReport).count == 1)
  }

  @Test("of whom nothing is wanted hears no SYNC, and that its master lives all the same")
  func fenced() {
    let bench = running()
    var beats = 0
    for _ in 0..<50 {
      bench.cycle(.quiet)
      #expect(bench.sent.allSatisfy { $0.candump == "77F#05" }, "\(bench.sent.map(\.candump))")
      beats += bench.sent.count
    }
    #expect(beats == 5, "every 20 ms of 100")
    bench.cycle(.poll)
    #expect(bench.sent.contains { $0.id == 0x080 } && bench.news.contains(where: \.hasReport))
  }

  @Test("disable takes torque from every state, and follow alone never brings it back")
  func disabling() {
    let bench = running()
    bench.enable()
    #expect(bench.report.status == .enabled)
    #expect(words(bench, [.disable], cycles: 3) == [0x00])
    #expect(bench.report.status == .disabled)
    #expect(words(bench, [.follow], cycles: 5) == [0x00], "nobody asked for torque")
    bench.enable()
    bench.node[0x6041_00] = 0x0240
    for _ in 0..<5 { bench.cycle(.follow) }
    #expect(bench.report.status == .disabled, "it fell out of operation and stays out")
  }

  @Test("a fault is told with its reason; clear is an edge and starts nothing")
  func fault() {
    let bench = running()
    bench.enable()
    bench.cycle(.follow, before: [bench.node.fail(0x8611)])
    bench.cycle(.follow)
    #expect(bench.report.status == .fault && bench.report.fault == .followingError)
    #expect(words(bench, [.follow], cycles: 4) == [0x00], "no reset by itself")
    #expect(bench.report.status == .fault)
    #expect(words(bench, [.clear], cycles: 1) == [0x80])
    for _ in 0..<3 { bench.cycle(.poll) }
    #expect(bench.report.status == .disabled)
    #expect(words(bench, [.follow], cycles: 4) == [0x00])
  }

  @Test("before it is prepared a fault is forgotten through 6040, first low and then high")
  func clearListening() {
    let bench = CANopenBench()
    _ = bench.node.fail(0x3210)
    for _ in 0..<6 { bench.cycle(.poll) }
    #expect(bench.report.fault == .overVoltage)
    // The wish stands in every cycle until the fault is gone.
    for _ in 0..<20 where bench.report.status == .fault { bench.cycle(.clear) }
    for _ in 0..<10 { bench.cycle(.poll) }
    #expect(bench.node.written.map(\.value) == [0, 0x80] && bench.report.status == .disabled)
  }

  @Test("error codes of the standard and what they mean")
  func codes() {
    let table: [(UInt32, DriveFault)] = [
      (0x2310, .overCurrent), (0x3210, .overVoltage), (0x3220, .underVoltage),
      (0x4310, .driverOverTemperature), (0x4210, .motorOverTemperature), (0x5441, .safeTorqueOff),
      (0x7121, .overload), (0x7305, .encoder), (0x8130, .communicationLost),
      (0x8611, .followingError), (0xFF01, .other),
    ]
    for (code, fault) in table {
      let bench = running()
      bench.cycle(.poll, before: [bench.node.fail(code)])
      for _ in 0..<2 { bench.cycle(.poll) }
      #expect(bench.report.fault == fault, "\(String(code, radix: 16))")
    }
  }

  @Test("a mapping that somebody changed is found by its length, an STO input by its bit")
  func lines() {
    let bench = running()
    bench.enable()
    bench.node[0x1A00_00] = 2
    bench.cycle(.follow)
    #expect(bench.findings.first?.code == .configurationMismatch)
    #expect(bench.findings.first?.detail == 0x1A00 && bench.findings.first?.value == 48)
    #expect(bench.report.status == .fault && bench.report.fault == .reconfigured)
    let other = running { $0.hasSafeTorqueOffInput = true }
    other.node[0x60FD_00] = 8
    other.node.reports(type: 255).forEach(other.hear)
    other.cycle(.poll)
    other.cycle(.poll)
    #expect(other.report.status == .disabled, "nobody wants torque")
    other.cycle(.enable, .follow)
    other.cycle(.follow)
    #expect(other.report.fault == .safeTorqueOff)
  }

  @Test("a drive in another mode than the one that was set is a fault")
  func mode() {
    let bench = running()
    bench.enable()
    bench.node[0x6061_00] = 1
    bench.cycle(.follow)
    bench.cycle(.follow)
    #expect(bench.report.status == .fault)
  }

  @Test("cyclic torque: the law, computed from the last report, and its limit")
  func cyclicTorque() {
    let bench = running { $0.mode = .cyclicTorque }
    bench.node[0x6064_00] = 1024
    bench.node[0x606C_00] = 4096
    bench.enable()
    let p = Double.pi / 2, v = 2 * Double.pi
    bench.command.position = Angle(p + 0.1)
    bench.command.velocity = AngularVelocity(v - 0.5)
    bench.command.stiffness = 5
    bench.command.damping = 0.4
    bench.command.torque = Torque(0.3)
    bench.cycle(.follow)
    let expected = 5 * 0.1 - 0.4 * 0.5 + 0.3  // 0.6 N·m of 2: 300 ‰
    #expect(Int16(truncatingIfNeeded: bench.node[0x6071_00]) == Int16(expected / 2 * 1000))
    bench.command.torque = Torque(50)
    bench.cycle(.follow)
    #expect(Int16(truncatingIfNeeded: bench.node[0x6071_00]) == 2000, "4 N·m are all it may give")
    bench.command.damping = .nan
    bench.cycle(.follow)
    #expect(bench.node[0x6071_00] == 0)
  }

  @Test("cyclic velocity: where spring and damper balance, never faster than the limit")
  func cyclicVelocity() {
    let bench = running {
      $0.mode = .cyclicVelocity
      $0.speedLimit = AngularVelocity(20)
    }
    bench.enable()
    bench.command.position = Angle(0.2)
    bench.command.velocity = AngularVelocity(1)
    bench.command.stiffness = 10
    bench.command.damping = 2
    bench.cycle(.follow)
    bench.cycle(.follow)
    let counts = Int32(bitPattern: bench.node[0x60FF_00])
    #expect(counts == Int32((2.0 / (2 * Double.pi) * 4096).rounded()))
    bench.command.position = Angle(1000)
    bench.cycle(.follow)
    bench.cycle(.follow)
    #expect(
      Int32(bitPattern: bench.node[0x60FF_00]) == Int32((20 / (2 * Double.pi) * 4096).rounded()))
  }

  @Test("without stiffness a position drive follows the shaft, with the torque beside it")
  func limp() {
    let bench = running()
    bench.enable()
    bench.node[0x6064_00] = 300
    bench.command.position = Angle(2)
    bench.command.torque = Torque(-1)
    bench.command.damping = 1
    for _ in 0..<3 { bench.cycle(.follow) }
    #expect(bench.node[0x607A_00] == 300)
    #expect(Int16(truncatingIfNeeded: bench.node[0x60B2_00]) == -500)
  }

  @Test("profile position: a new target is announced, acknowledged, and only then the next")
  func handshake() {
    let bench = running { $0.mode = .profilePosition }
    bench.enable()
    bench.command.position = Angle(1)
    bench.command.stiffness = 1
    func state(_ acknowledged: Bool) {
      bench.node[0x6041_00] = 0x0227 | (acknowledged ? 0x1000 : 0)
      bench.cycle(.follow)
    }
    let first = Int32((1 / (2 * Double.pi) * 4096).rounded())
    state(false)
    state(true)
    state(false)
    for _ in 0..<3 { bench.cycle(.follow) }
    #expect(Int32(bitPattern: bench.node[0x607A_00]) == first)
    #expect(bench.node[0x6040_00] & 0x3F == 0x3F, "announced, and not acknowledged yet")
    bench.command.position = Angle(2)
    for _ in 0..<3 { bench.cycle(.follow) }
    #expect(Int32(bitPattern: bench.node[0x607A_00]) == first, "the one before is not taken yet")
    state(true)
    state(true)
    #expect(bench.node[0x6040_00] & 0x10 == 0)
    for _ in 0..<3 { state(false) }
    #expect(Int32(bitPattern: bench.node[0x607A_00]) > first)
  }

  @Test("without SYNC the node sends by its own timer")
  func asynchronous() {
    let bench = CANopenBench { $0.isSynchronous = false }
    bench.drive.begin()
    for _ in 0..<2_000 where bench.drive.preparation == .going {
      let reports = bench.node.isOperational ? bench.node.reports(type: 255) : []
      bench.cycle(.prepare, before: reports)
      #expect(!bench.sent.contains { $0.id == 0x080 })
    }
    #expect(bench.findings.isEmpty && bench.drive.preparation == .done)
    #expect(bench.node[0x1800_05] == 2 && bench.node[0x1801_05] == 2)
  }

  @Test("sixteen pings, each told apart from the others and from everything else that is asked")
  func pings() {
    let bench = running()
    var objects: Set<[UInt8]> = []
    for index in 0..<16 {
      let ping = bench.drive.ping(index)
      objects.insert(Array(ping.bytes[1...3]))
      #expect(ping.bytes[0] == 0x40)
      var pongs: [Int] = []
      for answer in bench.node.take(ping) {
        bench.news = []
        bench.hear(answer)
        pongs += bench.news.map(\.pong)
      }
      #expect(pongs == [index])
    }
    #expect(objects.count == 16)
  }

  @Test("who else speaks to it")
  func others() {
    let drive = running().drive
    func reach(_ id: UInt32, _ bytes: [UInt8], flags: UInt8 = 0) -> FrameReach {
      drive.reach(of: CANFrame(id, bytes, flags: flags))
    }
    let read: [UInt8] = [0x40, 0, 0x10, 0, 0, 0, 0, 0]
    #expect(reach(0x605, read) == .question)
    #expect(reach(0x605, [0x2B, 0x40, 0x60, 0, 6, 0, 0, 0]) == .command)
    #expect(reach(0x606, read) == .none)
    #expect(reach(0x205, [6, 0, 0, 0, 0, 0, 0, 0]) == .command)
    #expect(reach(0x505, [6, 0]) == .command)
    #expect(reach(0x000, [1, 0]) == .command && reach(0x000, [1, 5]) == .command)
    #expect(reach(0x000, [1, 6]) == .none)
    #expect(reach(0x080, []) == .question)
    #expect(reach(0x77F, [5]) == .command, "another master keeps it under torque")
    #expect(reach(0x705, [], flags: CANFrame.remote) == .question, "node guarding")
    #expect(reach(0x7E5, [4, 1, 0, 0, 0, 0, 0, 0]) == .command)
    #expect(reach(0x205, [6, 0], flags: CANFrame.extended) == .none)
    #expect(drive.couldBeFeedback(CANFrame(0x18A, [0x37, 2, 0, 0, 0, 0, 0, 0])))
    #expect(!drive.couldBeFeedback(CANFrame(0x18A, [0x37, 2])))
    #expect(drive.owns(CANFrame(0x185, [])) && drive.owns(CANFrame(0x085, [])))
    #expect(!drive.owns(CANFrame(0x080, [])) && !drive.owns(CANFrame(0x186, [])))
  }
}
