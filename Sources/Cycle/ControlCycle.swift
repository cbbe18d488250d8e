import Drives
import RealTime
import Reducers
public import RobotCore
import Safety
import Units
import Wire

/// One robot, one period: what was received becomes what is sent.
///
/// Configuration, state and step are kept apart; nothing here reads a clock, a file or a socket.
/// With equal inputs two cycles do the same, bit for bit, on one binary and architecture.
/// `ControlLoop` walks the stages in the order of `CycleStage` and does the input and output.
public struct ControlCycle: ~Copyable {
  /// Everything that a step does not compute itself. With the same inputs a step does the same.
  public var inputs: CycleInputs
  /// What is known of the robot, what is wanted of it, and what a step says.
  public internal(set) var body: Body
  /// What is known of the buses.
  public internal(set) var buses: Buses
  var perception: Perception
  var phases: PhaseMachine
  var commanders = Commanders()
  var safety: SafetyChain
  var previousLimits: Table<SafetyFunction>
  /// Largest difference of setpoint and estimate of a revolute joint while enabled, rad.
  public internal(set) var trackingError = 0.0
  /// The same of prismatic joints, m.
  public internal(set) var linearTrackingError = 0.0

  /// A robot at rest in the boot state. `isBench`: the bench timing set applies (vcan).
  /// `countsOverruns`: overruns are only counted, as in a twin, whose lateness is the host's.
  public init(
    _ configuration: borrowing RobotConfiguration, isBench: Bool, countsOverruns: Bool = false
  ) {
    var timing = isBench ? configuration.benchTiming : configuration.timing
    if countsOverruns { timing.overrunPolicy = .count }
    inputs = CycleInputs(buses: configuration.buses.count)
    buses = Buses(configuration)
    body = Body(configuration, timing, wireTimes: buses.wireTimes)
    perception = Perception(stampError: isBench ? timing.silenceLimit : .zero)
    phases = PhaseMachine(configuration, period: timing.period)
    safety = SafetyChain(configuration, timing: timing)
    previousLimits = .init(repeating: .none, count: configuration.joints.count)
  }

  /// One stage of a step. Whoever drives a cycle walks `CycleStage` from its first to its last and
  /// does what is the shell's in it first: before `receive` it fills the inputs; `send` and
  /// `record` are its own.
  @_noLocks public mutating func run(_ stage: CycleStage) {
    switch stage {
    case .receive: receive()
    case .decode: decode()
    case .estimate: perception.estimate(&body)
    case .decide: decide()
    case .guard: guardCommands()
    case .encode: encode()
    case .send, .record: break
    }
  }

  /// Asks for the operator's reset, lease and arm, once, as soon as every drive has been heard, and
  /// then for a motion; −1: none.
  @_noLocks public mutating func autostart(motion index: Int) {
    phases.autostart.want(motion: index)
  }

  // MARK: Receive → decode: bytes become meaning once, here

  /// Takes in what became of the step before, and what the loop has to tell of itself.
  @_noLocks private mutating func receive() {
    body.time = StepTime(inputs)
    body.side = inputs.side
    body.outputs.begin()
    buses.receive(inputs.links, body.time, into: &body.outputs)
    guard inputs.culprit >= 0 else { return }
    body.note(
      CycleEvent(
        .overrun, detail: inputs.culprit, value: Double(inputs.overrunBy.nanoseconds)))
  }

  /// Takes every received frame in.
  @_noLocks private mutating func decode() {
    perception.forgiveAbsence(&body)
    for index in inputs.frames.indices {
      let frame = inputs.frames[index]
      let bus = Int(frame.bus)
      guard bus < buses.accounts.count else { continue }
      if frame.has(CANFrame.error) {
        buses.takeError(frame, bus: bus, into: &body.outputs)
      } else if frame.has(CANFrame.confirmed) {
        buses.takeConfirmation(bus: bus, into: &body.outputs)
      } else {
        buses.takeData(bus: bus, at: body.time.now)
        take(frame, bus: bus)
      }
    }
  }

  /// Which axis listens to this arbitration id on this bus; −1: none.
  @_noLocks private func owner(of frame: CANFrame, bus: Int) -> Int {
    for joint in body.axes.indices
    where body.axes[joint].bus == bus && body.drives.owns(frame, joint) {
      return joint
    }
    return -1
  }

  @_noLocks private mutating func take(_ frame: CANFrame, bus: Int) {
    let joint = owner(of: frame, bus: bus)
    guard joint >= 0 else {
      if buses.takeForeign(frame, bus: bus, &body) { return }
      buses.overhear(frame, bus: bus, &body)
      buses.takeUnknown(frame, bus: bus, into: &body.outputs)
      return
    }
    let arrived = frame.stamp == 0 ? body.time.received : Instant(nanoseconds: frame.stamp)
    var news = DriveNews()
    body.drives.take(frame, of: joint, at: arrived, body.moment, into: &news)
    if news.hasReport {
      buses.noteFormat(of: frame, joint: joint, bus: bus, &body)
      phases.moving.watchOwnHoming(news.report, joint: joint, &body)
      let jump = perception.take(
        news.report, joint: joint, arrived: arrived,
        isLoose: !phases.isEnabled && !body.isHeld(joint), &body)
      if jump.code != .none { phases.jumped(jump, joint: joint, &body) }
    } else if news.isAnswer {
      body.answered(joint, arrived: arrived)
      phases.takePreparation(news, joint: joint, &body, buses)
    } else if news.isUnderstood, news.pong < 0 {
      phases.takePreparation(news, joint: joint, &body, buses)
    } else if news.pong < 0 || !body.ponged(news.pong, joint: joint, arrived: arrived) {
      buses.takeMisheard(frame, joint: joint, bus: bus, &body)
    }
  }

