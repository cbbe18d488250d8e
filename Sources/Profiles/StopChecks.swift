import RobotCore
import Safety
import Units
import Wording

/// Every stop must be able to end in its time, from the farthest pose and the highest speed to
/// rest; else the next more severe stop lets the arm fall.
struct StopChecks {
  let joints: [JointSection]
  let safety: SafetyProfile

  /// What one joint needs for its way to rest.
  private struct Way {
    let joint: JointSection
    /// From the farther mechanical stop to the rest pose.
    let distance: Double
    /// At the velocity limit, down to rest.
    let braking: Double

    init(_ joint: JointSection) {
      self.joint = joint
      let figures = joint.joint
      distance = max(
        abs(figures.lowerStop.value - figures.restPosition.value),
        abs(figures.upperStop.value - figures.restPosition.value))
      braking = figures.velocityLimit.value / figures.accelerationLimit.value
    }

    /// A trapezoid from rest to rest at `share` of the velocity limit.
    func descent(_ share: Double) -> Double {
      let speed = joint.joint.velocityLimit.value * share
      let acceleration = joint.joint.motionAcceleration.value
      return distance > speed * speed / acceleration
        ? distance / speed + speed / acceleration : 2 * (distance / acceleration).squareRoot()
    }
  }

  func run() {
    let timeout = safety.safety.stopTimeout.seconds
    guard timeout > 0 else { return }
    let ways = joints.map(Way.init)
    for way in ways where way.braking > timeout {
      let unit = way.joint.dimensions.acceleration
      way.joint.section.add(
        SafetyFacts.acceleration,
        "brakes from the velocity limit in \(seconds(way.braking)), stop_timeout of safety.yaml is "
          + "\(seconds(timeout)): no stop could end; write at least "
          + "\(NumberText.shownUp(way.joint.joint.velocityLimit.value / timeout)) \(unit.unit) or a "
          + "longer stop_timeout")
    }
    checkDescent(ways.filter { $0.braking <= timeout && descends($0.joint.joint) }, timeout)
  }

  /// The core brings down what its stop kind says, but no gripper.
  private func descends(_ joint: JointConfiguration) -> Bool {
    joint.stopKind == .controlledDescent && !joint.isGripper
  }

  /// All joints arrive together: the speed of the slowest and the least firm start hold for all.
  private func time(_ ways: [Way], _ share: Double) -> Double {
    var speed = Double.infinity
    var acceleration = Double.infinity
    for way in ways where way.distance > 0 {
      speed = min(speed, way.joint.joint.velocityLimit.value * share / way.distance)
      acceleration = min(acceleration, way.joint.joint.motionAcceleration.value / way.distance)
    }
    guard speed < .infinity else { return 0 }
    let way =
      speed * speed < acceleration
      ? 1 / speed + speed / acceleration : 2 / acceleration.squareRoot()
    return way + (ways.map(\.braking).max() ?? 0)
  }

  private func checkDescent(_ ways: [Way], _ timeout: Double) {
    let share = safety.safety.descentSpeed
    guard share > 0, let slowest = ways.max(by: { $0.descent(share) < $1.descent(share) })
    else { return }
    let needed = time(ways, share)
    guard needed > timeout else { return }
    let joint = slowest.joint
    let unit = joint.dimensions
    let speed = joint.joint.velocityLimit.value * share
    safety.section.add(
      StopFacts.descentSpeed,
      "of \(NumberText.shown(share * 100)) % brings \(joint.urdf.name) down at "
        + "\(NumberText.shown(speed)) \(unit.velocity.unit), so that the "
        + "\(NumberText.shown(slowest.distance)) \(unit.position.unit) from its farther stop to its rest "
        + "pose, braking before it included, take \(seconds(needed)), stop_timeout is "
        + "\(seconds(timeout)): every such stop would end by letting the robot fall; "
        + cures(ways, needed, timeout))
  }

  private func cures(_ ways: [Way], _ needed: Double, _ timeout: Double) -> String {
    var cures: [String] = []
    if let share = leastShare(ways, timeout) {
      cures.append("write 'descent_speed: \(NumberText.shownUp(share * 100)) %' or more")
    }
    if needed <= StopFacts.longestStop {
      cures.append("write 'stop_timeout: \(NumberText.shownUp(needed)) s' or more")
    }
    // Neither share nor time suffices.
    if cures.isEmpty { cures.append("raise the joint's velocity limit and motion_acceleration") }
    return cures.joined(separator: ", or ")
  }

  /// The least share of the velocity limits that is fast enough; nil when none is.
  private func leastShare(_ ways: [Way], _ timeout: Double) -> Double? {
    guard time(ways, 1) <= timeout else { return nil }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if time(ways, middle) <= timeout { high = middle } else { low = middle }
    }
    // What is written is rounded up to three digits, which is faster still.
    return high
  }

  private func seconds(_ value: Double) -> String {
    NumberText.shown((value * 1e3).rounded() / 1e3) + " s"
  }
}
