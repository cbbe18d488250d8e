public import Units

/// Figures of motor, reducer and encoder, used by the twin only.
public struct PlantConfiguration: BitwiseCopyable, Sendable {
  /// N·m per A at the drive's output.
  public var torqueConstant = 1.0
  /// Largest current, A.
  public var currentLimit = 10.0
  /// Current loop bandwidth, rad/s.
  public var currentBandwidth = 6_000.0
  /// Winding resistance, Ω.
  public var resistance = 0.5
  /// Winding inductance, H; what a virtual drive answers for it, the plant uses `currentBandwidth`.
  public var inductance = 350e-6
  /// Pole pairs of the motor; what a virtual drive answers.
  public var polePairs: UInt32 = 14
  /// Rotor inertia reflected to the drive's output, kg·m².
  public var reflectedInertia = 0.01
  /// Winding to ambient, K/W.
  public var thermalResistance = 2.0
  /// Heat capacity of the winding, J/K.
  public var thermalCapacity = 60.0
  /// Share of torque that passes the gear, 0…1.
  public var efficiency = 0.9
  /// Coulomb friction at the drive's output, N·m.
  public var coulombFriction = 0.1
  /// Viscous friction at the drive's output, N·m·s/rad.
  public var viscousFriction = 0.05
  /// Play of the gear at the output, rad.
  public var backlash = 0.0
  /// Torsional stiffness of the gear, N·m/rad; 0: rigid.
  public var torsionalStiffness = 0.0
  /// Torsional damping of the gear, N·m·s/rad.
  public var torsionalDamping = 0.0
  /// Encoder counts per output turn.
  public var encoderCounts = 16_384.0
  /// Standard deviation of encoder noise, rad.
  public var encoderNoise = 0.0
  /// Age of a measurement when the drive uses it.
  public var encoderDelay = Interval(microseconds: 50)

  /// A plausible small actuator.
  @_noLocks public init() {}
}
