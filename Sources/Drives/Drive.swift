public import RobotCore
public import Units
public import Wire

/// Every drive family the runtime speaks: frame ⇄ motor. One case per file in this folder.
///
/// A plain value without state: the same configuration and frame always give the same answer.
public enum Drive: BitwiseCopyable, Sendable {
  /// Damiao DM series.
  case damiao(Damiao)

  /// The drive that a configuration describes, on its bus: its frames are CAN FD with bit-rate
  /// switch when the bus is.
  @_noLocks public init(_ configuration: DriveConfiguration, on bus: BusConfiguration) {
    switch configuration.family {
    case .damiao: self = .damiao(Damiao(configuration, on: bus))
    }
  }

  /// The same on a bus at the rates of a new drive.
  @_noLocks public init(_ configuration: DriveConfiguration, isFD: Bool) {
    switch configuration.family {
    case .damiao: self = .damiao(Damiao(configuration, isFD: isFD))
    }
  }

  /// The frame that carries one motion command.
  ///
  /// Values past a packed range are clamped to it. A command with a NaN or an infinity becomes the
  /// frame that asks for no torque: the guard must never pass one, and this is the last net.
  @_noLocks public func encode(_ command: DriveCommand) -> CANFrame {
    switch self {
    case .damiao(let drive): drive.encode(command)
    }
  }

  /// What a feedback frame says.
  ///
  /// Nil for everything that is no feedback frame of this drive: another id or bus, a wrong length,
  /// error and remote frames, own frames confirmed back, and replies to register requests.
  @_noLocks public func decode(_ frame: CANFrame) -> DriveReport? {
    switch self {
    case .damiao(let drive): drive.decode(frame)
    }
  }

  /// True when the frame arrived on this drive's feedback id, whatever it says.
  @_noLocks public func owns(_ frame: CANFrame) -> Bool {
    switch self {
    case .damiao(let drive): drive.owns(frame)
    }
  }

  /// The frame for a request other than motion.
  @_noLocks public func request(_ request: DriveRequest) -> CANFrame {
    switch self {
    case .damiao(let drive): drive.request(request)
    }
  }

  /// How many values are read back before arming.
  public var readBackCount: Int {
    @_noLocks get {
      switch self {
      case .damiao(let drive): drive.readBackCount
      }
    }
  }

  /// The frame that asks for value `index` of the read-back list.
  ///
  /// Precondition: `index` is in `0..<readBackCount`.
  @_noLocks public func readBack(_ index: Int) -> CANFrame {
    switch self {
    case .damiao(let drive): drive.readBack(index)
    }
  }

  /// Number of the register behind value `index` of the read-back list, as the family counts.
  ///
  /// Precondition: `index` is in `0..<readBackCount`.
  @_noLocks public func readBackRegister(_ index: Int) -> UInt16 {
    switch self {
    case .damiao(let drive): drive.readBackRegister(index)
    }
  }

  /// Holds the reply to `readBack(index)` against the configuration; nil when the frame is not that
  /// reply.
  ///
  /// A feedback frame can look like a reply by chance, so this is to be asked only while that
  /// request is unanswered. `timeoutExpected` is the time-out the drive must have of its own.
  @_noLocks public func check(
    _ index: Int, reply: CANFrame, timeoutExpected: Interval
  ) -> ReadBackVerdict? {
    switch self {
    case .damiao(let drive): drive.check(index, reply: reply, timeoutExpected: timeoutExpected)
    }
  }

  /// True when a frame on whatever id may well be this drive's feedback.
  @_noLocks public func couldBeFeedback(_ frame: CANFrame) -> Bool {
    switch self {
    case .damiao(let drive): drive.couldBeFeedback(frame)
    }
  }

  /// What a frame from another sender asks of this drive.
  @_noLocks public func reach(of frame: CANFrame) -> FrameReach {
    switch self {
    case .damiao(let drive): drive.reach(of: frame)
    }
  }

  /// The frame of ping `index` (0…15): a question that commands nothing and whose answer says which
  /// it was.
  @_noLocks public func ping(_ index: Int) -> CANFrame {
    switch self {
    case .damiao(let drive): drive.ping(index)
    }
  }

  /// Which ping a frame answers; nil when it answers none. To be believed only of a ping that is
  /// owed, for feedback can look so by chance.
  @_noLocks public func pong(_ frame: CANFrame) -> Int? {
    switch self {
    case .damiao(let drive): drive.pong(frame)
    }
  }

  /// The largest stiffness a command frame can carry, N·m/rad. Gains beyond it are refused when a
  /// profile is loaded, never clipped in the loop.
  public var maximumStiffness: Double {
    @_noLocks get {
      switch self {
      case .damiao(let drive): drive.stiffnessRange
      }
    }
  }

  /// The largest damping a command frame can carry, N·m·s/rad.
  public var maximumDamping: Double {
    @_noLocks get {
      switch self {
      case .damiao(let drive): drive.dampingRange
      }
    }
  }

  /// What this family has, and what needs a waiver.
  public var capabilities: DriveCapabilities {
    @_noLocks get {
      switch self {
      case .damiao: Damiao.capabilities()
      }
    }
  }
}
