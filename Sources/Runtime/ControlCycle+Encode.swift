import Drives
import RealTime
import Reducers
import RobotCore
import Units

// Guard → encode: orders and commands become frames.
extension ControlCycle {
  /// Fills the outbox: stops first, so that a full queue costs a command and not a stop.
  @_noLocks public mutating func encode(_ inputs: borrowing CycleInputs) {
    for joint in axes.indices where axes[joint].order == .disable {
      post(axes[joint].drive.request(.disable), joint, inputs)
    }
    for joint in axes.indices {
      switch axes[joint].order {
      case .none, .disable: break
      case .poll: post(axes[joint].drive.request(.poll), joint, inputs)
      case .clearFault: post(axes[joint].drive.request(.clearFault), joint, inputs)
      case .readBack:
        post(axes[joint].drive.readBack(axes[joint].exchange), joint, inputs)
      case .enable: post(axes[joint].drive.request(.enable), joint, inputs)
      case .command: postCommand(joint, inputs)
      }
    }
    for joint in axes.indices where axes[joint].order == .enable { postCommand(joint, inputs) }
  }

  @_noLocks private mutating func postCommand(_ joint: Int, _ inputs: borrowing CycleInputs) {
    let command = axes[joint].reducer.drive(commands[joint])
    post(axes[joint].drive.encode(command), joint, inputs)
  }

  @_noLocks private mutating func post(
    _ frame: CANFrame, _ joint: Int, _ inputs: borrowing CycleInputs
  ) {
    var addressed = frame
    addressed.bus = UInt8(truncatingIfNeeded: axes[joint].bus)
    outbox.append(addressed)
    axes[joint].lastSent = inputs.now
    if states[joint].waitingSince == .zero { states[joint].waitingSince = inputs.now }
  }

  /// The shell's account of what the kernel took.
  @_noLocks mutating func sent(_ count: Int, refused: Int, bus: Int, now: Instant) {
    buses[bus].sent &+= UInt64(count)
    buses[bus].refused &+= UInt64(refused)
    buses[bus].use(wireTimes[bus] * Int64(count), now: now)
  }
}
