public import Units

/// How a joint whose encoder does not know its place finds it.
public enum HomingMethod: UInt8, BitwiseCopyable, Sendable {
  /// It does not.
  case none
  /// It moves until its mechanical stop holds it.
  case stop
  /// It moves until a switch closes.
  case `switch`
  /// Its drive moves it until the encoder's index passes.
  case index
  /// An operator brings it to a mark and says so.
  case mark
  /// Its drive finds it by itself and says when it has.
  case drive

  /// The raw value, for real-time code: in debug builds the synthesised `rawValue` is refused
  /// under `@_noLocks` outside this file.
  public var number: UInt8 { @_noLocks get { rawValue } }

  /// The same. Spelled out: the generic `==` of raw values is not real-time code.
  @_noLocks public static func == (a: HomingMethod, b: HomingMethod) -> Bool {
    a.rawValue == b.rawValue
  }
  /// Not the same.
  @_noLocks public static func != (a: HomingMethod, b: HomingMethod) -> Bool {
    a.rawValue != b.rawValue
  }
}

/// How a joint finds its place, at reduced speed and effort.
public struct HomingConfiguration: BitwiseCopyable, Sendable {
  /// By what.
  public var method = HomingMethod.none
  /// It looks towards larger positions, or smaller ones.
  public var isUpwards = false
  /// How fast it looks, > 0.
  public var speed = Velocity(0)
  /// Most effort beside what carries its own weight, > 0.
  public var effort = Effort(0)
  /// Where the joint is when it is found.
  public var position = Position(0)
  /// The longest that a drive may take which finds it by itself.
  public var time = Interval(milliseconds: 60_000)
  /// Which of the robot's lines the switch is on.
  public var line: UInt8 = 0

  /// No homing.
  @_noLocks public init() {}
}
