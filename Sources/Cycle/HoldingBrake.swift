import RobotCore
import Units

/// The holding brake of one joint: open or closed, and on the way between.
///
/// A brake is closed by a spring and opened by current, and each takes its time. While it opens or
/// closes the drive holds the joint: torque that goes before the brake has engaged lets it fall,
/// and a motion that begins before the brake is free drags through it. The value says where the
/// brake must be by now; what is really so only the joint's motion shows.
struct HoldingBrake: BitwiseCopyable, Sendable {
  /// Where the brake is, as far as its times say.
  enum State: UInt8, BitwiseCopyable, Sendable {
    /// It holds.
    case closed
    /// Its output is on, and it is not free yet.
    case opening
    /// The joint moves freely.
    case open
    /// Its output is off, and it does not hold yet.
    case closing

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: State, b: State) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: State, b: State) -> Bool { a.rawValue != b.rawValue }
  }

  private(set) var state = State.closed
  /// The robot opens and closes it; else its drive does, with its power stage.
  let isOurs: Bool
  private let isPresent: Bool
  private let engageTime: Interval
  private let releaseTime: Interval
  /// How far a joint must come to have moved at all, rad or m.
  private let way: Position
  private var since = Instant.never
  /// Where the joint stood when its brake was opened.
  private var openedAt = Position(0)
  private var hasMoved = true

  /// A brake that the drive works by itself is waited for by the drive: here it is free and engaged
  /// at any time, and only what opposes a motion is held against it.
  @_noLocks init(_ joint: JointConfiguration) {
    isPresent = joint.loading == .braked
    isOurs = isPresent && joint.brake.isOurs
    // Its line is set by a thread that looks at it once a round.
    let wait = joint.brake.output == .line ? BrakeConfiguration.lineRound : .zero
    engageTime = joint.brake.engageTime + wait
    releaseTime = joint.brake.releaseTime + wait
    // What a play in gear or brake lets it travel is no motion.
    way = joint.followingErrorLimit * HoldingBrake.playShare
    state = isPresent ? .closed : .open
  }

  /// A closed brake gives by less than this share of the following error's limit.
  private static var playShare: Double { @_noLocks get { 0.25 } }

  /// The output is on.
  var isReleased: Bool {
    @_noLocks get { isOurs && (state == .opening || state == .open) }
  }

  /// It is closed, and nothing else moves the joint.
  var holds: Bool { @_noLocks get { isOurs && state == .closed } }

  /// Torque may go off, as far as the brake is concerned; also where there is none of ours.
  var isEngaged: Bool { @_noLocks get { !isOurs || state == .closed } }

  /// The joint may move; also where there is none of ours.
  var isFree: Bool { @_noLocks get { !isOurs || state == .open } }

  /// The brake must be free by now, and the joint has not moved since it was opened: what opposes
  /// it is the brake before it is anything else.
  var isSuspect: Bool { @_noLocks get { isPresent && state == .open && !hasMoved } }

  /// A finding that a brake which does not release brings about: the joint presses against it.
  @_noLocks static func explains(_ found: Fault) -> Bool {
    switch found.code {
    case .followingError, .effortLimit: return true
    // Its drive may find it before we do.
    case .driveFault:
      return found.value == Double(DriveFault.followingError.number)
        || found.value == Double(DriveFault.overload.number)
    default: return false
    }
  }

  /// One cycle: whether the joint is to move freely, and where it is.
  @_noLocks mutating func step(wantsOpen: Bool, at position: Position, now: Instant) {
    guard isPresent else { return }
    if wantsOpen != (state == .opening || state == .open) {
      state = wantsOpen ? .opening : .closing
      since = now
      if wantsOpen {
        openedAt = position
        hasMoved = false
      }
    }
    // A brake that turns back on its way gets its whole time again.
    if state == .opening, now - since >= releaseTime { state = .open }
    if state == .closing, now - since >= engageTime { state = .closed }
    if state == .open, (position - openedAt).magnitude > way { hasMoved = true }
  }
}
