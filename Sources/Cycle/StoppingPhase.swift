import Drives
import Motion
import RealTime
import RobotCore
import Units

/// The phase `stopping`: leads the body on the way that `Stopping` decides, down to the last act,
/// torque off or held, with evidence from every joint.
struct StoppingPhase: ~Copyable {
  /// How, since when and how far.
  var stop = Stopping()
  /// Brings every joint to rest within its acceleration limit.
  private var deceleration: Brake

  init(_ configuration: borrowing RobotConfiguration) { deceleration = Brake(configuration) }

  /// Everything it remembers, to or from a snapshot.
  @_noLocks mutating func exchange(_ pass: inout SnapshotPass) {
    pass.exchange(&stop)
    deceleration.exchange(&pass)
  }

  // MARK: Begin

  /// What matters of the body when a stop is asked for in `phase`. `isPartly`: some drives are
  /// enabled and some are not.
  @_noLocks static func cause(
    in phase: RobotPhase, isPartly: Bool, _ body: borrowing Body
  ) -> StopCause.Occasion {
    var view = StopCause.Occasion()
    view.isPartly = isPartly
    view.held = body.held
    switch phase {
    case .latched, .disarmed, .arming: view.isArmed = false
    case .holding, .moving, .stopping: view.isArmed = true
    }
    view.allHold = true
    view.allBrake = true
    for joint in body.axes.indices {
      if body.robot.joints[joint].stopKind != .hold { view.allHold = false }
      if body.robot.joints[joint].stopKind != .brake { view.allBrake = false }
      if !body.states[joint].isReferenced, !body.robot.joints[joint].isAbsolute {
        view.isLost = true
      }
    }
    return view
  }

  /// A stop begins, or begins anew: what joints showed before does not count. `isFirst`: none was
  /// under way.
  @_noLocks mutating func begin(_ found: Fault, isFirst: Bool, _ body: inout Body) {
    giveWay(found, &body)
    for joint in body.axes.indices { body.axes[joint].evidence.begin() }
    if isFirst { StoppingPhase.rememberPlaces(&body) }
    if stop.stage == .decelerate {
      deceleration.begin(from: body.samples, now: body.time.now)
    }
  }

  /// Where each joint stands as long as it is led.
  @_noLocks private static func rememberPlaces(_ body: inout Body) {
    for joint in body.axes.indices {
      body.axes[joint].evidence.lead(at: body.states[joint].position)
    }
  }

  // MARK: One cycle

  /// Leads every joint on its way, and says what follows. `ramp` is arming's share of the
  /// stiffness: a stop that came into the ramp goes on with it, as half a spring holds nothing.
  @_noLocks mutating func step(
    _ player: inout MotionPlayer, ramp: Double, _ body: inout Body
  ) -> Stopping.Step {
    let wasControlled = stop.isControlled
    if stop.stage != .off, body.gains < 1 { body.gains = ramp }
    var step = stop.step(lead(&player, &body), limits(body))
    // Where position control ends: what a joint travels from here on, it sinks.
    if wasControlled { StoppingPhase.rememberPlaces(&body) }
    // In the same cycle: a grip must not be without its setpoint for a single one.
    if step == .letGo { step = stop.step(lead(&player, &body), limits(body)) }
    return step
  }

  @_noLocks private func limits(_ body: borrowing Body) -> Stopping.Limits {
    Stopping.Limits(longest: body.robot.safety.stopTimeout, damped: body.robot.safety.dampedTime)
  }

  /// Leads every joint on the way of the stop's stage, and looks how far it has come.
  @_noLocks private mutating func lead(
    _ player: inout MotionPlayer, _ body: inout Body
  ) -> Stopping.View {
    var view = Stopping.View()
    view.now = body.time.now
    view.isEngaged = body.areBrakesEngaged()
    switch stop.stage {
    case .decelerate:
      view.hasArrived = deceleration.step(now: body.time.now, into: &body.samples)
      follow(&body)
      if view.hasArrived { view.isStill = areHeldStill(body) }
    case .descend:
      view.hasArrived = player.step(now: body.time.now, into: &body.samples)
      follow(&body)
    case .engage: stop.isControlled ? follow(&body) : damp(&body)
    case .damp: damp(&body)
    case .off: letGo(&body, &view)
    }
    return view
  }

  @_noLocks private mutating func follow(_ body: inout Body) {
    // A joint that its brake holds is wanted where it is, whatever way the others are led.
    for joint in body.brakes.indices where body.brakes[joint].holds {
      body.samples[joint] = MotionSample(position: body.states[joint].position)
    }
    letGiveWay(&body)
    body.hold()
    obeyOwnKinds(&body)
  }

  /// Damping only, but for joints whose own kind is to hold: those keep the setpoint that they
  /// have, since a grip is the distance between setpoint and finger.
  @_noLocks private mutating func damp(_ body: inout Body) {
    for joint in body.samples.indices {
      let position = body.samples[joint].position
      body.samples[joint] = MotionSample()
      body.samples[joint].position =
        canHold(joint, body) ? position : body.states[joint].position
    }
    body.updateSetpoints()
    for joint in body.axes.indices {
      body.axes[joint].wish = .follow
      if !canHold(joint, body) {
        body.setpoints[joint] = body.controllers[joint].damp(at: body.states[joint].position)
      }
    }
    obeyOwnKinds(&body)
  }

  /// While the others are brought down, a joint whose own kind leaves no position control has none.
  @_noLocks private mutating func obeyOwnKinds(_ body: inout Body) {
    guard stop.kind == .controlledDescent else { return }
    for joint in body.axes.indices {
      switch stop.ownWay(of: joint, body.robot.joints[joint].stopKind) {
      case .follow: break
      case .damp:
        body.setpoints[joint] = body.controllers[joint].damp(at: body.states[joint].position)
      case .disable: body.axes[joint].wish = .disable
      case .brake:
        guard body.brakes[joint].isEngaged else { break }
        body.axes[joint].wish = .disable
        stop.switchedOff(joint)
      }
    }
    relaxGivingJoints(&body)
  }

  /// A joint that does not answer, or whose drive stopped itself, is told to disable while the
  /// others are brought down.
  @_noLocks func disableSilentJoints(_ body: inout Body, _ buses: borrowing Buses) {
    for joint in body.axes.indices where body.axes[joint].hasFeedback {
      // On a flooded bus the drives answer, and are not read: they go on with what they are sent.
      let isUnread = buses.accounts[body.axes[joint].bus].unreadSince != .never
      if (!isUnread && !body.isFresh(joint, body.time.looked))
        || body.states[joint].status == .fault
      {
        body.axes[joint].wish = .disable
      }
    }
  }

  /// The brake of a joint stays open in a stop: while it travels, unless it has come to rest by its
  /// own kind while the others go on down.
  @_noLocks func keepsBrakeOpen(_ joint: Int, _ body: borrowing Body) -> Bool {
    let staysBehind =
      stop.kind == .controlledDescent && stop.stage != .decelerate
      && body.robot.joints[joint].stopKind == .brake
    return stop.keepsBrakesOpen && !staysBehind
  }
}