  // MARK: Decide: what each drive is sent and where each joint should be

  @_noLocks private mutating func decide() {
    body.beginWishes()
    phases.watchFoundEnabled(&body)
    commanders.answer(inputs, &phases, &body, buses)
    commanders.stepAutostart(&phases, &body, buses)
    phases.step(&body, buses)
    obeyReset()
  }

  /// What was remembered of the joints is over where a reset or a place found says so.
  @_noLocks private mutating func obeyReset() {
    if let kept = phases.takeReset() {
      safety.reset(keeping: kept)
      // A drive that lost its reference gets it back from its absolute encoder on a reset only.
      if phases.phase == .disarmed {
        for joint in body.states.indices { perception.referenceAgain(joint, &body) }
      }
    }
    let placed = phases.moving.takePlaced()
    guard placed != 0 else { return }
    for joint in body.states.indices where placed >> UInt64(joint) & 1 == 1 {
      safety.placed(joint, body.states[joint])
    }
  }

  // MARK: Guard: last before the wire; nothing goes round it

  /// Holds what was measured and what is wanted against every limit.
  @_noLocks private mutating func guardCommands() {
    let watched = safetyInputs()
    phases.takeTwinFailure(&body)
    phases.act(on: buses.watchTalk(body), &body, buses)
    phases.act(
      on: safety.monitor(watched, states: body.states, setpoints: body.setpoints), &body, buses)
    for joint in body.commands.indices { body.commands[joint] = body.setpoints[joint] }
    phases.act(
      on: safety.limit(
        watched, states: body.states, commands: &body.commands, limitedBy: &body.limitedBy),
      &body, buses)
    noteLimits()
    trackError()
    phases.stepBrakes(&body)
  }

  @_noLocks private func safetyInputs() -> SafetyInputs {
    var watched = SafetyInputs()
    watched.now = body.time.received
    watched.isEnabled = phases.isEnabled || body.held != 0
    watched.powered = body.held
    if phases.isEnabled {
      watched.powered = phases.phase == .stopping ? ~phases.stopping.stop.off : .max
    }
    watched.searching = phases.moving.searching
    watched.commanderSilence = phases.phase == .moving ? commanders.silence : .zero
    watched.commanderTimeout = commanders.timeout
    watched.hasOverrun = inputs.hasOverrun
    watched.lateness = inputs.lateness
    watched.emergencyStopOpen = body.side.emergencyStopOpen
    watched.openLine = body.side.openLine
    watched.isSupplyKnown = body.side.isSupplyKnown
    watched.supply = body.side.supply
    watched.supplyAge = body.side.supplyAge
    watched.outputJoint = body.side.outputJoint
    watched.outputAge = body.side.outputAge
    watched.outputError = body.side.outputError
    watched.hasOutputRestarted = body.side.hasOutputRestarted
    return watched
  }

  /// One event when a function begins to shape a joint's command, none while it goes on.
  @_noLocks private mutating func noteLimits() {
    for joint in body.limitedBy.indices {
      let function = body.limitedBy[joint]
      if function != previousLimits[joint], function != .none {
        body.note(CycleEvent(.limited, detail: Int(function.rawValue), subject: joint))
      }
      previousLimits[joint] = function
    }
  }

  @_noLocks private mutating func trackError() {
    guard phases.phase == .moving || phases.phase == .holding else { return }
    for joint in body.states.indices where body.axes[joint].hasFeedback {
      let error = (body.setpoints[joint].position - body.states[joint].position).magnitude.value
      if body.robot.joints[joint].type == .prismatic {
        if error > linearTrackingError { linearTrackingError = error }
      } else if error > trackingError {
        trackingError = error
      }
    }
  }

  // MARK: Encode: wishes and commands become frames

  /// Fills the frames to send: stops first, so that a full queue costs a command and not a stop.
  @_noLocks private mutating func encode() {
    body.drives.open(
      body.moment, quiet: QuietBuses(body.axes).mask, into: &body.outputs.frames)
    for joint in body.axes.indices where body.axes[joint].wish == .disable {
      speak(.disable, to: joint)
    }
    for joint in body.axes.indices where body.axes[joint].wish != .disable {
      speak(body.axes[joint].wish, to: joint)
    }
    for joint in body.axes.indices where body.axes[joint].wish == .enable {
      speak(.follow, to: joint)
    }
    buses.postPings(&body)
  }

  @_noLocks private mutating func speak(_ wish: DriveWish, to joint: Int) {
    var news = DriveNews()
    var command = DriveCommand()
    if wish == .follow || wish == .home {
      var wanted = body.commands[joint]
      wanted.position = wanted.position - body.axes[joint].turnOffset
      command = body.axes[joint].reducer.drive(wanted)
    }
    command.releasesBrake = body.brakes[joint].isReleased
    body.drives.speak(
      wish, to: joint, command, body.moment, into: &body.outputs.frames, news: &news)
    body.posted(news, joint)
    if !body.axes[joint].hasFeedback { perception.takeOpenLoop(news, joint: joint, &body) }
    if news.finding.code != .none {
      phases.takePreparation(news, joint: joint, &body, buses)
    }
  }
}
