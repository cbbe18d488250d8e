import Drives
import RealTime
import Reducers
import RobotCore
import Units

/// Decode → estimate: what a drive reports becomes what is known of its joint, once it can be
/// believed, and every joint is known at one instant, the cycle's nominal time.
struct Perception: BitwiseCopyable, Sendable {
  /// How much later than sampled an answer may be stamped. On a bench the device side is a process
  /// too, and answers late when its host does; a real drive's latency is in its profile.
  let stampError: Interval
  /// When the step before this one looked, and its nominal time.
  private var lastReceived = Instant.never
  private var lastEstimate = Instant.never

  @_noLocks init(stampError: Interval) { self.stampError = stampError }

  /// Time in which this process did not run counts for nobody: nothing was looked for in it, and an
  /// answer may lie in the socket still. That is the overrun's finding, not a joint's. Ordinary
  /// jitter is not taken off: it comes back in the next cycle.
  @_noLocks mutating func forgiveAbsence(_ body: inout Body) {
    let away = body.time.received - lastReceived - body.timing.period
    let isFirst = lastReceived == .never
    lastReceived = body.time.received
    guard !isFirst, away >= body.timing.period else { return }
    for joint in body.axes.indices {
      body.axes[joint].talk.excuse(away)
      body.showTalk(joint)
      // Up to a silence limit a velocity is believed unseen, beyond it nothing is known.
      guard away >= body.timing.silenceLimit else { continue }
      body.axes[joint].standstill.excuse(away)
    }
  }

  // MARK: Decode

  /// What one report of a drive says of its joint. `isLoose`: nothing gives it torque. Returns a
  /// jump that cost the joint its reference, `.none`: there was none.
  @_noLocks func take(
    _ report: DriveReport, joint: Int, arrived: Instant, isLoose: Bool, _ body: inout Body
  ) -> Fault {
    let sampled = arrived - body.axes[joint].age
    let at = body.axes[joint].reducer.joint(report)
    let silence = sampled - body.states[joint].sampled
    var jump = Fault(.none)
    body.answered(joint, arrived: arrived)
    if body.states[joint].isKnown {
      guard
        isBelieved(
          at.position, velocity: at.velocity, joint: joint, sampled: sampled, &body, &jump)
      else { return jump }
      // A drive that was not heard may have restarted meanwhile, and its count begun anew.
      if silence >= body.timing.silenceLimit, isLoose,
        body.states[joint].isReferenced
      {
        tellTurn(joint, reading: at.position, &body)
      }
    } else {
      body.states[joint].isKnown = true
      body.states[joint].status = report.status
      body.axes[joint].suspectStatus = report.status
      body.axes[joint].standstill.begin(at.velocity)
      tellTurn(joint, reading: at.position, &body)
    }
    let position = at.position + body.axes[joint].turnOffset
    body.states[joint].rawPosition = position
    body.states[joint].rawVelocity = at.velocity
    body.states[joint].effort = at.effort
    body.states[joint].sampled = sampled
    body.states[joint].report = report
    takeStatus(report, joint: joint, &body)
    body.axes[joint].estimator.correct(position: position, velocity: at.velocity, at: sampled)
    return jump
  }

  /// What a drive says of itself counts once two frames in a row say it: a stray frame with another
  /// state in it neither stops a robot nor proves a torque to be off.
  @_noLocks private func takeStatus(_ report: DriveReport, joint: Int, _ body: inout Body) {
    if report.status != body.axes[joint].suspectStatus {
      body.axes[joint].suspectStatus = report.status
      return
    }
    body.states[joint].status = report.status
    body.states[joint].driveFault = report.fault
    guard report.fault != body.axes[joint].loggedFault else { return }
    body.axes[joint].loggedFault = report.fault
    if report.fault != .none {
      body.note(CycleEvent(.driveFault, detail: Int(report.fault.rawValue), subject: joint))
    }
  }

  /// Joints whose drive says nothing: what it was told, at the speed that it can have, stands for
  /// what is known of it, and is evidence of nothing. A model neither jumps nor loses its
  /// reference, and is heard in every cycle.
  @_noLocks func takeOpenLoop(_ news: DriveNews, joint: Int, _ body: inout Body) {
    body.outputs.pulses[joint] = body.drives.pulse(of: joint)
    guard news.hasReport else { return }
    let at = body.axes[joint].reducer.joint(news.report)
    body.states[joint].isKnown = true
    body.states[joint].isReferenced = true
    body.states[joint].status = news.report.status
    body.axes[joint].suspectStatus = news.report.status
    body.states[joint].rawPosition = at.position
    body.states[joint].rawVelocity = at.velocity
    body.states[joint].sampled = body.time.now
    body.axes[joint].estimator.correct(
      position: at.position, velocity: at.velocity, at: body.time.now)
  }

  // MARK: Jumps

