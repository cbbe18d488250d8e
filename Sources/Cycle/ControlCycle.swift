import Drives
import Kinematics
import Motion
public import RealTime
import Reducers
public import RobotCore
import Safety
import Units
import Wire

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

/// How a run went.
public struct RunOutcome: BitwiseCopyable, Sendable {
  /// A fault is latched at the end, or `--motion` could not begin.
  public let hasFailed: Bool
  /// A fault is latched at the end: there is something to look at.
  public let hasFault: Bool
  /// The motion of the command line never began.
  public let lacksMotion: Bool
  /// A drive was never heard, and had its time to answer.
  public let isDriveMissing: Bool
}

/// One robot, one period: what was received becomes what is sent.
///
/// Configuration, state and step are kept apart; nothing here reads a clock, a file or a socket.
/// With equal inputs two cycles do the same, bit for bit, on one binary and architecture.
/// `ControlLoop` walks the stages in the order of `CycleStage` and does the input and output.
public struct ControlCycle: ~Copyable {
  // Configuration
  /// The robot as its profile describes it.
  public let robot: Robot
  let timing: TimingConfiguration
  let model: RobotModel
  let wireTimes: Table<Int64>
  /// How standstill is judged.
  let standstill: StandstillRule
  /// How much later than sampled an answer may be stamped. On a bench the device side is a process
  /// too, and answers late when its host does; a real drive's latency is in its profile.
  let stampError: Interval

  // Inputs of one step
  /// Everything that a step does not compute itself. With the same inputs a step does the same.
  public var inputs: CycleInputs

  // State
  /// Where the robot stands.
  public internal(set) var phase = RobotPhase.latched
  /// The latched finding, or the one that a stop under way answers.
  public internal(set) var fault = Fault(.bootState)
  /// What is known of each joint.
  public internal(set) var states: Table<JointState>
  /// What each joint should do before the guard.
  public internal(set) var setpoints: Table<JointCommand>
  /// What each joint is sent, after the guard.
  public internal(set) var commands: Table<JointCommand>
  /// Which safety function shaped each command.
  public internal(set) var limitedBy: Table<SafetyFunction>
  /// Account of each bus.
  public internal(set) var buses: Table<BusAccount>
  /// Motion being played: index, −1 point to point, −2 none.
  public internal(set) var motion: Int32 = -2
  /// The first findings since the start that stopped or refused something, oldest first.
  ///
  /// Room for a read-back in which one register of every joint differs.
  public internal(set) var faultLog = Table(
    repeating: FaultLogEntry(fault: Fault(.none), stop: .none), count: 0,
    capacity: Capacity.faults)
  /// What found no room in a list of the cycle since the start.
  @_noLocks public func leftOut(_ list: CapacityCode) -> UInt64 { lost[Int(list.rawValue)] }
  /// Cycle of the last finding; 0 when there was none.
  public internal(set) var lastFinding: UInt64 = 0
  /// Largest difference of setpoint and estimate of a revolute joint while enabled, rad.
  public internal(set) var trackingError = 0.0
  /// The same of prismatic joints, m.
  public internal(set) var linearTrackingError = 0.0
  var axes: Table<Axis>
  var drives: Drives
  var samples: Table<MotionSample>
  var pose: JointVector
  var gravity: JointVector
  var gravityWork: GravityWork
  var player: MotionPlayer
  var brake: Brake
  var controllers: Table<JointController>
  var brakes: Table<HoldingBrake>
  let homingRules: Table<HomingRule>
  /// The joint that looks for its place.
  var homing = Homing()
  /// Which one that is; −1: none.
  var homingJoint = -1
  /// Bit i: joint i is to find its place, and has not yet.
  var toHome: UInt64 = 0
  var safety: SafetyChain
  /// Who may command.
  public internal(set) var lease = Lease()
  /// Time since the last sign of life of the commander whose motion runs; zero: none runs.
  var commanderSilence = Interval.zero
  var commanderTimeout = Interval.zero
  /// Since when the position has been held with nobody in command.
  var heldSince = Instant.zero
  /// Bit i: joint i goes on holding by its own stop kind while the body has no torque. A gripper
  /// keeps its grip in this way: its drive stays enabled, its setpoint stays what it was.
  public internal(set) var held: UInt64 = 0
  var stop = Stopping()
  var arming = Arming()
  var autostart = Autostart()
  /// The end was asked for, and every drive has been looked at once more since.
  public internal(set) var hasSeenEnd = false
  var resetSince = Instant.zero
  var previousLimits: Table<SafetyFunction>
  var gains = 0.0
  /// The last joint that answered too often, and when it did.
  var doubled = Fault(.none)
  var doubledAt = Instant.zero
  /// When frames left unread were told last.
  var lastUnreadTold = Instant.zero
  /// Bit i: joint i answers in time.
  public internal(set) var freshness: UInt64 = 0

