import RobotCore
import Units

// The safety functions of one joint, in the order they act. A new one gets a file in `Functions`,
// its line here, and its place in `JointFunctions`: the order of that list is the order of acting,
// and the first of two findings that are equally strict is the one that is told.
//
// They are listed where they are called: so the compiler knows each of them there and checks the
// whole list for real time, debug builds included.
extension DriveFaultMonitor: JointFunction {}
extension FollowingError: JointFunction {}
extension SafelyLimitedPosition: JointFunction {}
extension SafelyLimitedSpeed: JointFunction {}
extension SafelyLimitedTorque: JointFunction {}
extension SafeDriverTemperature: JointFunction {}
extension SafeMotorTemperature: JointFunction {}

typealias JointFunctions = Then<
  DriveFaultMonitor,
  Then<
    FollowingError,
    Then<
      SafelyLimitedPosition,
      Then<
        SafelyLimitedSpeed,
        Then<SafelyLimitedTorque, Then<SafeDriverTemperature, Last<SafeMotorTemperature>>>
      >
    >
  >
>

/// Several functions that act one after the other.
protocol JointFunctionList: BitwiseCopyable, Sendable {
  @_noLocks init(_ joint: JointConfiguration)
  @_noLocks mutating func follow(_ state: JointState)
  @_noLocks mutating func monitor(
    _ state: JointState, setpoint: JointCommand, _ watch: JointWatch, _ board: inout SafetyBoard,
    _ finding: inout SafetyFinding
  )
  @_noLocks mutating func limit(
    _ command: inout JointCommand, _ state: JointState, _ watch: inout JointWatch,
    _ board: inout SafetyBoard, _ function: inout SafetyFunction
  )
  @_noLocks mutating func reset()
  #if !hasFeature(Embedded)
    static var abouts: [SafetyAbout] { get }
  #endif
}

/// The end of the list.
struct Last<Function: JointFunction>: JointFunctionList {
  private var function: Function

  init(_ joint: JointConfiguration) { function = Function(joint) }

  mutating func follow(_ state: JointState) { function.follow(state) }

  mutating func monitor(
    _ state: JointState, setpoint: JointCommand, _ watch: JointWatch, _ board: inout SafetyBoard,
    _ finding: inout SafetyFinding
  ) {
    guard let found = function.monitor(state, setpoint: setpoint, watch, &board) else { return }
    board.acts(Function.function, joint: watch.joint)
    finding.raise(to: found)
  }

  mutating func limit(
    _ command: inout JointCommand, _ state: JointState, _ watch: inout JointWatch,
    _ board: inout SafetyBoard, _ shaping: inout SafetyFunction
  ) {
    guard function.limit(&command, state, &watch) else { return }
    board.acts(Function.function, joint: watch.joint)
    shaping = Function.function
  }

  mutating func reset() { function.reset() }

  #if !hasFeature(Embedded)
    static var abouts: [SafetyAbout] { [Function.about] }
  #endif
}

/// One function, then the others.
struct Then<Function: JointFunction, Rest: JointFunctionList>: JointFunctionList {
  private var first: Last<Function>
  private var rest: Rest

  init(_ joint: JointConfiguration) {
    first = Last(joint)
    rest = Rest(joint)
  }

  mutating func follow(_ state: JointState) {
    first.follow(state)
    rest.follow(state)
  }

  mutating func monitor(
    _ state: JointState, setpoint: JointCommand, _ watch: JointWatch, _ board: inout SafetyBoard,
    _ finding: inout SafetyFinding
  ) {
    first.monitor(state, setpoint: setpoint, watch, &board, &finding)
    rest.monitor(state, setpoint: setpoint, watch, &board, &finding)
  }

  mutating func limit(
    _ command: inout JointCommand, _ state: JointState, _ watch: inout JointWatch,
    _ board: inout SafetyBoard, _ shaping: inout SafetyFunction
  ) {
    first.limit(&command, state, &watch, &board, &shaping)
    rest.limit(&command, state, &watch, &board, &shaping)
  }

  mutating func reset() {
    first.reset()
    rest.reset()
  }

