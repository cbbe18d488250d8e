import CFlightDeck
import FlightDeck
import Foundation
import Glibc
import RealTime
import RobotCore
import Wording

/// A deck written by the test, byte by byte from `CFlightDeck.h`, in a folder of its own.
final class SyntheticDeck {
  let path: String
  let layout: DeckLayout
  private var bytes: [UInt8]
  private var owner: CInt = -1

  /// Two joints on one bus at 1 kHz, 64 slots.
  static func configuration() -> RobotConfiguration {
    var robot = RobotConfiguration()
    robot.name = Label("testbot") ?? Label()
    var bus = BusConfiguration()
    bus.name = Label("arm") ?? Label()
    robot.buses.append(bus)
    for name in ["testbot_joint1", "testbot_joint2"] {
      var joint = JointConfiguration()
      joint.name = Label(name) ?? Label()
      joint.drive.model = Label("DM-J4310") ?? Label()
      joint.drive.commandID = UInt32(robot.joints.count + 1)
      robot.joints.append(joint)
    }
    var motion = MotionConfiguration()
    motion.name = Label("sweep") ?? Label()
    robot.motions.append(motion)
    return robot
  }

  /// A deck of its own name where decks live, or `path`.
  init(
    layoutHash: UInt64 = ConfigurationImage.layoutHash, magic: UInt64 = FLIGHT_DECK_MAGIC,
    path: String? = nil
  ) {
    self.path = path ?? "/dev/shm/test-of-sinew-\(UUID().uuidString).deck"
    // 160 ms: ten seconds are 64 slots.
    layout = DeckLayout(joints: 2, period: 160_000_000)
    bytes = [UInt8](repeating: 0, count: layout.totalSize)
    let image = ConfigurationImage.seal(SyntheticDeck.configuration())
    put(FLIGHT_DECK_VERSION, at: 8)
    put(UInt32(DeckLayout.headerSize), at: 12)
    put(layoutHash, at: 16)
    put(UInt64(layout.totalSize), at: 24)
    put(Int64(getpid()), at: 32)
    put(Int64(160_000_000), at: 64)
    put(UInt32(1), at: 72)
    put(UInt32(2), at: 80)
    put(UInt32(1), at: 84)
    put(UInt32(layout.slotSize), at: 88)
    put(UInt32(layout.slotCount), at: 92)
    put(UInt32(layout.frameArea), at: 96)
    put(UInt64(layout.configurationOffset), at: 104)
    put(UInt64(image.count), at: 112)
    put(UInt64(layout.eventsOffset), at: 120)
    put(UInt64(layout.slotsOffset), at: 128)
    for (index, byte) in "testbot".utf8.enumerated() { bytes[136 + index] = byte }
    for (index, byte) in image.enumerated() { bytes[layout.configurationOffset + index] = byte }
    put(magic, at: 0)
  }

  deinit {
    if owner >= 0 { close(owner) }
    _ = unsafe unlink(path)
  }

  func put<Value: BitwiseCopyable>(_ value: Value, at offset: Int) {
    unsafe bytes.withUnsafeMutableBytes {
      unsafe $0.storeBytes(of: value, toByteOffset: offset, as: Value.self)
    }
  }