  /// When the step before this one looked, and its nominal time.
  var lastReceived = Instant.zero
  var lastEstimate = Instant.zero

  /// What found no room, by `CapacityCode`, and what was told of it.
  var lost = InlineArray<3, UInt64>(repeating: 0)
  var lostTold = InlineArray<3, UInt64>(repeating: 0)

  // Outputs of one step
  /// Everything that a step says to the world around it.
  public internal(set) var outputs = CycleOutputs()

  /// A robot at rest in the boot state. `isBench`: the bench timing set applies (vcan).
  /// `countsOverruns`: overruns are only counted, as in a twin, whose lateness is the host's.
  public init(
    _ configuration: borrowing RobotConfiguration, isBench: Bool, countsOverruns: Bool = false
  ) {
    var timing = isBench ? configuration.benchTiming : configuration.timing
    if countsOverruns { timing.overrunPolicy = .count }
    self.timing = timing
    standstill = StandstillRule(timing)
    stampError = isBench ? timing.silenceLimit : .zero
    let count = configuration.joints.count
    robot = Robot(configuration)
    inputs = CycleInputs(buses: configuration.buses.count)
    model = RobotModel(configuration)
    gravityWork = GravityWork(model)
    states = .init(repeating: JointState(), count: count)
    pose = .init(repeating: 0, count: count)
    gravity = .init(repeating: 0, count: count)
    setpoints = .init(repeating: JointCommand(), count: count)
    commands = .init(repeating: JointCommand(), count: count)
    limitedBy = .init(repeating: .none, count: count)
    previousLimits = .init(repeating: .none, count: count)
    samples = .init(repeating: MotionSample(), count: count)
    buses = .init(repeating: BusAccount(), count: configuration.buses.count)
    player = MotionPlayer(configuration, period: timing.period)
    brake = Brake(configuration)
    controllers = .init(repeating: JointController(JointConfiguration()), count: count)
    for joint in controllers.indices {
      controllers[joint] = JointController(configuration.joints[joint])
    }
    brakes = .init(repeating: HoldingBrake(JointConfiguration()), count: count)
    for joint in brakes.indices { brakes[joint] = HoldingBrake(configuration.joints[joint]) }
    var rules = Table(repeating: HomingRule(JointConfiguration()), count: count)
    for joint in rules.indices { rules[joint] = HomingRule(configuration.joints[joint]) }
    homingRules = rules
    safety = SafetyChain(configuration, timing: timing)
    drives = Drives(configuration)
    wireTimes = ControlCycle.wireTimes(of: configuration)
    axes = ControlCycle.makeAxes(configuration, wireTimes: wireTimes)
  }

  /// Wire time of a standard frame with 8 bytes on each bus, worst-case stuffing, ns.
  private static func wireTimes(
    of configuration: borrowing RobotConfiguration
  ) -> Table<Int64> {
    var times = Table<Int64>(repeating: 0, count: configuration.buses.count)
    for index in configuration.buses.indices {
      let bus = configuration.buses[index]
      let frame = CANFrame(id: 0, flags: bus.isFD ? CANFrame.fd | CANFrame.bitRateSwitch : 0)
      let wire = WireTime(bitRate: bus.bitRate, dataBitRate: bus.dataBitRate)
      times[index] = wire.duration(of: frame).nanoseconds
    }
    return times
  }

