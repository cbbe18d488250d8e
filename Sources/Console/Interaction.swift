public import RobotCore
import Wording

/// What the keys mean: a value that turns a key into at most one request. It touches nothing
/// itself.
///
/// Looking asks for nothing. Stop works in every mode, without a lease and without a question. What
/// puts torque on the drives or moves the robot needs the lease and a `y`.
public struct Interaction: Sendable {
  /// What the next key answers.
  public enum Mode: Sendable, Equatable {
    /// Nothing is open.
    case watching
    /// The list of keys is open.
    case help
    /// The list of motions is open at this entry.
    case choosing(Int)
    /// A question is open: `y` sends the request.
    case confirming(Demand)
    /// A question is open: `y` ends the console.
    case leaving
  }

  /// What is asked of the runtime.
  public struct Demand: Sendable, Equatable {
    /// Kind.
    public var kind: RequestKind
    /// Index of the motion, for `.play`.
    public var motion = 0

    /// A request without a motion.
    public init(_ kind: RequestKind, motion: Int = 0) {
      self.kind = kind
      self.motion = motion
    }
  }

  /// What a key led to.
  public enum Outcome: Sendable, Equatable {
    /// Something to draw at most.
    case nothing
    /// Send this.
    case ask(Demand)
    /// End the console.
    case quit
  }

  /// One line for the operator.
  public struct Message: Sendable, Equatable {
    /// A sentence.
    public var text: String
    /// How it went.
    public var style: Style

    /// One line.
    public init(_ text: String, _ style: Style = .plain) {
      self.text = text
      self.style = style
    }
  }

  /// What is open.
  public private(set) var mode = Mode.watching
  /// The last answer; any key takes it away.
  public var message: Message?
  /// First joint shown.
  public private(set) var jointScroll = 0
  /// Events left out at the end.
  public private(set) var eventScroll = 0

  /// Leaving the console ends the run: it was started by `sinew run`.
  public let quitEndsRun: Bool

  /// Nothing open.
  public init(quitEndsRun: Bool = false) { self.quitEndsRun = quitEndsRun }

  /// True when the next key answers a question.
  public var isAsking: Bool {
    switch mode {
    case .confirming, .leaving: true
    case .watching, .help, .choosing: false
    }
  }

  /// Takes one key.
  public mutating func press(_ key: Key, _ state: ConsoleState) -> Outcome {
    if key == .resize { return .nothing }
    message = nil
    if key == .character("s") || key == .character(" ") {
      mode = .watching
      return ask(Demand(.stop), state)
    }
    switch mode {
    case .watching: return watch(key, state)
    case .help:
      mode = .watching
      return key == .character("q") || key == .character("?") || key == .escape
        ? .nothing : watch(key, state)
    case .choosing(let index): return choose(key, index, state)
    case .confirming(let request):
      mode = .watching
      if key == .character("y") { return ask(request, state) }
      message = Message("Nothing was sent.")
      return .nothing
    case .leaving:
      mode = .watching
      return key == .character("y") ? .quit : .nothing
    }
  }

  private mutating func watch(_ key: Key, _ state: ConsoleState) -> Outcome {
    switch key {
    case .character("q"), .character("Q"):
      guard state.safety.isLeaseMine || quitEndsRun, isPowered(state), state.canBeAsked else {
        return .quit
      }
      mode = .leaving
    case .character("?"): mode = .help
    case .character("l"):
      return ask(Demand(state.safety.isLeaseMine ? .releaseLease : .acquireLease), state)
    case .character("r"): return command(Demand(.reset), state)
    case .character("h"): return command(Demand(.hold), state)
    case .character("a"): confirm(Demand(.arm), state)
    case .character("d"): confirm(Demand(.disarm), state)
    case .character("m"): openMotions(state)
    default: scroll(key, state)
    }
    return .nothing
  }

  private mutating func scroll(_ key: Key, _ state: ConsoleState) {
    let lastJoint = max(state.joints.count - 1, 0)
    switch key {
    case .up, .character("k"): jointScroll = max(jointScroll - 1, 0)
    case .down, .character("j"): jointScroll = min(jointScroll + 1, lastJoint)
    case .home:
      jointScroll = 0
      eventScroll = 0
    case .end: jointScroll = lastJoint
    case .pageUp: eventScroll = min(eventScroll + 5, max(state.events.count - 1, 0))
    case .pageDown: eventScroll = max(eventScroll - 5, 0)
    case .character(let scalar):
      message = Message("No such key: \(Glyph.printable(scalar)). Press ? for the keys.")
    case .enter, .escape, .resize, .other: break
    }
  }

  private mutating func openMotions(_ state: ConsoleState) {
    guard !state.motions.isEmpty else {
      message = Message("This robot's profile names no motions.")
      return
    }
    mode = .choosing(0)
  }

  private mutating func choose(_ key: Key, _ index: Int, _ state: ConsoleState) -> Outcome {
    let count = state.motions.count
    switch key {
    case .up, .character("k"): mode = .choosing(max(index - 1, 0))
    case .down, .character("j"): mode = .choosing(min(index + 1, max(count - 1, 0)))
    case .home: mode = .choosing(0)
    case .end: mode = .choosing(max(count - 1, 0))
    case .enter:
      mode = .watching
      if index < count { confirm(Demand(.play, motion: index), state) }
    default: mode = .watching
    }
    return .nothing
  }

  /// Opens the question, or says why it would be refused.
  private mutating func confirm(_ request: Demand, _ state: ConsoleState) {
    guard let refusal = refusal(of: request, state) else {
      mode = .confirming(request)
      return
    }
    message = refusal
  }

  private mutating func command(_ request: Demand, _ state: ConsoleState) -> Outcome {
    ask(request, state)
  }

  private mutating func ask(_ request: Demand, _ state: ConsoleState) -> Outcome {
    guard let refusal = refusal(of: request, state) else { return .ask(request) }
    message = refusal
    return .nothing
  }

  private func refusal(of request: Demand, _ state: ConsoleState) -> Message? {
    guard state.canBeAsked else {
      return Message("The run is over: nobody is there to \(request.kind.word).", .caution)
    }
    switch request.kind {
    case .acquireLease, .releaseLease, .stop, .emergencyStop: return nil
    case .none, .reset, .arm, .disarm, .move, .play, .hold, .home, .homeHere:
      guard !state.safety.isLeaseMine else { return nil }
      let holder = state.safety.leaseHolder
      return Message(
        holder == 0
          ? "To \(request.kind.word) you need the lease: press l first."
          : "To \(request.kind.word) you need the lease, and process \(holder) holds it.", .caution)
    }
  }

  private func isPowered(_ state: ConsoleState) -> Bool {
    switch state.safety.phase {
    case .latched, .disarmed: false
    case .arming, .holding, .moving, .stopping: true
    }
  }
}
