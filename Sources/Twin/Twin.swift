public import DeviceIO
import RealTime
public import RobotCore
public import Units

/// The robot made of equations, in lockstep with a loop in the same process.
///
/// The loop calls `advance(to:)` once per cycle; the twin takes the frames that were sent since,
/// moves the robot by that much simulated time with each frame on its bus for as long as it would
/// really be, and puts what has arrived by then into the loop's end of the pair, stamped with its
/// simulated arrival. Same seed, same calls: same bytes. After `init` and `attach` nothing is
/// allocated.
public final class Twin {
  private var core: Lockstep
  private var switches: [HomingSwitch] = []
  private var lines = FixedList<Bool, 8>(repeating: false, count: 8)

  /// The cycle period that the twin was made for.
  public let period: Interval

  /// Builds the robot in its start pose.
  /// - Throws: `TwinError` when the configuration cannot be simulated.
  public init(
    configuration: borrowing RobotConfiguration, options: TwinOptions = TwinOptions()
  ) throws(TwinError) {
    let configured = configuration.timing.period
    period = options.period ?? configured
    core = try Lockstep(configuration, options)
    for joint in configuration.joints.indices {
      if let closes = HomingSwitch(configuration.joints[joint], joint) { switches.append(closes) }
    }
  }

  /// The twin's end of a bus. The owner of the port must outlive the twin's use of it.
  public func attach(bus: Int, port: CANPort) { core.ports[bus] = port }

  /// Simulates up to `now`. The first call only starts the clock; a `now` before the last is
  /// ignored.
  public func advance(to now: Instant) { core.advance(to: now) }

  /// Writes registers of a chip on an I2C bus: `count` bytes (1…4), the first lowest, from
  /// `register` on. False: nobody answers at that address.
  @discardableResult
  public func write(
    device: Label, address: UInt8, register: UInt8, bytes: UInt32, count: Int
  ) -> Bool {
    core.robot.write(device, address: address, register: register, bytes: bytes, count: count)
  }

  /// Opens and closes the brakes whose outputs are the robot's: bit i of `released` is joint i. A
  /// brake that its drive works follows the drive's power stage.
  public func switchBrakes(_ released: UInt64) {
    for joint in core.robot.plant.actuators.indices {
      core.robot.plant.actuators[joint].lock.isReleased = released >> UInt64(joint) & 1 == 1
    }
  }

  // MARK: What can be seen

  /// Bit i: the homing switch on line i of the configuration is closed.
  public var closedSwitches: UInt8 {
    var closed: UInt8 = 0
    for one in switches where one.isClosed(at: core.robot.plant.position[one.joint]) {
      closed |= 1 << one.line
    }
    return closed
  }

  /// E-stop lines and supply as they are now.
  public var inputs: TwinInputs {
    var inputs = TwinInputs()
    inputs.emergencyStopOpen = lines
    inputs.supplyVoltage = Voltage(core.robot.supply.voltage)
    inputs.supplyCurrent = Current(core.robot.supply.current)
    return inputs
  }

  /// Where a joint really is, how fast, and the effort behind its gear (mean of the last tick).
  public func jointTruth(
    _ joint: Int
  ) -> (position: Position, velocity: Velocity, effort: Effort) {
    (
      Position(core.robot.plant.position[joint]), Velocity(core.robot.plant.velocity[joint]),
      Effort(core.robot.plant.effort[joint])
    )
  }

  /// Whether a drive is disabled, enabled, or stopped by a fault.
  public func driveStatus(_ drive: Int) -> DriveStatus { core.robot.drives[drive].status }

  /// Why a drive stopped itself.
  public func driveFault(_ drive: Int) -> DriveFault { core.robot.drives[drive].fault }

  /// Temperatures of a drive: power stage and winding.
  public func temperatures(_ drive: Int) -> (stage: Temperature, winding: Temperature) {
    let actuator = core.robot.plant.actuators[drive]
    return (Temperature(actuator.stage), Temperature(actuator.winding))
  }