  private static func makeAxes(
    _ configuration: borrowing RobotConfiguration, wireTimes: borrowing Table<Int64>
  ) -> Table<Axis> {
    func axis(_ index: Int, _ configuration: borrowing RobotConfiguration) -> Axis {
      let joint = configuration.joints[index]
      let bus = Int(joint.drive.bus)
      let wire = wireTimes.indices.contains(bus) ? wireTimes[bus] : 0
      return Axis(
        reducer: Reducer(joint.reducer), turn: EncoderTurn(joint, Reducer(joint.reducer)), bus: bus,
        hasFeedback: joint.hasFeedback,
        age: Interval(nanoseconds: wire) + joint.drive.latency,
        bandwidth: joint.estimatorBandwidth,
        standstill: Standstill(joint, configuration.safety))
    }
    let count = configuration.joints.count
    precondition(count > 0, "a robot without joints")
    var axes = Table(repeating: axis(0, configuration), count: count)
    for index in axes.indices { axes[index] = axis(index, configuration) }
    return axes
  }

  /// One stage of a step. Whoever drives a cycle walks `CycleStage` from its first to its last and
  /// does what is the shell's in it first: before `receive` it fills the inputs; `send` and
  /// `record` are its own.
  @_noLocks public mutating func run(_ stage: CycleStage) {
    switch stage {
    case .receive: receive()
    case .decode: decode()
    case .estimate: estimate()
    case .decide: decide()
    case .guard: guardCommands()
    case .encode: encode()
    case .send, .record: break
    }
  }

  /// True while drives may carry torque because we asked for it.
  public var isEnabled: Bool {
    @_noLocks get {
      switch phase {
      case .latched, .disarmed: false
      case .arming: arming.isEnabling
      case .holding, .moving: true
      case .stopping: stop.stage != .off
      }
    }
  }

  /// How a stop that is under way stops; `.none`: none is.
  public var stopKind: StopKind { @_noLocks get { stop.kind } }

  /// True for a joint that goes on holding while the body has no torque.
  @_noLocks func isHeld(_ joint: Int) -> Bool { held >> UInt64(joint) & 1 == 1 }

  /// How the run went so far.
  public var outcome: RunOutcome {
    var isMissing = false
    for joint in states.indices where !states[joint].isKnown {
      // One that has not had its time to answer is not missing.
      if states[joint].silence(at: inputs.received) >= timing.silenceLimit { isMissing = true }
    }
    let hasBegun = !autostart.isPending && !autostart.hasFailed
    return RunOutcome(
      hasFailed: isFaultLatched || !hasBegun, hasFault: isFaultLatched, lacksMotion: !hasBegun,
      isDriveMissing: isMissing)
  }

  /// A finding is latched that no operator asked for. What was reset is over.
  private var isFaultLatched: Bool {
    switch fault.code {
    case .none, .bootState, .operatorStop, .ended: false
    default: !faultLog.isEmpty
    }
  }

  /// Notes a finding in the event log and, unless an operator asked for it, in the fault log.
  @_noLocks mutating func noteFault(_ found: Fault, stop: StopKind) {
    lastFinding = inputs.cycle
    note(CycleEvent(found))
    // An operator's wish, and the end of a run, are no faults.
    guard found.code != .operatorStop, found.code != .ended else { return }
    if !faultLog.append(FaultLogEntry(fault: found, stop: stop)) { count(.faults) }
  }

  @_noLocks mutating func note(_ event: CycleEvent) {
    if !outputs.events.append(event) { count(.events) }
  }

  /// A list was full and something is lost: told at the begin of the next cycle.
  @_noLocks mutating func count(_ list: CapacityCode) { lost[Int(list.rawValue)] &+= 1 }

  @_noLocks mutating func enter(_ next: RobotPhase) {
    guard next != phase else { return }
    note(CycleEvent(.phase, detail: Int(next.rawValue), value: Double(phase.rawValue)))
    phase = next
    heldSince = inputs.now
  }
}
