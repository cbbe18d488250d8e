import Drives
import Kinematics
import Motion
public import RealTime
import Reducers
public import RobotCore
import Units

/// The robot's body in one step: what is known of each joint, what is wanted of it, and what the
/// step has to say.
///
/// The parts of a cycle (`Buses`, `Perception`, the phases, `Commanders`) work on it one after the
/// other; it decides nothing itself. Its own methods are questions that several of them ask.
public struct Body: ~Copyable {
  // Configuration
  /// The robot as its profile describes it.
  public let robot: RobotSheet
  let timing: TimingConfiguration
  /// How standstill is judged.
  let standstill: StandstillRule
  let model: RobotModel

  // Inputs of one step, for whoever works on it
  /// When it happens.
  var time = StepTime()
  /// What the loop learned besides frames.
  var side = SideInputs()

  // State
  /// What is known of each joint.
  public internal(set) var states: Table<JointState>
  /// What each joint should do before the guard.
  public internal(set) var setpoints: Table<JointCommand>
  /// What each joint is sent, after the guard.
  public internal(set) var commands: Table<JointCommand>
  /// Which safety function shaped each command.
  public internal(set) var limitedBy: Table<SafetyFunction>
  var axes: Table<Axis>
  var drives: Drives
  /// Where each joint is wanted, before impedance and gravity make a setpoint of it.
  var samples: Table<MotionSample>
  var pose: JointVector
  var gravity: JointVector
  var gravityWork: GravityWork
  var controllers: Table<JointController>
  var brakes: Table<HoldingBrake>
  /// Share of the stiffness that is in force, 0 … 1.
  var gains = 0.0
  /// Bit i: joint i goes on holding by its own stop kind while the body has no torque. A gripper
  /// keeps its grip in this way: its drive stays enabled, its setpoint stays what it was.
  public internal(set) var held: UInt64 = 0
  /// Bit i: joint i answers in time.
  public internal(set) var freshness: UInt64 = 0
  /// The first findings since the start that stopped or refused something, oldest first.
  ///
  /// Room for a read-back in which one register of every joint differs.
  public internal(set) var faultLog = Table(
    repeating: FaultLogEntry(fault: Fault(.none), stop: .none), count: 0,
    capacity: Capacity.faults)
  /// Cycle of the last finding; 0 when there was none.
  public internal(set) var lastFinding: UInt64 = 0

  // Outputs of one step
  /// Everything that a step says to the world around it.
  public internal(set) var outputs = CycleOutputs()

  init(
    _ configuration: borrowing RobotConfiguration, _ timing: TimingConfiguration,
    wireTimes: borrowing Table<Int64>
  ) {
    self.timing = timing
    standstill = StandstillRule(timing)
    let count = configuration.joints.count
    robot = RobotSheet(configuration)
    model = RobotModel(configuration)
    gravityWork = GravityWork(model)
    states = .init(repeating: JointState(), count: count)
    pose = .init(repeating: 0, count: count)
    gravity = .init(repeating: 0, count: count)
    setpoints = .init(repeating: JointCommand(), count: count)
    commands = .init(repeating: JointCommand(), count: count)
    limitedBy = .init(repeating: .none, count: count)
    samples = .init(repeating: MotionSample(), count: count)
    controllers = .init(repeating: JointController(JointConfiguration()), count: count)
    for joint in controllers.indices {
      controllers[joint] = JointController(configuration.joints[joint])
    }
    brakes = .init(repeating: HoldingBrake(JointConfiguration()), count: count)
    for joint in brakes.indices { brakes[joint] = HoldingBrake(configuration.joints[joint]) }
    drives = Drives(configuration)
    axes = Axis.all(of: configuration, wireTimes: wireTimes)
  }

  /// Everything it remembers, to or from a snapshot.
  @_noLocks mutating func exchange(_ pass: inout SnapshotPass) {
    pass.exchange(&states, &setpoints, &commands)
    pass.exchange(&limitedBy, &axes, &samples)
    pass.exchange(&pose, &gravity, &controllers)
    pass.exchange(&brakes)
    pass.exchange(&gains)
    pass.exchange(&held, &freshness, &lastFinding)
    pass.exchange(&faultLog)
    drives.exchange(&pass)
    outputs.exchange(&pass)
  }

  // MARK: What a step says

  /// One event.
  @_noLocks mutating func note(_ event: CycleEvent) { outputs.note(event) }

  /// Notes a finding in the event log and, unless an operator asked for it, in the fault log.
  @_noLocks mutating func noteFault(_ found: Fault, stop: StopKind) {
    lastFinding = time.cycle
    note(CycleEvent(found))
    // An operator's wish, and the end of a run, are no faults.
    guard found.code != .operatorStop, found.code != .ended else { return }
    if !faultLog.append(FaultLogEntry(fault: found, stop: stop)) { outputs.count(.faults) }
  }

