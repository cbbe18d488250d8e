import Drives
import RealTime
import Reducers
import RobotCore
import Units

// Decode: what a drive reports becomes what is known of its joint, once it can be believed.
extension ControlCycle {
  @_noLocks mutating func take(_ report: DriveReport, joint: Int, arrived: Instant) {
    let sampled = arrived - axes[joint].age
    let at = axes[joint].reducer.joint(report)
    let silence = sampled - states[joint].sampled
    answered(joint, arrived: arrived)
    if joint == homingJoint { watchOwnHoming(joint, reading: at.position) }
    if states[joint].isKnown {
      guard isBelieved(at.position, velocity: at.velocity, joint: joint, sampled: sampled) else {
        return
      }
      // A drive that was not heard may have restarted meanwhile, and its count begun anew.
      if silence >= timing.silenceLimit, !isEnabled, !isHeld(joint), states[joint].isReferenced {
        tellTurn(joint, reading: at.position)
      }
    } else {
      states[joint].isKnown = true
      states[joint].status = report.status
      axes[joint].suspectStatus = report.status
      axes[joint].standstill.begin(at.velocity)
      tellTurn(joint, reading: at.position)
    }
    let position = at.position + axes[joint].turnOffset
    states[joint].rawPosition = position
    states[joint].rawVelocity = at.velocity
    states[joint].effort = at.effort
    states[joint].sampled = sampled
    states[joint].driverTemperature = report.driverTemperature
    states[joint].motorTemperature = report.motorTemperature
    takeStatus(report, joint: joint)
    axes[joint].estimator.correct(position: position, velocity: at.velocity, at: sampled)
  }

  /// What a drive says of itself counts once two frames in a row say it: a stray frame with another
  /// state in it neither stops a robot nor proves a torque to be off.
  @_noLocks private mutating func takeStatus(_ report: DriveReport, joint: Int) {
    if report.status != axes[joint].suspectStatus {
      axes[joint].suspectStatus = report.status
      return
    }
    states[joint].status = report.status
    states[joint].driveFault = report.fault
    noteDriveFault(joint)
  }

  // MARK: Jumps

  /// A jump larger than what the joint can move means that the drive restarted or was re-zeroed:
  /// its zero is not to be trusted until a reset. One reading is no jump: the next one must say the
  /// same.
  @_noLocks private mutating func isBelieved(
    _ reading: Position, velocity: Velocity, joint: Int, sampled: Instant
  ) -> Bool {
    let position = reading + axes[joint].turnOffset
    let jump = (position - states[joint].rawPosition).magnitude
    let possible = reach(joint, velocity: velocity, since: states[joint].sampled, until: sampled)
    guard jump > possible else {
      if axes[joint].suspectSampled != .zero {
        axes[joint].suspectSampled = .zero
        note(
          CycleEvent(.strayFrame, subject: joint, value: axes[joint].suspectPosition.value))
      }
      return true
    }
    let suspected = axes[joint].suspectSampled
    let between = (position - axes[joint].suspectPosition).magnitude
    axes[joint].suspectPosition = position
    axes[joint].suspectSampled = sampled
    guard suspected != .zero,
      between <= reach(joint, velocity: velocity, since: suspected, until: sampled)
    else { return false }
    axes[joint].suspectSampled = .zero
    if states[joint].isReferenced { jumped(joint, by: jump, possible: possible, at: sampled) }
    axes[joint].estimator.reset()
    return true
  }

  /// How far a joint can have come between two measurements: at twice the faster of the two speeds,
  /// with a tenth of its top speed for what it may have gained; at twice its top speed after a
  /// silence, in which it may have done anything.
  @_noLocks private func reach(
    _ joint: Int, velocity: Velocity, since last: Instant, until now: Instant
  ) -> Position {
    let gap = now - last
    let top = robot.joints[joint].velocityLimit.value * 2
    var speed = velocity.magnitude.value
    let before = states[joint].rawVelocity.magnitude.value
    if before > speed { speed = before }
    speed = speed * 2 + top * 0.05
    if gap >= timing.silenceLimit || speed > top { speed = top }
    let time = gap + stampError
    // 0.02 rad or m of margin: encoder noise and packing of the coarsest drive are below it.
    return Position(speed * (time > .zero ? time.seconds : 0) + 0.02)
  }

  @_noLocks private mutating func jumped(
    _ joint: Int, by jump: Position, possible: Position, at sampled: Instant
  ) {
    states[joint].isReferenced = false
    let found = Fault(
      .positionJump, subject: joint, value: jump.value, limit: possible.value, instant: inputs.now)
    if isEnabled {
      beginStop(.damped, found, now: inputs.now)
    } else if isHeld(joint) {
      beginStop(.torqueOff, found, now: inputs.now)
    } else if phase == .disarmed {
      latch(found)
    } else {
      failArming(found)
    }
  }

  // MARK: Reference

  /// Tells the turn of a joint from its stops, or drops its reference.
  @_noLocks private mutating func tellTurn(_ joint: Int, reading: Position) {
    states[joint].isReferenced = false
    guard robot.joints[joint].isAbsolute else {
      // Nobody knows where it is. It is taken to rest where it stays without torque, so that its
      // weight is not carried at any odd pose until it has been homed.
      let offset = robot.joints[joint].restPosition - reading
      if offset != axes[joint].turnOffset { axes[joint].estimator.reset() }
      axes[joint].turnOffset = offset
      return
    }
    switch axes[joint].turn.place(reading) {
    case .unknown: break
    case .found(let offset):
      if offset != axes[joint].turnOffset {
        axes[joint].estimator.reset()
        note(CycleEvent(.turn, subject: joint, value: offset.value))
      }
      axes[joint].turnOffset = offset
      states[joint].isReferenced = true
    }
  }

  /// A joint that lost its reference gets it back from its absolute encoder, on a reset only.
  @_noLocks mutating func referenceAgain(_ joint: Int) {
    guard states[joint].isKnown else { return }
    let reading = states[joint].rawPosition - axes[joint].turnOffset
    tellTurn(joint, reading: reading)
    let position = reading + axes[joint].turnOffset
    guard position != states[joint].rawPosition else { return }
    states[joint].rawPosition = position
    states[joint].position = position
    axes[joint].estimator.reset()
  }

  /// Why a joint's place is not known, or that it stands beyond its stops; `.none`: neither.
  @_noLocks func placeAgainstArming(_ joint: Int) -> Fault {
    guard robot.joints[joint].isAbsolute else {
      // Who arms to find it must not know it yet.
      let isKnown = states[joint].isReferenced || toHome >> UInt64(joint) & 1 == 1
      return isKnown ? .none() : Fault(.notReferenced, subject: joint, instant: inputs.now)
    }
    let reading = states[joint].rawPosition - axes[joint].turnOffset
    guard case .unknown(let turns) = axes[joint].turn.place(reading) else {
      return states[joint].isReferenced
        && axes[joint].turn.isBetween(states[joint].rawPosition.value)
        ? .none() : Fault(.notReferenced, subject: joint, instant: inputs.now)
    }
    let low = robot.joints[joint].lowerStop
    let high = robot.joints[joint].upperStop
    let isNearLow = (reading - low).magnitude < (reading - high).magnitude
    return Fault(
      .turnUnknown, subject: joint, value: reading.value, limit: isNearLow ? low.value : high.value,
      setting: axes[joint].turn.turn, detail: turns, instant: inputs.now)
  }
}
