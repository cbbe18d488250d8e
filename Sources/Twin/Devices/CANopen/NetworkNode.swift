import Units
import Wire

/// One node as network management knows it: its state, its resets, its heartbeat and those that it
/// waits for (CiA 301 4.2.0, 7.3.2 and 7.2.8).
struct NetworkNode {
  /// What it may do (CiA 301 4.2.0, 7.3.2.2), as heartbeats tell it.
  enum State: UInt8 {
    case initialising = 0x00
    case stopped = 0x04
    case operational = 0x05
    case preOperational = 0x7F
  }

  /// What is to begin anew.
  enum Reset { case node, communication }

  /// From a reset to the boot-up message: a choice of ours.
  static let bootTime = Interval(milliseconds: 50)

  let id: UInt8
  private(set) var state = State.initialising
  private var heartbeats = HeartbeatWatch()
  private var bootAt = Instant.never
  private var resetPending: Reset?

  init(id: UInt8) { self.id = id }

  /// Power has come up, or a reset was asked for: it boots at `instant`.
  mutating func restart(bootingAt instant: Instant = .never) {
    state = .initialising
    heartbeats.reset()
    bootAt = instant
  }

  /// The boot-up message, once it is time for it: the node's first word.
  mutating func boot(at now: Instant) -> CANFrame? {
    guard now >= bootAt else { return nil }
    state = .preOperational
    return message(0)
  }

  /// Command and node, 0 for all (CiA 301 4.2.0, 7.2.8.3.1): the state that it is to enter. A reset
  /// is kept for the next step.
  mutating func manage(_ frame: CANFrame) -> State? {
    guard frame.length == 2, frame.data[1] == 0 || frame.data[1] == id else { return nil }
    switch frame.data[0] {
    case 0x01: return .operational
    case 0x02: return .stopped
    case 0x80: return .preOperational
    case 0x81: resetPending = .node
    case 0x82: resetPending = .communication
    default: break
    }
    return nil
  }

  /// The reset that was asked for, once.
  mutating func takeReset() -> Reset? {
    defer { resetPending = nil }
    return resetPending
  }

  /// False when it is there already.
  mutating func enter(_ next: State) -> Bool {
    guard next != state else { return false }
    state = next
    return true
  }

  // MARK: Heartbeats

  /// Another node's. True when a lost one is back and none is missing any more.
  mutating func hear(_ frame: CANFrame, at now: Instant, _ dictionary: CANopenDictionary) -> Bool {
    frame.length == 1 && heartbeats.hear(frame.id - 0x700, at: now, dictionary)
  }

  /// Entry `entry` of 1016h was written.
  mutating func forget(_ entry: Int) { heartbeats.forget(entry) }

  /// True at the moment when one is missed.
  mutating func misses(at now: Instant, _ dictionary: CANopenDictionary) -> Bool {
    heartbeats.misses(at: now, dictionary)
  }

  /// Its own, when it is due.
  mutating func beat(at now: Instant, _ dictionary: CANopenDictionary) -> CANFrame? {
    let period = Interval(milliseconds: dictionary[0x1017_00])
    return heartbeats.isDue(at: now, period: period) ? message(state.rawValue) : nil
  }

  private func message(_ byte: UInt8) -> CANFrame {
    var frame = CANFrame(id: 0x700 + UInt32(id), length: 1)
    frame.data[0] = byte
    return frame
  }
}
