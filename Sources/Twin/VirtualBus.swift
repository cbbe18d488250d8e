import RobotCore
import Units
import Wire

/// One CAN bus in simulated time: one frame at a time, each for its real duration.
///
/// The host's frames leave in queue order, as a SocketCAN queue does; a drive's replies leave in
/// the order it made them; who goes next among those ready is settled by arbitration id. A frame
/// that nobody acknowledges stays at the head of the host's queue.
struct VirtualBus {
  /// Who put a frame on the wire.
  enum Sender: Equatable {
    case host
    case drive(Int)
  }

  /// A frame that has been on the wire.
  struct Arrival {
    var frame: CANFrame
    var end: Instant
    var sender: Sender
  }

  private struct Waiting {
    var frame = CANFrame(id: 0)
    var ready = Instant.never
  }

  /// Room of the host's queue.
  static let hostRoom = 256

  private let wire: WireTime
  private var host: [Waiting]
  private var hostFirst = 0
  private(set) var hostCount = 0
  private var mail: [Waiting]
  /// Frames that each drive's transmit mailboxes hold; a further one replaces the newest.
  private let mailRoom: [Int]
  private let mailFirst: [Int]
  private var mailCount: [Int]
  private var current: Arrival?
  private var idleSince: Instant

  /// True while some powered drive can acknowledge the host's frames.
  var isAcknowledged = true
  /// Time with a frame on the wire since the start.
  private(set) var busy = Interval.zero
  /// Frames completed since the start.
  private(set) var frames: UInt64 = 0
  /// Replies that found their drive's mailboxes full.
  private(set) var overwritten: UInt64 = 0

  init(
    _ configuration: BusConfiguration, mailboxes: [Int], at start: Instant, stuffing: BitStuffing
  ) {
    wire = WireTime(
      bitRate: configuration.bitRate, dataBitRate: configuration.dataBitRate, stuffing: stuffing)
    host = [Waiting](repeating: Waiting(), count: VirtualBus.hostRoom)
    mailRoom = mailboxes
    var all = 0
    mailFirst = mailboxes.map { room in
      all += room
      return all - room
    }
    mail = [Waiting](repeating: Waiting(), count: all)
    mailCount = [Int](repeating: 0, count: mailboxes.count)
    idleSince = start
  }

  /// Forgets what is queued and starts the clock at `start`.
  mutating func restart(at start: Instant) {
    idleSince = start
    current = nil
  }

  /// The host queues a frame; false when there is no room.
  mutating func queue(_ frame: CANFrame, at ready: Instant) -> Bool {
    guard hostCount < VirtualBus.hostRoom else { return false }
    let slot = (hostFirst + hostCount) % VirtualBus.hostRoom
    host[slot].frame = frame
    host[slot].ready = ready
    hostCount += 1
    return true
  }

  /// A drive has a reply ready from `ready` on.
  mutating func post(_ frame: CANFrame, drive: Int, ready: Instant) {
    var slot = mailCount[drive]
    if slot == mailRoom[drive] {
      slot -= 1
      overwritten += 1
    } else {
      mailCount[drive] += 1
    }
    mail[mailFirst[drive] + slot].frame = frame
    mail[mailFirst[drive] + slot].ready = ready
  }

  /// A drive lost power: what it had to say is gone.
  mutating func forget(drive: Int) {
    mailCount[drive] = 0
    if current?.sender == .drive(drive) { current = nil }
  }

  /// The next frame that has left the wire at or before `limit`.
  mutating func next(until limit: Instant) -> Arrival? {
    while true {
      if let done = current {
        guard done.end <= limit else { return nil }
        current = nil
        idleSince = done.end
        frames &+= 1
        return done
      }
      guard let start = nextStart(), start < limit else { return nil }
      begin(at: start)
    }
  }

  /// When the wire will next be taken; nil when nobody has anything to send.
  private func nextStart() -> Instant? {
    var earliest: Instant?
    if hostCount > 0, isAcknowledged { earliest = host[hostFirst].ready }
    for drive in mailCount.indices where mailCount[drive] > 0 {
      let ready = mail[mailFirst[drive]].ready
      if let known = earliest, known <= ready { continue }
      earliest = ready
    }
    guard let earliest else { return nil }
    return earliest < idleSince ? idleSince : earliest
  }

  /// Arbitration among everyone who is ready at `start`: the lowest id wins.
  private mutating func begin(at start: Instant) {
    var winner = Sender.host
    var lowest = UInt64.max
    if hostCount > 0, isAcknowledged, host[hostFirst].ready <= start {
      lowest = VirtualBus.priority(host[hostFirst].frame)
    }
    for drive in mailCount.indices where mailCount[drive] > 0 {
      let first = mailFirst[drive]
      guard mail[first].ready <= start else { continue }
      let key = VirtualBus.priority(mail[first].frame)
      if key < lowest {
        lowest = key
        winner = .drive(drive)
      }
    }
    let frame = take(winner)
    let length = wire.duration(of: frame)
    busy = busy + length
    current = Arrival(frame: frame, end: start + length, sender: winner)
  }

  private mutating func take(_ sender: Sender) -> CANFrame {
    switch sender {
    case .host:
      let frame = host[hostFirst].frame
      hostFirst = (hostFirst + 1) % VirtualBus.hostRoom
      hostCount -= 1
      return frame
    case .drive(let drive):
      let first = mailFirst[drive]
      let frame = mail[first].frame
      mailCount[drive] -= 1
      for slot in 0..<mailCount[drive] { mail[first + slot] = mail[first + slot + 1] }
      return frame
    }
  }

  /// Bits in the order in which they compete: 11 base bits, then a standard frame before an
  /// extended one, then the 18 further bits.
  private static func priority(_ frame: CANFrame) -> UInt64 {
    frame.has(CANFrame.extended)
      ? UInt64(frame.id) << 1 | 1 : UInt64(frame.id) << 19
  }
}
