import Drives
import RealTime
public import RobotCore
import Units

/// The PCA9685 chips of a robot and which joint hangs on which output: pulses ⇄ registers.
///
/// A plain value: who carries its words to a chip (the slow thread of the C shim, or the twin's
/// wire) is none of its business.
public struct ServoChips: BitwiseCopyable, Sendable {
  /// Outputs of one chip.
  public static var outputs: Int { @_noLocks get { 16 } }

  /// One chip.
  struct Chip: BitwiseCopyable, Sendable {
    let device: Label
    let address: UInt8
    let pulses: PCA9685
    /// The joint on each output; −1: none.
    var joints = InlineArray<16, Int8>(repeating: -1)

    init(_ servo: ServoConfiguration) {
      device = servo.device
      address = servo.address
      pulses = PCA9685(frequency: servo.frequency)
    }
  }

  private(set) var chips: FixedList<Chip, 4>

  /// How many there are.
  public var count: Int { @_noLocks get { chips.count } }

  /// The chips in the order in which the joints name them.
  public init(_ configuration: borrowing RobotConfiguration) {
    chips = FixedList(repeating: Chip(ServoConfiguration()), count: 0)
    for joint in configuration.joints.indices
    where configuration.joints[joint].drive.family == .servo {
      let servo = configuration.joints[joint].drive.servo
      var index = -1
      for known in chips.indices
      where chips[known].address == servo.address && chips[known].device.matches(servo.device) {
        index = known
      }
      if index < 0 {
        // The profile has been checked for it; beyond it one chip would get another's pulses.
        precondition(
          chips.count < ServoConfiguration.mostChips, "more chips than there is room for")
        chips.append(Chip(servo))
        index = chips.count - 1
      }
      chips[index].joints[Int(servo.channel)] = Int8(joint)
    }
  }

  /// The first joint on a chip; −1: none.
  @_noLocks public func firstJoint(of chip: Int) -> Int {
    for output in chips[chip].joints.indices where chips[chip].joints[output] >= 0 {
      return Int(chips[chip].joints[output])
    }
    return -1
  }

  /// The four registers of an output for the pulses that the cycle asks for; an output on which
  /// nothing hangs is off.
  @_noLocks func word(
    chip: Int, output: Int, pulses: borrowing Table<Interval>
  ) -> UInt32 {
    let joint = Int(chips[chip].joints[output])
    guard joint >= 0 else { return PCA9685.off }
    return chips[chip].pulses.output(of: pulses[joint])
  }
}
