import Drives
import RobotCore
import Testing
import Units
import Wire

@Suite("A CiA 402 drive in trouble")
struct CiA402TroubleTests {
  private func running(_ change: (inout CANopenConfiguration) -> Void = { _ in }) -> CANopenBench {
    let bench = CANopenBench(change)
    bench.prepare()
    return bench
  }

  /// The control words of some cycles, without repetitions.
  private func words(_ bench: CANopenBench, _ wish: DriveWish, cycles: Int) -> [UInt16] {
    var words: [UInt16] = []
    for _ in 0..<cycles {
      bench.cycle(wish)
      guard let frame = bench.last(0x200) else { continue }
      let word = UInt16(frame.bytes[0]) | UInt16(frame.bytes[1]) << 8
      if words.last != word { words.append(word) }
    }
    return words
  }

  @Test("a node that restarts in mid-motion is a fault, and is not enabled again")
  func restart() {
    let bench = running()
    bench.enable()
    bench.node.isOperational = false
    bench.node[0x6041_00] = 0x0240
    bench.cycle(.follow, before: [bench.node.beat(0)])
    #expect(bench.findings.map(\.code) == [.driveRestarted])
    #expect(bench.report.status == .fault && bench.report.fault == .restarted)
    #expect(bench.drive.preparation == .going)
    let before = bench.node.written.count
    for _ in 0..<20 { bench.cycle(.follow) }
    #expect(bench.report.fault == .restarted && bench.node.written.count == before)
    #expect(bench.prepare() && bench.report.status == .disabled)
  }

  @Test("a heartbeat that stays away, or that says another state, is communication lost")
  func heartbeat() {
    let bench = running()
    bench.enable()
    for _ in 0..<60 { bench.cycle(.follow) }
    bench.beats = false
    var cycles = 0
    while bench.report.status != .fault, cycles < 200 {
      bench.cycle(.follow)
      cycles += 1
    }
    #expect(bench.report.fault == .communicationLost && cycles > 40 && cycles < 110, "\(cycles)")
    #expect(words(bench, .follow, cycles: 3) == [0x00])
    let other = running()
    other.enable()
    other.cycle(.follow, before: [other.node.beat(0x7F)])
    #expect(other.report.fault == .communicationLost && other.drive.preparation == .going)
  }

  @Test(
    "a mapping of the same length is found by the pings, and nothing more is said by it",
    arguments: [
      (0x1600_02, 0x60FF_0020), (0x1600_00, 2), (0x1600_03, 0x6071_0010), (0x1A00_02, 0x6062_0020),
      (0x1A01_01, 0x6064_0020), (0x1A01_03, 0x6060_0008),
    ] as [(UInt32, UInt32)])
  func remapped(_ object: UInt32, _ value: UInt32) throws {
    let bench = running()
    bench.enable()
    for index in 0..<16 { bench.node.take(bench.drive.ping(index)).forEach(bench.hear) }
    #expect(bench.findings.isEmpty && bench.report.status == .enabled)
    let was = bench.node[object]
    bench.node[object] = value
    for index in 0..<16 { bench.node.take(bench.drive.ping(index)).forEach(bench.hear) }
    let found = try #require(bench.findings.first)
    #expect(bench.findings.count == 1 && found.code == .configurationMismatch)
    #expect(found.detail == UInt16(object >> 8) && found.setting == Double(object & 0xFF))
    #expect(found.value == Double(value) && found.limit == Double(was))
    #expect(bench.report.status == .fault && bench.report.fault == .reconfigured)
    for _ in 0..<5 {
      bench.cycle(.disable)
      #expect(bench.last(0x200) == nil, "no process data that it would take for something else")
    }
    #expect(bench.node[0x6041_00] & 0x6F == 0x40 || bench.node[0x6041_00] & 0x4F == 0x40)
    #expect(bench.prepare() && bench.node[object] == was, "the next arming sets it again")
  }

  @Test("a storm of emergency messages is no state; the drive's state is")
  func emergencies() {
    let bench = running()
    bench.enable()
    for code in 1...200 {
      let bytes: [UInt8] = [UInt8(code & 0xFF), 0x32, 1, 0, 0, 0, 0, 0]
      bench.cycle(.follow, before: Array(repeating: CANFrame(0x085, bytes), count: 20))
      #expect(bench.news.filter(\.hasReport).count == 1)
      #expect(bench.last(0x200)?.bytes[0] == 0x0F)
    }
    #expect(bench.report.status == .enabled && bench.findings.isEmpty)
    // Too short to be one, and of another node.
    bench.cycle(.follow, before: [CANFrame(0x085, [1, 2, 3]), CANFrame(0x086, [0x10, 0x23])])
    #expect(bench.report.status == .enabled)
  }
}
