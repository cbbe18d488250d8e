import Drives
import RealTime
import RobotCore
import Units
import Wire

// Arming's first part: what stands in the drives, held against the profile.
extension ControlCycle {
  /// Even cycles ask for feedback, odd ones for one register of each drive: a full bus carries two
  /// frames and two answers of every drive in two cycles, not in one.
  ///
  /// One pass over all registers of all drives, whatever is found: who sets a robot up gets the
  /// whole list at once.
  @_noLocks mutating func readBackStep() {
    var isDone = true
    for joint in axes.indices where !axes[joint].readBack.isDone {
      isDone = false
      switch axes[joint].readBack.step(
        now: inputs.now, patience: timing.exchangeTimeout, mayAsk: inputs.cycle & 1 == 1)
      {
      case .nothing: break
      case .ask: axes[joint].order = .readBack
      case .unanswered: passOver(joint)
      }
    }
    guard isDone, phase == .arming else { return }
    if arming.found.code == .none {
      arming.enter(.fence, now: inputs.now)
    } else {
      fault = arming.found
      enter(.latched)
    }
  }

  /// The drive does not answer for this register. While its feedback goes on that is a finding
  /// about the register; else the drive is silent, and there is no more to be read.
  @_noLocks private mutating func passOver(_ joint: Int) {
    guard isFresh(joint, inputs.received) else {
      failArming(causeOfSilence(silence(of: joint, inputs.received)))
      return
    }
    noteReadBack(
      Fault(
        .registerSilent, subject: joint,
        value: Double((inputs.now - axes[joint].readBack.began).nanoseconds) * 1e-6,
        limit: Double(timing.exchangeTimeout.nanoseconds) * 1e-6,
        setting: Double(axes[joint].readBack.tries),
        detail: Int(axes[joint].drive.readBackRegister(axes[joint].readBack.asked)),
        instant: inputs.now))
    axes[joint].readBack.passOver()
  }

  /// True when the frame was the answer to the outstanding read. One that is late is asked for
  /// again: one reading decides nothing, three refuse the arming.
  @_noLocks mutating func takeReadBack(
    _ frame: CANFrame, joint: Int, arrived: Instant
  ) -> Bool {
    guard
      let verdict = axes[joint].drive.check(
        axes[joint].readBack.asked, reply: frame, timeoutExpected: timing.driveTimeout)
    else { return false }
    answered(joint, arrived: arrived)
    let trip = arrived - axes[joint].readBack.lastAsked
    switch axes[joint].readBack.answered(at: arrived, limit: timing.silenceLimit) {
    case .inTime: take(verdict, joint: joint)
    case .late: break
    case .tooLate: failArming(late(joint, trip))
    }
    return true
  }

  @_noLocks private mutating func take(_ verdict: ReadBackVerdict, joint: Int) {
    switch verdict {
    case .matches: break
    case .differs(let register, let found, let expected):
      noteReadBack(
        Fault(
          .configurationMismatch, subject: joint, value: found, limit: expected,
          detail: Int(register), instant: inputs.now))
    case .timeoutOff(let register, let found, let expected):
      noteReadBack(
        Fault(
          .driveTimeoutOff, subject: joint, value: found, limit: expected, detail: Int(register),
          instant: inputs.now))
    }
  }

  /// One finding of the read-back. The first is latched when every register has been read.
  @_noLocks private mutating func noteReadBack(_ found: Fault) {
    arming.note(found)
    noteFault(found, stop: .none)
  }
}
