public import RobotCore

/// What a commander asks for.
public struct CommandRequest: Sendable, Equatable {
  /// The request.
  public var kind: RequestKind
  /// `play`: index of the motion.
  public var motion: Int32
  /// `move`: bit i says that joint i has a target.
  public var mask: UInt64
  /// `move`: target of each joint, rad or m.
  public var targets: [Double]
  /// `move` and `play`: share of each joint's motion speed, (0, 1].
  public var speed: Double
  /// `acquireLease`: ns without a heartbeat after which the lease runs out; 0: the profile's.
  public var leaseTimeout: UInt64

  /// A request without parameters.
  public init(_ kind: RequestKind) {
    self.kind = kind
    motion = -1
    mask = 0
    targets = []
    speed = 1
    leaseTimeout = 0
  }

  /// Plays a named motion.
  public static func play(_ motion: Int, speed: Double = 1) -> CommandRequest {
    var request = CommandRequest(.play)
    request.motion = Int32(clamping: motion)
    request.speed = speed
    return request
  }

  /// Has joints find their places, bit by bit; `isHere`: they stand at their marks.
  public static func home(_ mask: UInt64, isHere: Bool) -> CommandRequest {
    var request = CommandRequest(isHere ? .homeHere : .home)
    request.mask = mask
    return request
  }

  /// Moves the joints that have an entry to their targets, rad or m. Joints 0…63.
  public static func move(_ targets: [Int: Double], speed: Double = 1) -> CommandRequest {
    var request = CommandRequest(.move)
    request.targets = [Double](repeating: 0, count: Capacity.joints)
    for (joint, target) in targets where request.targets.indices.contains(joint) {
      request.targets[joint] = target
      request.mask |= 1 << UInt64(joint)
    }
    request.speed = speed
    return request
  }
}
