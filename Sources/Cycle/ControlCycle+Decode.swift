import Drives
import RealTime
import Reducers
import RobotCore
import Units
import Wire

// Receive → decode: bytes become meaning once, here.
extension ControlCycle {
  /// Takes every received frame in.
  @_noLocks mutating func decode() {
    forgiveAbsence()
    for index in inputs.frames.indices {
      let frame = inputs.frames[index]
      let bus = Int(frame.bus)
      guard bus < buses.count else { continue }
      if frame.has(CANFrame.error) {
        takeError(frame, bus: bus)
      } else if frame.has(CANFrame.confirmed) {
        buses[bus].confirmed &+= 1
        if buses[bus].state == .busOff, buses[bus].isBackOn { setState(.active, bus: bus) }
      } else {
        buses[bus].received &+= 1
        buses[bus].use(wireTimes[bus], now: inputs.now)
        take(frame, bus: bus)
      }
    }
  }

  /// Time in which this process did not run counts for nobody: nothing was looked for in it, and an
  /// answer may lie in the socket still. That is the overrun's finding, not a joint's. Ordinary
  /// jitter is not taken off: it comes back in the next cycle.
  @_noLocks private mutating func forgiveAbsence() {
    let away = inputs.received - lastReceived - timing.period
    let isFirst = lastReceived == .zero
    lastReceived = inputs.received
    guard !isFirst, away >= timing.period else { return }
    for joint in axes.indices {
      axes[joint].talk.excuse(away)
      showTalk(joint)
      // Up to a silence limit a velocity is believed unseen, beyond it nothing is known.
      guard away >= timing.silenceLimit else { continue }
      axes[joint].standstill.excuse(away)
    }
  }

  /// Which axis listens to this arbitration id on this bus; −1: none.
  @_noLocks private func owner(of frame: CANFrame, bus: Int) -> Int {
    for joint in axes.indices where axes[joint].bus == bus && drives.owns(frame, joint) {
      return joint
    }
    return -1
  }

  @_noLocks private mutating func take(_ frame: CANFrame, bus: Int) {
    let joint = owner(of: frame, bus: bus)
    guard joint >= 0 else {
      if takeForeign(frame, bus: bus) { return }
      overhear(frame, bus: bus)
      buses[bus].unknown &+= 1
      if buses[bus].unknown & 1023 == 1 {
        note(CycleEvent(.unknownFrame, subject: bus, value: Double(frame.id)))
      }
      return
    }
    let arrived = frame.stamp == 0 ? inputs.received : Instant(nanoseconds: frame.stamp)
    var news = DriveNews()
    drives.take(frame, of: joint, at: arrived, moment, into: &news)
    if news.hasReport {
      noteFormat(of: frame, joint: joint, bus: bus)
      take(news.report, joint: joint, arrived: arrived)
    } else if news.isAnswer {
      answered(joint, arrived: arrived)
      takePreparation(news, joint: joint)
    } else if news.isUnderstood, news.pong < 0 {
      takePreparation(news, joint: joint)
    } else if news.pong < 0 || !takePong(news.pong, joint: joint, arrived: arrived) {
      buses[bus].unknown &+= 1
      mishear(frame, joint: joint, bus: bus)
    }
  }

  @_noLocks mutating func noteDriveFault(_ joint: Int) {
    let found = states[joint].driveFault
    guard found != axes[joint].loggedFault else { return }
    axes[joint].loggedFault = found
    if found != .none {
      note(CycleEvent(.driveFault, detail: Int(found.rawValue), subject: joint))
    }
  }

  /// Error classes and controller states of `linux/can/error.h`. A controller that said it is off
  /// is on again when a frame of ours has proved it, see `BusAccount.wentOff`.
  @_noLocks private mutating func takeError(_ frame: CANFrame, bus: Int) {
    buses[bus].errors &+= 1
    if frame.length == 8 {
      buses[bus].transmitErrors = frame.data[6]
      buses[bus].receiveErrors = frame.data[7]
    }
    var next = buses[bus].state
    if frame.id & 0x40 != 0 {
      buses[bus].wentOff()
      next = .busOff
    } else if next == .busOff {
      return
    } else if frame.id & 0x100 != 0 {
      next = .active
    } else if frame.id & 0x04 != 0 {
      let detail = frame.data[1]
      if detail & 0x30 != 0 {
        next = .passive
      } else if detail & 0x0C != 0 {
        next = .warning
      } else if detail & 0x40 != 0 {
        next = .active
      }
    }
    setState(next, bus: bus)
  }
}
