import Drives
import RealTime
import Reducers
import RobotCore
import Units
import Wire

// Guard → encode: orders and commands become frames.
extension ControlCycle {
  /// Fills the frames to send: stops first, so that a full queue costs a command and not a stop.
  @_noLocks mutating func encode() {
    for joint in axes.indices where axes[joint].order == .disable {
      post(axes[joint].drive.request(.disable), joint)
    }
    for joint in axes.indices {
      switch axes[joint].order {
      case .none, .disable: break
      case .poll: post(axes[joint].drive.request(.poll), joint)
      case .clearFault: post(axes[joint].drive.request(.clearFault), joint)
      case .readBack:
        post(axes[joint].drive.readBack(axes[joint].readBack.asked), joint)
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
    guard outputs.frames.append(addressed) else {
      count(.framesOut)
      return
    }
    // The moment of the step, not the nominal one: a late frame is not waited for before it left.
    axes[joint].talk.asked(at: inputs.received, window: accountWindow)
    showTalk(joint)
  }

  /// A bus whose interface has gone away, while nothing carries torque; −1: none.
  @_noLocks public func goneBus() -> Int {
    switch phase {
    case .latched, .disarmed: break
    case .arming, .holding, .moving, .stopping: return -1
    }
    guard held == 0 else { return -1 }
    for bus in buses.indices where buses[bus].state == .gone { return bus }
    return -1
  }

  @_noLocks mutating func setState(_ state: BusState, bus: Int) {
    guard state != buses[bus].state else { return }
    buses[bus].state = state
    note(CycleEvent(.busState, detail: Int(state.rawValue), subject: bus))
  }
}
