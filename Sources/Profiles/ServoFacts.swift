import Drives
import RobotCore

/// The keys of a hobby servo: of its model, and of a joint that it moves.
enum ServoFacts {
  /// The word of `family` that makes a drive one.
  static let family = "servo"
  private static let only = Fact.Condition(key: "family", words: [family])

  // MARK: The model

  static let model = Fact(
    "servo", .group(modelGroup), "Figures of a hobby servo.", .below, only: only)
  static let frequency = Fact(
    "frequency", .quantity([.frequency], .range(PCA9685.lowest, 400)),
    "Pulses per second that it takes; the same for all servos of a chip.",
    .core("the chip's PRE_SCALE"), .byDefault("50 Hz"))
  static let shortest = Fact(
    "shortest_pulse", .quantity([.time], .range(100e-6, 3e-3)),
    "Width of the pulse at one end of its travel.", .core("pulses"))
  static let longest = Fact(
    "longest_pulse", .quantity([.time], .range(100e-6, 3e-3)),
    "Width of the pulse at the other end; above shortest_pulse.", .core("pulses"))
  static let travel = Fact(
    "travel", .quantity([.angle], .range(0.1, 7)),
    "Angle between the ends; in the middle between them it stands at 0.", .core("pulses"))
  static let speed = Fact(
    "speed", .quantity([.angularVelocity], .positive), "Speed without load.",
    .core("where it is taken to be; bound of 'velocity'; the twin"))
  static let torque = Fact(
    "stall_torque", .quantity([.torque], .positive), "Torque at standstill.",
    .core("bound of 'effort'; the twin"))
  static let timeConstant = Fact(
    "time_constant", .quantity([.time], .range(0.001, 1)),
    "Time constant of its way when the wanted angle is near.",
    .core("where it is taken to be; the twin"))
  static let inertia = Fact(
    "inertia", .quantity([.inertia], .positive), "Inertia of motor and gear at its output.",
    .twin("motor"))
  static let friction = Fact(
    "friction", .quantity([.torque], .notNegative), "Dry friction at its output.",
    .twin("gear; also what a rest pose may weigh"))
  private static let modelGroup = FactGroup(
    "drive.servo",
    [frequency, shortest, longest, travel, speed, torque, timeConstant, inertia, friction])

  // MARK: The joint

  static let joint = Fact(
    "servo", .group(jointGroup), "Which output of which PCA9685 its servo hangs on.", .below,
    .optional("only a servo has one"))
  static let bus = Fact(
    "bus", .text("the name of an I2C bus of 'buses'", pattern: BusSections.namePattern),
    "The I2C bus of the chip.", .core("where its pulses are written"),
    .derived("the robot's only I2C bus"))
  // PCA9685 data sheet, 7.1.1: six address pins, 0x40…0x7F; 0x70 is the address of all of them.
  static let address = Fact(
    "address", .integer(0x40...0x7F, isHex: true), "The chip's address on that bus.",
    .core("where its pulses are written"), .byDefault("0x40"))
  static let channel = Fact(
    "channel", .integer(0...15), "Output of the chip; no other servo on it.",
    .core("where its pulses are written"))
  static let pulseAtLower = Fact(
    "pulse_at_lower", .quantity([.time], .range(100e-6, 3e-3)),
    "Width of the pulse that brings it to 'lower', as found on the robot.", .core("pulses"),
    .derived("what its model's travel says"))
  static let pulseAtUpper = Fact(
    "pulse_at_upper", .quantity([.time], .range(100e-6, 3e-3)),
    "Width of the pulse that brings it to 'upper', as found on the robot.", .core("pulses"),
    .derived("what its model's travel says"))
  private static let jointGroup = FactGroup(
    "robot.servo", [bus, address, channel, pulseAtLower, pulseAtUpper])
}
