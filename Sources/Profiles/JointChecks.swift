import RobotCore
import Safety
import Units

/// Checks of one joint against its URDF, its drive and its reducer.
struct JointChecks {
  let section: Section
  let urdf: URDFJoint
  let joint: JointConfiguration

  var dimensions: JointDimensions { JointDimensions(urdf.type) }
  /// Drive rad per joint unit.
  var factor: Double { joint.reducer.drivePerJoint }

  func run() {
    checkURDF()
    guard joint.lower < joint.upper else { return }
    checkPoses()
    guard joint.hasFeedback else {
      checkOpenLoop()
      return
    }
    checkReference()
    checkTurn()
    checkIndex()
    checkReach()
    checkGains()
    checkResolution()
    checkMotion()
  }

  func shown(_ value: Double, _ dimension: Dimension) -> String {
    NumberText.shown(value) + " " + dimension.unit
  }

  /// In which steps the drive reports, at the joint.
  var velocityStep: Double { joint.drive.traits.velocityStep / factor }
  var effortStep: Double { joint.drive.traits.torqueStep * factor }

  private func checkURDF() {
    let slack = urdf.type == .prismatic ? 0.01 : 0.1
    if joint.lower >= joint.upper {
      section.add(
        section.has(SafetyFacts.lower) ? SafetyFacts.lower : SafetyFacts.upper,
        "leaves no range: lower \(shown(joint.lower.value, dimensions.position)), upper "
          + "\(shown(joint.upper.value, dimensions.position)); swap or correct them")
      return
    }
    // A soft limit may lie a little outside the URDF's figure, for the error of setting zero.
    if joint.lower.value < urdf.lower - slack {
      section.add(
        SafetyFacts.lower,
        "is \(shown(joint.lower.value, dimensions.position)), the URDF allows "
          + "\(shown(urdf.lower, dimensions.position)); at most "
          + "\(shown(slack, dimensions.position)) beyond it is accepted")
    }
    if joint.upper.value > urdf.upper + slack {
      section.add(
        SafetyFacts.upper,
        "is \(shown(joint.upper.value, dimensions.position)), the URDF allows "
          + "\(shown(urdf.upper, dimensions.position)); at most "
          + "\(shown(slack, dimensions.position)) beyond it is accepted")
    }
  }

  func below(
    _ fact: Fact, _ value: Double, _ limit: Double, _ dimension: Dimension, _ who: String
  ) {
    guard value > limit * (1 + 1e-9) else { return }
    section.add(
      fact,
      "is \(shown(value, dimension)), \(who) allows at most \(shown(limit, dimension)); lower it")
  }

  private func checkPoses() {
    for (fact, value) in [
      (JointFacts.rest, joint.restPosition), (JointFacts.start, joint.startPosition),
    ]
    where value < joint.lower || value > joint.upper {
      section.add(
        fact,
        "is \(shown(value.value, dimensions.position)), outside the limits "
          + "\(shown(joint.lower.value, dimensions.position)) … "
          + "\(shown(joint.upper.value, dimensions.position)); move it inside")
    }
  }

  private func checkGains() {
    let square = factor * factor
    if joint.stiffness > 0, joint.damping <= 0 {
      section.add(
        JointFacts.damping, "is 0 while stiffness is not, which oscillates; give it a damping")
    }
    let stiffest = joint.drive.stiffnessRange * square
    let mostDamped = joint.drive.dampingRange * square
    below(
      JointFacts.stiffness, joint.stiffness, stiffest, dimensions.stiffness, "the drive's frame")
    below(JointFacts.damping, joint.damping, mostDamped, dimensions.damping, "the drive's frame")
    below(
      JointFacts.stopDamping, joint.stopDamping, mostDamped, dimensions.damping, "the drive's frame"
    )
  }

  /// Velocity, acceleration and following-error limits must stand clear of the packing's steps.
  private func checkResolution() {
    let positionStep = joint.drive.traits.positionStep / factor
    coarse(SafetyFacts.velocity, joint.velocityLimit.value, velocityStep, dimensions.velocity)
    // A step of one LSB at the observer's input shows as bandwidth · LSB of acceleration.
    coarse(
      SafetyFacts.acceleration, joint.accelerationLimit.value,
      velocityStep * joint.estimatorBandwidth,
      dimensions.acceleration)
    coarse(SafetyFacts.effort, joint.effortLimit.value, effortStep, dimensions.effort)
    coarse(
      SafetyFacts.followingError, joint.followingErrorLimit.value, positionStep, dimensions.position
    )
  }

  func coarse(_ fact: Fact, _ limit: Double, _ step: Double, _ dimension: Dimension) {
    guard limit < 3 * step else { return }
    section.add(
      fact,
      "is \(shown(limit, dimension)), finer than 3 steps of \(shown(step, dimension)) in which the "
        + "drive reports; allow at least \(shown(3 * step, dimension))")
  }

  /// A servo says nothing: what counts is that it can do what it is told.
  private func checkOpenLoop() {
    checkStopMargin()
    below(
      SafetyFacts.velocity, joint.velocityLimit.value, urdf.velocity, dimensions.velocity,
      "the URDF")
    below(
      SafetyFacts.velocity, joint.velocityLimit.value, joint.drive.servo.speed.value / factor,
      dimensions.velocity, "the servo's speed")
    below(SafetyFacts.effort, joint.effortLimit.value, urdf.effort, dimensions.effort, "the URDF")
    below(
      SafetyFacts.effort, joint.effortLimit.value, joint.drive.peakTorque.value * factor,
      dimensions.effort, "the servo's stall torque")
    checkMotion()
  }

  private func checkMotion() {
    // A joint that stays at rest while it should sweep its range must be found, and so must an arm
    // that is 1 rad, or 1 m, from where everybody takes it to be.
    let half = (joint.upper.value - joint.lower.value) / 2
    below(
      SafetyFacts.followingError, joint.followingErrorLimit.value, min(half, 1),
      dimensions.position,
      half < 1 ? "half the joint's travel" : "the watch over a joint's path")
    below(
      JointFacts.motionVelocity, joint.motionVelocity.value, joint.velocityLimit.value,
      dimensions.velocity, "the joint's limit")
    below(
      JointFacts.motionAcceleration, joint.motionAcceleration.value, joint.accelerationLimit.value,
      dimensions.acceleration, "the joint's limit")
  }
}