  /// A jump larger than what the joint can move means that the drive restarted or was re-zeroed:
  /// its zero is not to be trusted until a reset. One reading is no jump: the next one must say the
  /// same.
  @_noLocks private func isBelieved(
    _ reading: Position, velocity: Velocity, joint: Int, sampled: Instant, _ body: inout Body,
    _ found: inout Fault
  ) -> Bool {
    let position = reading + body.axes[joint].turnOffset
    let jump = (position - body.states[joint].rawPosition).magnitude
    let possible = reach(
      joint, velocity: velocity, since: body.states[joint].sampled, until: sampled, body)
    guard jump > possible else {
      if body.axes[joint].suspectSampled != .never {
        body.axes[joint].suspectSampled = .never
        body.note(
          CycleEvent(.strayFrame, subject: joint, value: body.axes[joint].suspectPosition.value))
      }
      return true
    }
    let suspected = body.axes[joint].suspectSampled
    let between = (position - body.axes[joint].suspectPosition).magnitude
    body.axes[joint].suspectPosition = position
    body.axes[joint].suspectSampled = sampled
    guard suspected != .never,
      between <= reach(joint, velocity: velocity, since: suspected, until: sampled, body)
    else { return false }
    body.axes[joint].suspectSampled = .never
    if body.states[joint].isReferenced {
      body.states[joint].isReferenced = false
      found = Fault(
        .positionJump, subject: joint, value: jump.value, limit: possible.value,
        instant: body.time.now)
    }
    body.axes[joint].estimator.reset()
    return true
  }

  /// How far a joint can have come between two measurements: at twice the faster of the two speeds,
  /// with a tenth of its top speed for what it may have gained; at twice its top speed after a
  /// silence, in which it may have done anything.
  @_noLocks private func reach(
    _ joint: Int, velocity: Velocity, since last: Instant, until now: Instant,
    _ body: borrowing Body
  ) -> Position {
    let gap = now - last
    let top = body.robot.joints[joint].velocityLimit.value * 2
    var speed = velocity.magnitude.value
    let before = body.states[joint].rawVelocity.magnitude.value
    if before > speed { speed = before }
    speed = speed * 2 + top * 0.05
    if gap >= body.timing.silenceLimit || speed > top { speed = top }
    let time = gap + stampError
    // 0.02 rad or m of margin: encoder noise and packing of the coarsest drive are below it.
    return Position(speed * (time > .zero ? time.seconds : 0) + 0.02)
  }

  // MARK: Reference

  /// Tells the turn of a joint from its stops, or drops its reference.
  @_noLocks private func tellTurn(_ joint: Int, reading: Position, _ body: inout Body) {
    body.states[joint].isReferenced = false
    guard body.robot.joints[joint].isAbsolute else {
      // Nobody knows where it is. It is taken to rest where it stays without torque, so that its
      // weight is not carried at any odd pose until it has been homed.
      let offset = body.robot.joints[joint].restPosition - reading
      if offset != body.axes[joint].turnOffset { body.axes[joint].estimator.reset() }
      body.axes[joint].turnOffset = offset
      return
    }
    switch body.axes[joint].turn.place(reading) {
    case .unknown: break
    case .found(let offset):
      if offset != body.axes[joint].turnOffset {
        body.axes[joint].estimator.reset()
        body.note(CycleEvent(.turn, subject: joint, value: offset.value))
      }
      body.axes[joint].turnOffset = offset
      body.states[joint].isReferenced = true
    }
  }

  /// A joint that lost its reference gets it back from its absolute encoder, on a reset only.
  @_noLocks func referenceAgain(_ joint: Int, _ body: inout Body) {
    guard body.states[joint].isKnown, !body.states[joint].isReferenced else { return }
    let reading = body.states[joint].rawPosition - body.axes[joint].turnOffset
    tellTurn(joint, reading: reading, &body)
    let position = reading + body.axes[joint].turnOffset
    guard position != body.states[joint].rawPosition else { return }
    body.states[joint].rawPosition = position
    body.states[joint].position = position
    body.axes[joint].estimator.reset()
  }

  // MARK: Estimate

  /// Predicts every known joint to the cycle's nominal time.
  @_noLocks mutating func estimate(_ body: inout Body) {
    let gap = body.time.now - lastEstimate
    lastEstimate = body.time.now
    let pole = body.standstill.pole(over: gap)
    for joint in body.states.indices where body.states[joint].isKnown {
      // Constant velocity is believed for as long as a joint counts as fresh; a silent joint's
      // estimate stays where it was then, instead of flying off.
      let reach = body.states[joint].sampled + body.timing.period * 3
      let at = body.axes[joint].estimator.predict(
        at: body.time.now < reach ? body.time.now : reach)
      body.states[joint].position = at.position
      body.states[joint].velocity = at.velocity
      body.axes[joint].standstill.step(
        at.velocity, isTimely: body.isTimely(joint, body.time.looked), pole: pole,
        now: body.time.now)
    }
  }
}
