import RobotCore
import Units

/// A hobby servo: a motor that pulls towards the angle of its pulse.
///
/// Its motor loses torque with speed until none is left at its speed without load; near the wanted
/// angle it comes in with its time constant. Together that is a way of limited rate and first
/// order, which a load bends as it bends a real one. Without pulses it is limp.
struct VirtualServo {
  /// Width of its pulses, s; nil: there are none.
  var pulse: Double?

  private let pulseAtLower: Double
  private let angleAtLower: Double
  private let anglePerSecond: Double
  private let stall: Double
  private let damping: Double
  private let stiffness: Double

  /// A pulse outside of these is noise to it, s: what servos on the market take.
  private static let pulses = 0.3e-3...3e-3

  init(_ joint: JointConfiguration) {
    let servo = joint.drive.servo
    pulseAtLower = servo.pulseAtLower.seconds
    angleAtLower = servo.lower.value
    let width = servo.pulseAtUpper.seconds - servo.pulseAtLower.seconds
    anglePerSecond = width == 0 ? 0 : (servo.upper.value - servo.lower.value) / width
    stall = joint.drive.peakTorque.value
    damping = servo.speed.value > 0 ? stall / servo.speed.value : 0
    stiffness = servo.timeConstant > .zero ? damping / servo.timeConstant.seconds : 0
  }

  /// Torque of its motor, N·m; nil: it is limp.
  func torque(_ reading: DriveReading) -> Double? {
    guard let pulse, Self.pulses.contains(pulse) else { return nil }
    let wanted = angleAtLower + (pulse - pulseAtLower) * anglePerSecond
    let pull = min(stall, max(-stall, stiffness * (wanted - reading.position)))
    return pull - damping * reading.velocity
  }
}
