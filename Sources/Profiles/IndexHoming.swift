import RobotCore
import Units

/// `homing: {to: index}`: what is written into a drive that looks for its encoder's index by
/// itself.
extension HomingSection {
  /// CiA 402-2: methods 33 and 34 take the next index in negative or in positive direction.
  func readIndex(_ joint: inout JointConfiguration, _ homing: HomingConfiguration) {
    let factor = joint.reducer.drivePerJoint
    let sign = joint.reducer.sign
    joint.drive.canopen.homesItself = true
    joint.drive.canopen.homingMethod = homing.isUpwards == (sign > 0) ? 34 : 33
    // There is no switch: which of the two speeds a drive takes is its vendor's choice.
    let speed = AngularVelocity(homing.speed.value * factor)
    joint.drive.canopen.homingSpeed = speed
    joint.drive.canopen.homingCreep = speed
    if joint.drive.canopen.homingAcceleration <= 0 {
      joint.drive.canopen.homingAcceleration = joint.motionAcceleration.value * factor
    }
    // Its count is then the joint's own, behind reducer and zero.
    let place = (homing.position - joint.reducer.offset).value * factor * sign
    joint.drive.canopen.homingOffset = Angle(place)
    if section.has(HomingFacts.effort) {
      section.add(
        HomingFacts.effort,
        "has no meaning with 'to: index', as the drive moves the joint by itself, with the torque "
          + "of the joint's own 'effort' at most (6072); remove it")
    }
  }
}

extension JointChecks {
  /// An index comes in each turn of the encoder, and all look alike. A joint that is homed is taken
  /// to rest where it stays without torque: the place must be that of the first one from there.
  func checkIndex() {
    let turn = 2 * Double.pi / factor
    let travel = (joint.upperStop - joint.lowerStop).value
    guard joint.homing.method == .index, travel > turn else { return }
    let direction: Double = joint.homing.isUpwards ? 1 : -1
    let way = (joint.homing.position - joint.restPosition).value * direction
    guard way <= 0 || way > turn * (1 + 1e-9) else { return }
    let unit = dimensions.position
    section.add(
      JointFacts.homing,
      "is to an index at \(shown(joint.homing.position.value, unit)), but there is one every "
        + "\(shown(turn, unit)), and the first one from 'rest' at "
        + "\(shown(joint.restPosition.value, unit)) "
        + "towards \(joint.homing.isUpwards ? "upper" : "lower") lies between there and "
        + "\(shown(joint.restPosition.value + direction * turn, unit)): another one would be taken for "
        + "it; correct 'position', 'toward' or 'rest'")
  }
}
