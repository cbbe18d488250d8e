/// A number that knows its SI unit, so an angle cannot be added to a torque.
///
/// `Unit` is a name only; nothing of it exists at run time. Arithmetic that changes the unit
/// (torque × angular velocity) is done on `value`, where the reader sees it.
@frozen
public struct Quantity<Unit>: BitwiseCopyable, Sendable {
  /// The number, in the unit that the type names.
  public var value: Double

  /// Wraps a number that is already in the unit that the type names.
  @inlinable public init(_ value: Double) { self.value = value }

  /// Zero of this unit.
  @inlinable public static var zero: Self { Self(0) }

  /// True for every number but NaN and the infinities.
  @inlinable public var isFinite: Bool { value.isFinite }

  /// The absolute value.
  @inlinable public var magnitude: Self { Self(value < 0 ? -value : value) }

  /// Sum.
  @inlinable public static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
  /// Difference.
  @inlinable public static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
  /// Opposite.
  @inlinable public static prefix func - (a: Self) -> Self { Self(-a.value) }
  /// Scaled by a plain number.
  @inlinable public static func * (a: Self, k: Double) -> Self { Self(a.value * k) }
  /// Divided by a plain number.
  @inlinable public static func / (a: Self, k: Double) -> Self { Self(a.value / k) }
  /// Order; false when either side is NaN.
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// Order; false when either side is NaN.
  @inlinable public static func > (a: Self, b: Self) -> Bool { a.value > b.value }
  /// Order; false when either side is NaN.
  @inlinable public static func <= (a: Self, b: Self) -> Bool { a.value <= b.value }
  /// Order; false when either side is NaN.
  @inlinable public static func >= (a: Self, b: Self) -> Bool { a.value >= b.value }

  /// The nearest value in `low...high`. NaN becomes `low`.
  @inlinable public func clamped(_ low: Self, _ high: Self) -> Self {
    if value > high.value { return high }
    return value >= low.value ? self : low
  }
}

extension Quantity: Equatable {
  /// Equal numbers; NaN equals nothing.
  @inlinable public static func == (a: Self, b: Self) -> Bool { a.value == b.value }
}

/// Unit name: rad for a revolute joint, m for a prismatic one.
public enum JointUnit {}
/// Unit name: rad/s or m/s.
public enum JointUnitPerSecond {}
/// Unit name: rad/s² or m/s².
public enum JointUnitPerSecondSquared {}
/// Unit name: N·m or N.
public enum JointEffortUnit {}
/// Unit name: rad.
public enum Radian {}
/// Unit name: rad/s.
public enum RadianPerSecond {}
/// Unit name: N·m.
public enum NewtonMetre {}
/// Unit name: °C.
public enum DegreeCelsius {}
/// Unit name: V.
public enum Volt {}
/// Unit name: A.
public enum Ampere {}

/// Position of a joint at the output side of its reducer: rad (revolute) or m (prismatic).
public typealias Position = Quantity<JointUnit>
/// Velocity of a joint: rad/s or m/s.
public typealias Velocity = Quantity<JointUnitPerSecond>
/// Acceleration of a joint: rad/s² or m/s².
public typealias Acceleration = Quantity<JointUnitPerSecondSquared>
/// Effort of a joint: N·m (revolute) or N (prismatic).
public typealias Effort = Quantity<JointEffortUnit>
/// An angle at a drive's own report point, rad.
public typealias Angle = Quantity<Radian>
/// An angular velocity at a drive's own report point, rad/s.
public typealias AngularVelocity = Quantity<RadianPerSecond>
/// A torque at a drive's own report point, N·m.
public typealias Torque = Quantity<NewtonMetre>
/// A temperature, °C.
public typealias Temperature = Quantity<DegreeCelsius>
/// A voltage, V.
public typealias Voltage = Quantity<Volt>
/// An electric current, A.
public typealias Current = Quantity<Ampere>