  // MARK: What each joint is told

  /// What time it is for the drives, and how long they are waited for.
  var moment: DriveMoment {
    @_noLocks get {
      var moment = DriveMoment()
      moment.now = time.now
      moment.cycle = time.cycle
      moment.period = timing.period
      moment.patience = timing.exchangeTimeout
      moment.silenceLimit = timing.silenceLimit
      moment.driveTimeout = timing.driveTimeout
      return moment
    }
  }

  /// Setpoints restart from the measured pose: nothing that was wanted before survives a stop.
  ///
  /// But a joint that has held all along keeps its setpoint: a grip is more than a position.
  @_noLocks mutating func takeMeasuredPose() {
    for joint in samples.indices where !isHeld(joint) {
      samples[joint] = MotionSample()
      samples[joint].position = states[joint].position
    }
  }

  /// Orders every joint to its sample: impedance around it, gravity fed forward.
  @_noLocks mutating func hold(keepingWishes: Bool = false) {
    if !keepingWishes {
      for joint in axes.indices where axes[joint].wish == .poll { axes[joint].wish = .follow }
    }
    updateSetpoints()
  }

  /// Joint impedance around each sample, with gravity fed forward from our own model at the
  /// measured pose.
  @_noLocks mutating func updateSetpoints() {
    for joint in states.indices { pose[joint] = states[joint].position.value }
    model.gravity(position: pose, using: &gravityWork, into: &gravity)
    for joint in setpoints.indices {
      setpoints[joint] = controllers[joint].follow(
        samples[joint], feedForward: Effort(gravity[joint]), gain: isHeld(joint) ? 1 : gains)
    }
  }

  /// Every drive is asked for its feedback, and what holds goes on holding, until the phase of the
  /// robot wishes otherwise.
  @_noLocks mutating func beginWishes() {
    for joint in axes.indices {
      axes[joint].wish = isHeld(joint) ? .follow : .poll
      limitedBy[joint] = .none
    }
    freshness = 0
    for joint in states.indices where isTimely(joint, time.received) {
      freshness |= 1 << UInt64(joint)
    }
  }

  // MARK: Drives

  /// Copies what a drive owes to where it is looked at.
  @_noLocks mutating func showTalk(_ joint: Int) {
    states[joint].waitingSince = axes[joint].talk.waitingSince
    states[joint].askedSince = axes[joint].talk.askedSince
    states[joint].roundTrip = axes[joint].talk.roundTrip
  }

  /// Not asked, so neither silent nor late.
  @_noLocks mutating func excuseAll(_ joint: Int) {
    axes[joint].talk.excuseAll()
    showTalk(joint)
  }

  /// How long a question may be owed before it counts as lost in the account of answers.
  var accountWindow: Interval { @_noLocks get { timing.silenceLimit * 4 } }

  /// Remembers what is owed, at the moment of the step, not the nominal one: a late frame is not
  /// waited for before it left.
  @_noLocks mutating func posted(_ news: DriveNews, _ joint: Int, isPing: Bool = false) {
    for _ in 0..<news.unsent { outputs.count(.framesOut) }
    guard news.questions > 0 else { return }
    for _ in 0..<news.questions {
      axes[joint].talk.asked(at: time.received, window: accountWindow, isPing: isPing)
    }
    showTalk(joint)
  }

  /// A valid answer, not to a ping.
  @_noLocks mutating func answered(_ joint: Int, arrived: Instant) {
    let since = axes[joint].talk.waitingSince
    let waited = arrived - since
    if since != .never, waited >= timing.silenceLimit {
      note(
        CycleEvent(.feedbackBack, subject: joint, value: Double(waited.nanoseconds) * 1e-6))
      axes[joint].talk.forgetPings()
    }
    axes[joint].talk.answered(at: arrived)
    showTalk(joint)
  }

  /// True when the answer to a ping was owed.
  @_noLocks mutating func ponged(_ index: Int, joint: Int, arrived: Instant) -> Bool {
    guard axes[joint].talk.askedSince != .never, axes[joint].talk.ponged(index, at: arrived) else {
      return false
    }
    showTalk(joint)
    return true
  }
}

/// A finding and the stop it caused; `.none` when no drive carried torque.
public struct FaultLogEntry: BitwiseCopyable, Sendable {
  /// What was found.
  public let fault: Fault
  /// How it was answered.
  public let stop: StopKind

  @_noLocks init(fault: Fault, stop: StopKind) {
    self.fault = fault
    self.stop = stop
  }
}