  #if !hasFeature(Embedded)
    static var abouts: [SafetyAbout] { Last<Function>.abouts + Rest.abouts }
  #endif
}

/// Everything that watches one joint: first that its numbers are numbers, then each function.
struct JointGuard: BitwiseCopyable, Sendable {
  /// Its drive says where it is; else there is nothing to hold against a limit but its commands.
  private let hasFeedback: Bool
  private let nonFinite: NonFiniteGuard
  private var functions: JointFunctions
  /// The position last commanded, after the limits and before the torque limit.
  private var reference: Position
  /// False until the reference has met a measured position.
  private var isReferenceKnown: Bool
  /// The functions have met a measured position since the last reset.
  private var isPlaced: Bool

  @_noLocks init(_ joint: JointConfiguration) {
    hasFeedback = joint.hasFeedback
    nonFinite = NonFiniteGuard(joint)
    functions = JointFunctions(joint)
    reference = .zero
    isReferenceKnown = false
    isPlaced = false
  }

  /// A joint without torque: nothing to find, but the limits follow it.
  @_noLocks mutating func follow(_ state: JointState) {
    functions.follow(state)
    isReferenceKnown = false
    isPlaced = false
    place(state)
  }

  /// Measured side.
  @_noLocks mutating func monitor(
    _ state: JointState, setpoint: JointCommand, joint: Int, now: Instant, elapsed: Interval,
    isSearching: Bool = false, _ board: inout SafetyBoard, _ finding: inout SafetyFinding
  ) {
    if !isPlaced { place(state) }
    let watch = JointWatch(
      joint: joint, now: now, elapsed: elapsed, reference: reference,
      isControlled: isReferenceKnown, isSearching: isSearching)
    if let found = nonFinite.monitor(state, setpoint: setpoint, joint: joint, now: now) {
      board.acts(.nonFinite, joint: joint)
      finding.raise(to: found)
    }
    guard hasFeedback else { return }
    functions.monitor(state, setpoint: setpoint, watch, &board, &finding)
  }

  /// Command side; `function` names the last function that shaped the command.
  @_noLocks mutating func limit(
    _ command: inout JointCommand, state: JointState, joint: Int, now: Instant,
    elapsed: Interval, isSearching: Bool = false, function: inout SafetyFunction,
    _ board: inout SafetyBoard, _ finding: inout SafetyFinding
  ) {
    if !isPlaced || !isReferenceKnown { place(state) }
    let isBad = limitDisabled(
      &command, state: state, joint: joint, now: now, function: &function, &board, &finding)
    guard !isBad else { return }
    // Without a spring the joint goes where it is pushed, and the reference goes with it.
    if !isReferenceKnown || command.stiffness == 0 {
      reference = state.isKnown ? state.position : command.position
      isReferenceKnown = true
    }
    var watch = JointWatch(
      joint: joint, now: now, elapsed: elapsed, reference: reference, isControlled: true,
      isSearching: isSearching)
    functions.limit(&command, state, &watch, &board, &function)
    reference = watch.reference
    if function != .none { finding.raise(to: SafetyFinding(limitedBy: function)) }
  }

  /// A command on its way to a joint without torque: only a number that is none is replaced. True
  /// when it was.
  @_noLocks func limitDisabled(
    _ command: inout JointCommand, state: JointState, joint: Int, now: Instant,
    function: inout SafetyFunction, _ board: inout SafetyBoard, _ finding: inout SafetyFinding
  ) -> Bool {
    let found = nonFinite.limit(
      &command, state: state, fallback: reference, joint: joint, now: now)
    guard let found else { return false }
    board.acts(.nonFinite, joint: joint)
    function = .nonFinite
    finding.raise(to: found)
    return true
  }

  @_noLocks private mutating func place(_ state: JointState) {
    guard state.isKnown, state.position.isFinite else { return }
    reference = state.position
    isReferenceKnown = true
    if state.rawPosition.isFinite { isPlaced = true }
  }

  /// Forgets windows, latches and the last command.
  @_noLocks mutating func reset() {
    functions.reset()
    isReferenceKnown = false
    isPlaced = false
  }
}
