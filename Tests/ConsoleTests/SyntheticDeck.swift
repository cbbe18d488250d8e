import CFlightDeck
import FlightDeck
import Foundation
import RealTime
import RobotCore
import Units
import Wording

/// A flight deck written by hand: what the runtime would have written, without a runtime.
final class SyntheticDeck {
  /// Where it lies.
  let path: String
  /// The robot.
  private(set) var configuration: RobotConfiguration
  private let layout: DeckLayout
  private let file: FileHandle
  private var cycles: UInt64 = 0
  private var events: UInt64 = 0

  /// A deck in a folder of its own, held by this process as a living run holds it.
  init(joints: Int = 3, period: Int64 = 1_000_000, world: World = .twin, path: String? = nil) throws
  {
    configuration = SyntheticDeck.robot(joints: joints)
    layout = DeckLayout(joints: joints, period: period)
    self.path =
      path
      ?? "/dev/shm/test-of-sinew-\(UUID().uuidString).deck"
    try Data().write(to: URL(filePath: self.path))
    guard let file = FileHandle(forUpdatingAtPath: self.path) else {
      throw CocoaError(.fileNoSuchFile)
    }
    self.file = file
    try file.truncate(atOffset: UInt64(layout.totalSize))
    flock(file.fileDescriptor, LOCK_EX)
    let image = ConfigurationImage.seal(configuration)
    put(Data(image), at: layout.configurationOffset)
    put(FLIGHT_DECK_VERSION, at: 8)
    put(UInt32(DeckLayout.headerSize), at: 12)
    put(ConfigurationImage.layoutHash, at: 16)
    put(UInt64(layout.totalSize), at: 24)
    put(Int64(4_711), at: 32)
    put(Int64(5_000_000_000), at: 48)
    put(period, at: 64)
    put(world.rawValue, at: 72)
    put(UInt32(joints), at: 80)
    put(UInt32(1), at: 84)
    put(UInt32(layout.slotSize), at: 88)
    put(UInt32(layout.slotCount), at: 92)
    put(UInt32(layout.frameArea), at: 96)
    put(UInt64(layout.configurationOffset), at: 104)
    put(UInt64(image.count), at: 112)
    put(UInt64(layout.eventsOffset), at: 120)
    put(UInt64(layout.slotsOffset), at: 128)
    put(Data("synthetic".utf8), at: 136)
    put(sum(8, 176), at: DeckLayout.headChecksumOffset)
    put(UInt64(FLIGHT_DECK_MAGIC), at: 0)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Cycles that it holds.
  var slotCount: Int { layout.slotCount }

  /// Lets go, as a process that dies does. The lock is given back by name: a program that another
  /// test starts in this moment holds a copy of the descriptor until it has become itself.
  func die() {
    flock(file.fileDescriptor, LOCK_UN)
    try? file.close()
  }

  /// Says goodbye: 1 as asked, 2 on a fault.
  func end(_ how: UInt64) { put(how, at: DeckLayout.Counter.ended.rawValue) }

  /// Jumps ahead, as if the cycles between had been written.
  func skip(_ count: UInt64) { cycles += count }

  /// Publishes one cycle.
  func publish(
    _ change: (inout flight_deck_cycle) -> Void = { _ in },
    joint: (Int, inout flight_deck_joint) -> Void = { _, _ in }
  ) {
    var head = flight_deck_cycle()
    head.sequence = cycles + 1
    head.cycle = cycles
    head.time = 5_000_000_000 + Int64(cycles) * 1_000_000
    head.motion = -2
    head.fault_subject = -1
    change(&head)
    let slot = layout.slot(of: cycles)
    put(head, at: slot)
    let rows = slot + MemoryLayout<flight_deck_cycle>.size
    for index in 0..<layout.jointCount {
      var entry = flight_deck_joint()
      entry.flags = 7
      entry.drive_status = DriveStatus.enabled.rawValue
      joint(index, &entry)
      put(entry, at: rows + index * MemoryLayout<flight_deck_joint>.size)
    }
    let end = layout.framesOffset + Int(head.frame_bytes)
    put(sum(slot + 16, end - 16), at: slot + 8)
    put(cycles + 1, at: slot + layout.slotSize - 8)
    cycles += 1
    put(UInt64(head.phase), at: DeckLayout.Counter.phase.rawValue)
    put(cycles, at: DeckLayout.Counter.cycles.rawValue)
  }

  /// Publishes one event.
  func publish(_ code: EventCode, detail: UInt16 = 0, subject: Int32 = -1, value: Double = 0) {
    var event = flight_deck_event()
    event.sequence = events + 1
    event.time = 5_000_000_000 + Int64(cycles) * 1_000_000
    event.code = code.rawValue
    event.detail = detail
    event.subject = subject
    event.value = value
    let place = layout.eventsOffset + Int(events % UInt64(FLIGHT_DECK_EVENTS)) * 64
    put(event, at: place)
    put(UInt16(truncatingIfNeeded: sum(place + 8, 54)), at: place + 62)
    events += 1
    put(events, at: DeckLayout.Counter.events.rawValue)
  }

  /// Sets one counter of the header.
  func set(_ counter: DeckLayout.Counter, _ value: UInt64) { put(value, at: counter.rawValue) }

  /// Sets the counters of the only bus.
  func set(_ bus: flight_deck_bus) { put(bus, at: DeckLayout.busesOffset) }

  /// Sets what a safety function counted.
  func set(_ row: flight_deck_safety, of function: SafetyFunction) {
    put(row, at: DeckLayout.safetyOffset + 40 * Int(function.rawValue))
  }

  /// Sets how often the release lateness was `nanoseconds`.
  func setLateness(_ nanoseconds: Int64, count: UInt64) {
    put(count, at: DeckLayout.latenessOffset + 8 * Histogram.bucket(of: nanoseconds))
  }

  private func sum(_ offset: Int, _ count: Int) -> UInt64 {
    try? file.seek(toOffset: UInt64(offset))
    let bytes = (try? file.read(upToCount: count)) ?? Data()
    return unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe flight_deck_checksum(base, UInt64(buffer.count))
    }
  }

  private func put<Value: BitwiseCopyable>(_ value: Value, at offset: Int) {
    put(unsafe withUnsafeBytes(of: value) { unsafe Data($0) }, at: offset)
  }

  private func put(_ data: Data, at offset: Int) {
    try? file.seek(toOffset: UInt64(offset))
    try? file.write(contentsOf: data)
  }

  private static func robot(joints: Int) -> RobotConfiguration {
    var robot = RobotConfiguration()
    robot.name = Label("synthetic") ?? Label()
    for index in 0..<joints {
      var joint = JointConfiguration()
      joint.name = Label("joint\(index + 1)") ?? Label()
      (joint.lower, joint.upper) = (Position(-1), Position(2))
      (joint.velocityLimit, joint.effortLimit) = (Velocity(3), Effort(20))
      joint.type = index == joints - 1 ? .prismatic : .revolute
      robot.joints.append(joint)
    }
    var bus = BusConfiguration()
    bus.name = Label("arm") ?? Label()
    bus.isFD = true
    robot.buses.append(bus)
    var line = LineConfiguration()
    line.role = .emergencyStop
    robot.lines.append(line)
    robot.lines.append(line)
    robot.supply.isPresent = true
    var motion = MotionConfiguration()
    motion.name = Label("sweep") ?? Label()
    robot.motions.append(motion)
    return robot
  }
}
