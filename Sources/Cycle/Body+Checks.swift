import Drives
import RealTime
import RobotCore
import Units

// What several parts of a cycle ask of a joint: is it heard, does it rest, may it carry torque.
extension Body {
  /// True for a joint that goes on holding while the body has no torque.
  @_noLocks func isHeld(_ joint: Int) -> Bool { held >> UInt64(joint) & 1 == 1 }

  /// How many drives a bus has.
  @_noLocks func driveCount(on bus: Int) -> Int {
    var count = 0
    for joint in axes.indices where axes[joint].bus == bus { count += 1 }
    return count
  }

  // MARK: Age

  /// It is known, and owes no answer for longer than the limit.
  @_noLocks @inline(__always) func isFresh(_ joint: Int, _ now: Instant) -> Bool {
    guard states[joint].isKnown else { return false }
    let since = states[joint].waitingSince
    return since == .never || now - since < timing.silenceLimit
  }

  /// How long a joint has been silent, as a finding.
  @_noLocks func silence(of joint: Int, _ now: Instant) -> Fault {
    let since = states[joint].waitingSince
    let waited = since == .never ? 0 : Double((now - since).nanoseconds) * 1e-6
    return Fault(
      .feedbackLost, subject: joint, value: waited,
      limit: Double(timing.silenceLimit.nanoseconds) * 1e-6, instant: now)
  }

  /// How late the answers of a joint are, `.none` when they are not.
  @_noLocks @inline(__always) func lateness(of joint: Int, _ now: Instant) -> Fault {
    let age = states[joint].lateness(
      at: now, silenceLimit: timing.silenceLimit, answerLimit: timing.answerLimit)
    guard age > .zero else { return .none() }
    return late(joint, age)
  }

  /// Answers of a joint that are so late, as a finding.
  @_noLocks func late(_ joint: Int, _ age: Interval) -> Fault {
    Fault(
      .feedbackLate, subject: joint, value: Double(age.nanoseconds) * 1e-6,
      limit: Double(timing.silenceLimit.nanoseconds) * 1e-6, instant: time.now)
  }

  /// It answers, and what it says is not too old.
  @_noLocks @inline(__always) func isTimely(_ joint: Int, _ now: Instant) -> Bool {
    isFresh(joint, now) && lateness(of: joint, now).code == .none
  }

  /// The last frame says what is taken for the drive's state.
  @_noLocks func isStatusSure(_ joint: Int) -> Bool {
    axes[joint].suspectStatus.number == states[joint].status.number
  }

  // MARK: Torque

  /// The first joint that moved without torque a moment ago, or `.none`. A drive that is enabled on
  /// a falling arm catches it with a jerk.
  @_noLocks func motionAgainstArming() -> Fault {
    for joint in axes.indices where axes[joint].hasFeedback && !isHeld(joint) {
      guard axes[joint].standstill.hasMoved(within: standstill.time, now: time.now) else {
        continue
      }
      return Fault(
        .moving, subject: joint, value: axes[joint].standstill.lastSpeed,
        limit: axes[joint].standstill.limit, instant: time.now)
    }
    return .none()
  }

  /// Why a joint's place is not known, or that it stands beyond its stops; `.none`: neither.
  /// Who arms to find it (`toHome`) must not know it yet.
  @_noLocks func placeAgainstArming(_ joint: Int, toHome: UInt64) -> Fault {
    guard robot.joints[joint].isAbsolute else {
      let isKnown = states[joint].isReferenced || toHome >> UInt64(joint) & 1 == 1
      return isKnown ? .none() : Fault(.notReferenced, subject: joint, instant: time.now)
    }
    let reading = states[joint].rawPosition - axes[joint].turnOffset
    guard case .unknown(let turns) = axes[joint].turn.place(reading) else {
      return states[joint].isReferenced
        && axes[joint].turn.isBetween(states[joint].rawPosition.value)
        ? .none() : Fault(.notReferenced, subject: joint, instant: time.now)
    }
    let low = robot.joints[joint].lowerStop
    let high = robot.joints[joint].upperStop
    let isNearLow = (reading - low).magnitude < (reading - high).magnitude
    return Fault(
      .turnUnknown, subject: joint, value: reading.value, limit: isNearLow ? low.value : high.value,
      setting: axes[joint].turn.turn, detail: turns, instant: time.now)
  }

  /// What forbids torque beside the joints: a supply outside its range, or a chip of servos that is
  /// not as wanted; `.none`: neither.
  @_noLocks func conditionOfPower() -> Fault {
    let supply = conditionOfSupply()
    guard supply.code == .none, side.outputJoint >= 0, side.outputError != 0 else { return supply }
    return Fault(
      .outputLost, subject: Int(side.outputJoint), value: side.outputAge.seconds * 1e3,
      detail: Int(side.outputError), instant: time.now)
  }

  @_noLocks private func conditionOfSupply() -> Fault {
    guard robot.supply.isPresent, side.isSupplyKnown else { return .none() }
    let (low, high) = (robot.supply.lowest, robot.supply.highest)
    if side.supply < low {
      return Fault(.supplyLost, value: side.supply.value, limit: low.value)
    }
    if side.supply > high {
      return Fault(.supplyHigh, value: side.supply.value, limit: high.value)
    }
    return .none()
  }

  // MARK: Brakes

  /// Torque may go off, as far as the brakes are concerned.
  @_noLocks func areBrakesEngaged() -> Bool {
    for joint in brakes.indices where !isHeld(joint) && !brakes[joint].isEngaged { return false }
    return true
  }

  /// Every joint may move, as far as the brakes are concerned.
  @_noLocks func areBrakesFree() -> Bool {
    for joint in brakes.indices where !brakes[joint].isFree { return false }
    return true
  }

  /// A joint that has not moved since its brake was opened, and presses against something, presses
  /// against its brake.
  @_noLocks func explainByBrake(_ found: Fault) -> Fault {
    guard HoldingBrake.explains(found) else { return found }
    let joint = Int(found.subject)
    guard brakes.indices.contains(joint), brakes[joint].isSuspect else { return found }
    return Fault(
      .brakeStuck, subject: joint, value: states[joint].effort.value,
      limit: robot.joints[joint].effortLimit.value, detail: Int(found.code.rawValue),
      instant: found.instant)
  }
}
