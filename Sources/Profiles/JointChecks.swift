import RobotCore
import Units

/// Checks of one joint against its URDF, its drive and its reducer.
struct JointChecks {
  let section: Section
  let urdf: URDFJoint
  let joint: JointConfiguration

  private var dimensions: JointDimensions { JointDimensions(urdf.type) }
  /// Drive rad per joint unit.
  private var factor: Double { joint.reducer.drivePerJoint }

  func run() {
    checkURDF()
    guard joint.lower < joint.upper else { return }
    checkPoses()
    checkPackedRanges()
    checkGains()
    checkResolution()
    checkMotion()
  }

  private func shown(_ value: Double, _ dimension: Dimension) -> String {
    NumberText.shown(value) + " " + dimension.unit
  }

  private func checkURDF() {
    let slack = urdf.type == .prismatic ? 0.01 : 0.1
    if joint.lower >= joint.upper {
      section.add(
        section.has("lower") ? "lower" : "upper",
        "leaves no range: lower \(shown(joint.lower.value, dimensions.position)), upper "
          + "\(shown(joint.upper.value, dimensions.position)); swap or correct them")
      return
    }
    // A soft limit may lie a little outside the URDF's figure, for the error of setting zero.
    if joint.lower.value < urdf.lower - slack {
      section.add(
        "lower",
        "is \(shown(joint.lower.value, dimensions.position)), the URDF allows "
          + "\(shown(urdf.lower, dimensions.position)); at most "
          + "\(shown(slack, dimensions.position)) beyond it is accepted")
    }
    if joint.upper.value > urdf.upper + slack {
      section.add(
        "upper",
        "is \(shown(joint.upper.value, dimensions.position)), the URDF allows "
          + "\(shown(urdf.upper, dimensions.position)); at most "
          + "\(shown(slack, dimensions.position)) beyond it is accepted")
    }
  }

  private func below(
    _ key: String, _ value: Double, _ limit: Double, _ dimension: Dimension, _ who: String
  ) {
    guard value > limit * (1 + 1e-9) else { return }
    section.add(
      key,
      "is \(shown(value, dimension)), \(who) allows at most \(shown(limit, dimension)); lower it")
  }

  private func checkPoses() {
    for (key, value) in [("rest", joint.restPosition), ("start", joint.startPosition)]
    where value < joint.lower || value > joint.upper {
      section.add(
        key,
        "is \(shown(value.value, dimensions.position)), outside the limits "
          + "\(shown(joint.lower.value, dimensions.position)) … "
          + "\(shown(joint.upper.value, dimensions.position)); move it inside")
    }
  }

  /// What the frame of the drive can say, at the joint's side of the reducer.
  private func checkPackedRanges() {
    let drive = joint.drive
    let farthest = max(
      abs(joint.lowerStop.value - joint.reducer.offset.value),
      abs(joint.upperStop.value - joint.reducer.offset.value))
    if farthest * factor > drive.positionRange.value {
      section.add(
        "stop_margin",
        "puts a stop \(shown(farthest, dimensions.position)) from the drive's zero, its frame "
          + "carries ±\(shown(drive.positionRange.value / factor, dimensions.position)); "
          + "change limits or offset")
    }
    let (frameVelocity, urdfVelocity) = (drive.velocityRange.value / factor, urdf.velocity)
    below(
      "velocity", joint.velocityLimit.value, min(frameVelocity, urdfVelocity),
      dimensions.velocity, frameVelocity < urdfVelocity ? "the drive's frame" : "the URDF")
    let efforts = [
      (urdf.effort, "the URDF"), (drive.torqueRange.value * factor, "the drive's frame"),
      (drive.peakTorque.value * factor, "the drive's peak torque"),
    ]
    if let least = efforts.min(by: { $0.0 < $1.0 }) {
      below("effort", joint.effortLimit.value, least.0, dimensions.effort, least.1)
    }
    if joint.temperatureLimit > drive.protectionTemperature {
      section.add(
        "temperature",
        "is \(shown(joint.temperatureLimit.value, .temperature)), the drive protects itself at "
          + "\(shown(drive.protectionTemperature.value, .temperature)); lower it")
    }
  }

  private func checkGains() {
    let square = factor * factor
    if joint.stiffness > 0, joint.damping <= 0 {
      section.add("damping", "is 0 while stiffness is not, which oscillates; give it a damping")
    }
    let stiffest = joint.drive.stiffnessRange * square
    let mostDamped = joint.drive.dampingRange * square
    below("stiffness", joint.stiffness, stiffest, dimensions.stiffness, "the drive's frame")
    below("damping", joint.damping, mostDamped, dimensions.damping, "the drive's frame")
    below("stop_damping", joint.stopDamping, mostDamped, dimensions.damping, "the drive's frame")
  }

  /// Velocity, acceleration and following-error limits must stand clear of the packing's steps.
  private func checkResolution() {
    // MIT feedback: velocity in 12 bits, position in 16 bits, over ± the range.
    let velocityStep = 2 * joint.drive.velocityRange.value / 4095 / factor
    let positionStep = 2 * joint.drive.positionRange.value / 65_535 / factor
    coarse("velocity", joint.velocityLimit.value, velocityStep, dimensions.velocity)
    // A step of one LSB at the observer's input shows as bandwidth · LSB of acceleration.
    coarse(
      "acceleration", joint.accelerationLimit.value, velocityStep * joint.estimatorBandwidth,
      dimensions.acceleration)
    coarse(
      "following_error", joint.followingErrorLimit.value, positionStep, dimensions.position)
  }

  private func coarse(_ key: String, _ limit: Double, _ step: Double, _ dimension: Dimension) {
    guard limit < 3 * step else { return }
    section.add(
      key,
      "is \(shown(limit, dimension)), finer than 3 steps of \(shown(step, dimension)) in which the "
        + "drive reports; allow at least \(shown(3 * step, dimension))")
  }

  /// The standstill speed of `safety.yaml` against the packing; called when that file is known.
  func checkStandstill(_ share: Double) {
    let step = 2 * joint.drive.velocityRange.value / 4095 / factor
    let speed = joint.velocityLimit.value * share
    guard speed < 3 * step else { return }
    section.add(
      "velocity",
      "times the standstill share is \(shown(speed, dimensions.velocity)), finer than 3 steps of "
        + "\(shown(step, dimensions.velocity)) in which the drive reports; raise 'standstill'")
  }

  private func checkMotion() {
    // A joint that stays at rest while it should sweep its range must be found, and so must an arm
    // that is 1 rad, or 1 m, from where everybody takes it to be.
    let half = (joint.upper.value - joint.lower.value) / 2
    below(
      "following_error", joint.followingErrorLimit.value, min(half, 1), dimensions.position,
      half < 1 ? "half the joint's travel" : "the watch over a joint's path")
    below(
      "motion_velocity", joint.motionVelocity.value, joint.velocityLimit.value,
      dimensions.velocity, "the joint's limit")
    below(
      "motion_acceleration", joint.motionAcceleration.value, joint.accelerationLimit.value,
      dimensions.acceleration, "the joint's limit")
  }
}
