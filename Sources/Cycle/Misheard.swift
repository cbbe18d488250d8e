import RobotCore
import Units
import Wire

/// What was heard of a drive instead of its feedback: evidence for the words, never a measurement.
struct Misheard: BitwiseCopyable, Sendable {
  enum Kind: UInt8, BitwiseCopyable, Sendable {
    case nothing
    /// Its feedback on an arbitration id that is not its own.
    case otherID
    /// A frame on its id with another length than feedback has.
    case length
    /// Its feedback in classic frames on a CAN FD bus.
    case classic

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Kind, b: Kind) -> Bool { a.rawValue == b.rawValue }
  }

  private(set) var kind = Kind.nothing
  private(set) var id: UInt32 = 0
  private(set) var isExtended = false
  private(set) var length: UInt8 = 0
  private(set) var at = Instant.never

  @_noLocks init() {}

  @_noLocks init(_ kind: Kind, _ frame: CANFrame, at now: Instant) {
    self.kind = kind
    id = frame.id
    isExtended = frame.has(CANFrame.extended)
    length = frame.length
    at = now
  }

  /// Heard within the last second.
  @_noLocks func isRecent(_ now: Instant) -> Bool {
    kind == .nothing ? false : now - at < Interval(milliseconds: 1_000)
  }

  /// What it says of a joint that is silent, or `.none`.
  @_noLocks func explanation(of silence: Fault) -> Fault {
    switch kind {
    case .nothing: .none()
    case .otherID:
      Fault(
        .unexpectedID, subject: Int(silence.subject), value: silence.value, limit: silence.limit,
        setting: isExtended ? 1 : 0, detail: Int(id & 0xFFFF), instant: silence.instant)
    case .length:
      Fault(
        .wrongFormat, subject: Int(silence.subject), value: Double(length), limit: 8, detail: 1,
        instant: silence.instant)
    case .classic:
      Fault(.wrongFormat, subject: Int(silence.subject), instant: silence.instant)
    }
  }
}
