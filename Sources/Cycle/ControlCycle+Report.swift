import RealTime
public import RobotCore
public import Safety
import Units

// What the shell, the deck and the summary read of a cycle.
extension ControlCycle {
  /// Where the robot stands.
  public var phase: RobotPhase { @_noLocks get { phases.phase } }
  /// The latched finding, or the one that a stop under way answers.
  public var fault: Fault { @_noLocks get { phases.fault } }
  /// How a stop that is under way stops; `.none`: none is.
  public var stopKind: StopKind { @_noLocks get { phases.stopping.stop.kind } }
  /// True while drives may carry torque because we asked for it.
  public var isEnabled: Bool { @_noLocks get { phases.isEnabled } }
  /// Motion being played: index, −1 point to point, −2 none.
  public var motion: Int32 { @_noLocks get { phases.moving.motion } }
  /// Who may command.
  public var lease: Lease { @_noLocks get { phases.lease } }
  /// The end was asked for, and every drive has been looked at once more since.
  public var hasSeenEnd: Bool { @_noLocks get { commanders.hasSeenEnd } }
  /// The motion of the command line could not begin, and will not.
  public var hasAutostartFailed: Bool { @_noLocks get { phases.autostart.hasFailed } }

  /// What a safety function has done since the start, and how near the robot came to its limit.
  @_noLocks public func safetyCount(of function: SafetyFunction) -> SafetyCount {
    safety.board.count(of: function)
  }

  /// Bit f: what function f counts was changed in this cycle.
  public var safetyChanged: UInt32 { @_noLocks get { safety.board.changed } }

  /// A bus whose interface has gone away, while nothing carries torque; −1: none.
  @_noLocks public func goneBus() -> Int {
    switch phase {
    case .latched, .disarmed: return body.held == 0 ? buses.firstGone() : -1
    case .arming, .holding, .moving, .stopping: return -1
    }
  }

  /// How the run went so far.
  public var outcome: RunOutcome {
    var isMissing = false
    for joint in body.states.indices where !body.states[joint].isKnown {
      // One that has not had its time to answer is not missing.
      if body.states[joint].silence(at: body.time.received) >= body.timing.silenceLimit {
        isMissing = true
      }
    }
    let hasBegun = !phases.autostart.isPending && !phases.autostart.hasFailed
    let hasFault = phases.isFaultLatched(body)
    return RunOutcome(
      hasFailed: hasFault || !hasBegun, hasFault: hasFault, lacksMotion: !hasBegun,
      isDriveMissing: isMissing)
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