  /// Frames that left the wire of a bus, and the time it was taken, since the start.
  public func busTotals(_ bus: Int) -> (frames: UInt64, busy: Interval) {
    (core.buses[bus].frames, core.buses[bus].busy)
  }

  /// Frames for the loop that found its receive queue full.
  public func framesLost(_ bus: Int) -> UInt64 { core.lost[bus] }

  /// What ended the motion, when the physics failed; nil while all is well.
  public var failure: String? { core.robot.isRunning ? nil : core.robot.plant.failure }

  /// The joint at which it failed first, −1 while all is well, and what moves with it, kg·m² or kg.
  public var failedJoint: (index: Int, inertia: Double) {
    guard !core.robot.isRunning, let joint = core.robot.plant.failedJoint else { return (-1, 0) }
    return (joint, core.robot.plant.failedInertia)
  }

  /// One sentence for each joint that may be too light to be simulated; to be told before the run.
  public var warnings: [String] { core.robot.plant.warnings }

  /// Kinetic plus potential energy of the bodies, J.
  public var energy: Double { core.robot.plant.energy }

  // MARK: What can be done to the robot

  /// Opens an e-stop line (index in `RobotConfiguration.lines`).
  public func press(line: Int) { lines[line] = true }
  /// Closes it again.
  public func release(line: Int) { lines[line] = false }
  /// Opens the supply's switch: the drives brown out within milliseconds and fall silent.
  public func cutSupply() { core.robot.supply.isOn = false }
  /// Closes it: the drives start again, disabled, about 100 ms later.
  public func restoreSupply() { core.robot.supply.isOn = true }
  /// Sets the source's voltage.
  public func setSupply(_ voltage: Voltage) { core.robot.supply.source = voltage.value }
  /// The drive acknowledges frames but neither obeys nor answers.
  public func silence(drive: Int) { core.robot.faults.silenced |= 1 << UInt64(drive) }
  /// Ends `silence`.
  public func unsilence(drive: Int) { core.robot.faults.silenced &= ~(1 << UInt64(drive)) }
  /// The wire of an encoder's index breaks: its drive waits for an index that never comes.
  public func breakIndex(drive: Int) { core.robot.faults.indexless |= 1 << UInt64(drive) }
  /// Heats a winding; from there it cools as it should.
  public func heat(drive: Int, winding: Temperature) {
    core.robot.plant.actuators[drive].winding = winding.value
  }
  /// Heats a power stage.
  public func heat(drive: Int, stage: Temperature) {
    core.robot.plant.actuators[drive].stage = stage.value
  }
  /// Heats a winding past every protection limit.
  public func overheat(drive: Int) { heat(drive: drive, winding: Temperature(200)) }
  /// Something holds a joint with at most `effort`; 0 ends it.
  public func jam(joint: Int, effort: Effort) {
    core.robot.plant.actuators[joint].jam = effort.value
  }
  /// A drive restarts: disabled, silent for about 100 ms.
  public func reboot(drive: Int) { core.robot.reboot(drive) }
  /// A drive finds a fault of its own. One that its family cannot tell is ignored.
  public func fail(drive: Int, _ fault: DriveFault) { core.robot.drives[drive].fail(fault) }
  /// Mounts a switch at a joint, closed from `lower` to `upper`, wired to its drive's input.
  public func mount(_ kind: TwinSwitch, joint: Int, from lower: Position, to upper: Position) {
    core.robot.switches.append(
      MountedSwitch(joint: joint, kind: kind, lower: lower.value, upper: upper.value))
  }
  /// Takes the switches of a kind from a joint.
  public func unmount(_ kind: TwinSwitch, joint: Int) {
    core.robot.switches.removeAll { $0.joint == joint && $0.kind == kind }
  }
  /// Shares of commands and of replies that get lost, 0…1, by the twin's seed.
  public func loseFrames(commands: Double, replies: Double) {
    core.robot.faults.commandLoss = commands
    core.robot.faults.replyLoss = replies
  }
  /// Puts a joint somewhere, at rest.
  public func place(joint: Int, at position: Position) {
    core.robot.plant.place(joint, at: position.value)
  }
}
