import Drives
import RealTime
import Reducers
import RobotCore
public import Units
import Wire

// Guard → encode: orders and commands become frames.
extension ControlCycle {
  /// Fills the outbox: stops first, so that a full queue costs a command and not a stop.
  @_noLocks public mutating func encode() {
    for joint in axes.indices where axes[joint].order == .disable {
      post(axes[joint].drive.request(.disable), joint)
    }
    for joint in axes.indices {
      switch axes[joint].order {
      case .none, .disable: break
      case .poll: post(axes[joint].drive.request(.poll), joint)
      case .clearFault: post(axes[joint].drive.request(.clearFault), joint)
      case .readBack:
        post(axes[joint].drive.readBack(axes[joint].exchange), joint)
      case .enable: post(axes[joint].drive.request(.enable), joint)
      case .command: postCommand(joint)
      }
    }
    for joint in axes.indices where axes[joint].order == .enable { postCommand(joint) }
    postPings()
  }

  @_noLocks private mutating func postCommand(_ joint: Int) {
    var wanted = commands[joint]
    wanted.position = wanted.position - axes[joint].turnOffset
    let command = axes[joint].reducer.drive(wanted)
    post(axes[joint].drive.encode(command), joint)
  }

  @_noLocks mutating func post(
    _ frame: CANFrame, _ joint: Int
  ) {
    var addressed = frame
    addressed.bus = UInt8(truncatingIfNeeded: axes[joint].bus)
    guard outbox.append(addressed) else {
      count(.framesOut)
      return
    }
    // The moment of the step, not the nominal one: a late frame is not waited for before it left.
    axes[joint].talk.asked(at: inputs.received, window: accountWindow)
    showTalk(joint)
  }

  /// What the kernel said to a send or a receive on a bus: a count, or −errno.
  ///
  /// When a link goes down the kernel throws its queue away and says ENETDOWN once: those frames
  /// will never be confirmed and never reach a drive, so nothing is in flight any more.
  @_noLocks public mutating func linkAnswered(_ result: Int32, bus: Int) {
    let isDown = result == -100 || result == -19 || result == -6  // ENETDOWN, ENODEV, ENXIO
    if isDown {
      buses[bus].wentDown()
      setState(result == -100 ? .stopped : .gone, bus: bus)
    } else if result > 0, buses[bus].state == .stopped {
      setState(.active, bus: bus)
    }
  }

  /// A bus whose interface has gone away, while nothing carries torque; −1: none.
  @_noLocks func goneBus() -> Int {
    switch phase {
    case .latched, .disarmed: break
    case .arming, .holding, .moving, .stopping: return -1
    }
    guard held == 0 else { return -1 }
    for bus in buses.indices where buses[bus].state == .gone { return bus }
    return -1
  }

  /// The interface of a bus is open again; what was sent before is gone. Before `begin`, so that
  /// the event is noted in the cycle that comes.
  @_noLocks public mutating func linkReturned(bus: Int) {
    buses[bus].wentDown()
    buses[bus].returned = true
  }

  @_noLocks mutating func setState(_ state: BusState, bus: Int) {
    guard state != buses[bus].state else { return }
    buses[bus].state = state
    note(CycleEvent(.busState, detail: Int(state.rawValue), subject: bus))
  }

  /// The shell's account of what the kernel took.
  @_noLocks public mutating func sent(_ count: Int, refused: Int, bus: Int, now: Instant) {
    buses[bus].sent &+= UInt64(count)
    buses[bus].refused &+= UInt64(refused)
    buses[bus].use(wireTimes[bus] * Int64(count), now: now)
  }
}