  private func sum(_ offset: Int, _ count: Int) -> UInt64 {
    unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe flight_deck_checksum(base + offset, UInt64(count))
    }
  }

  /// The head vouches for itself, whatever a test has put into it.
  private func sealHead() { put(sum(8, 176), at: DeckLayout.headChecksumOffset) }

  /// A cycle vouches for itself, whatever a test has put into its slot.
  func sealCycle(_ number: UInt64) {
    let slot = layout.slot(of: number)
    let end = slot + layout.framesOffset + 20
    put(sum(slot + 16, end - slot - 16), at: slot + 8)
  }

  /// The same of an event.
  func sealEvent(_ number: UInt64) {
    let place = layout.eventsOffset + Int(number % 1024) * 64
    put(UInt16(truncatingIfNeeded: sum(place + 8, 54)), at: place + 62)
  }

  /// Bytes of the rows of both joints.
  static let rows = 2 * MemoryLayout<flight_deck_joint>.size

  /// Position of joint 1 in cycle `number`: every cycle has its own.
  static func position(_ number: UInt64) -> Double { Double(number) / 8 }

  /// Fills the slot of a cycle and counts it.
  func addCycle(
    _ number: UInt64, phase: RobotPhase = .moving, silence: UInt32 = 0, fault: FaultCode = .none,
    subject: Int16 = -1
  ) {
    let slot = layout.slot(of: number)
    var head = flight_deck_cycle()
    head.sequence = number + 1
    head.cycle = number
    head.time = Int64(number) * 160_000_000
    head.realtime = 1_000_000_000_000 + head.time
    head.phase = phase.rawValue
    head.motion = -2
    head.fault = fault.rawValue
    head.fault_subject = subject
    head.frame_bytes = 20
    put(head, at: slot)
    for joint in 0..<2 {
      var row = flight_deck_joint()
      row.position = SyntheticDeck.position(number) + Double(joint)
      row.setpoint = row.position + 0.01
      row.flags = 7
      row.silence = silence
      put(row, at: slot + MemoryLayout<flight_deck_cycle>.size + SyntheticDeck.rows / 2 * joint)
    }
    let frames = slot + layout.framesOffset
    var frame = flight_deck_frame()
    frame.id = 0x11
    frame.length = 8
    put(frame, at: frames)
    put(UInt64(0x0807_0605_0403_0201), at: frames + 12)
    sealCycle(number)
    put(number + 1, at: slot + layout.slotSize - 8)
    put(number + 1, at: DeckLayout.Counter.cycles.rawValue)
    put(UInt64(phase.rawValue), at: DeckLayout.Counter.phase.rawValue)
  }

  func addEvent(
    _ number: UInt64, _ code: EventCode, detail: UInt16 = 0, subject: Int32 = -1,
    value: Double = 0, limit: Double = 0, cycle: UInt64
  ) {
    var event = flight_deck_event()
    event.sequence = number + 1
    event.time = Int64(cycle) * 160_000_000
    event.cycle = cycle
    event.code = code.rawValue
    event.detail = detail
    event.subject = subject
    event.value = value
    event.limit = limit
    let place = layout.eventsOffset + Int(number % 1024) * 64
    put(event, at: place)
    sealEvent(number)
    put(number + 1, at: DeckLayout.Counter.events.rawValue)
  }

  /// Writes the file; `isOwned` holds the lock that a living run holds. `cut` leaves bytes out.
  func publish(isOwned: Bool = true, cut: Int = 0) throws {
    sealHead()
    try Data(bytes.dropLast(cut)).write(to: URL(fileURLWithPath: path))
    guard isOwned, owner < 0 else { return }
    owner = unsafe open(path, O_RDONLY)
    flock(owner, LOCK_EX | LOCK_NB)
  }

  /// Lets go, as a process that dies does. The lock is given back by name: a program that another
  /// test starts in this moment holds a copy of the descriptor until it has become itself.
  func die() {
    if owner >= 0 {
      flock(owner, LOCK_UN)
      close(owner)
    }
    owner = -1
  }

  /// Changes the published file in place, as the loop does.
  func store<Value: BitwiseCopyable>(_ value: Value, at offset: Int) throws {
    put(value, at: offset)
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.seek(toOffset: UInt64(offset))
    try file.write(
      contentsOf: Data(bytes[offset..<offset + MemoryLayout<Value>.size]))
    try file.close()
  }

  /// Brings everything added since into the published file. The counters in the header come last,
  /// as the loop writes them: a reader that sees them finds what they count.
  func update() throws {
    sealHead()
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.seek(toOffset: UInt64(layout.configurationOffset))
    try file.write(contentsOf: Data(bytes[layout.configurationOffset...]))
    try file.seek(toOffset: 0)
    try file.write(contentsOf: Data(bytes[..<layout.configurationOffset]))
    try file.close()
  }
}

/// Lets a deck go on, a cycle every 20 ms, until the test says so.
final class Ticking: @unchecked Sendable {
  private let deck: SyntheticDeck
  private let lock = NSLock()
  private var isOver = false
  private let done = DispatchSemaphore(value: 0)

  /// Cycle `first` is the next one. Nobody else changes the deck meanwhile.
  init(_ deck: SyntheticDeck, from first: UInt64) {
    self.deck = deck
    Thread { self.play(from: first) }.start()
  }

  private func play(from first: UInt64) {
    var number = first
    while !lock.withLock({ isOver }) {
      deck.addCycle(number)
      try? deck.update()
      number += 1
      usleep(20_000)
    }
    done.signal()
  }

  /// Returns when the last cycle is written.
  func end() {
    lock.withLock { isOver = true }
    done.wait()
  }
}
