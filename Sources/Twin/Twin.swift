public import DeviceIO
import RealTime
public import RobotCore
public import Units

/// The robot made of equations, in lockstep with a loop in the same process.
///
/// The loop calls `advance(to:)` once per cycle; the twin takes the frames that were sent since, moves
/// the robot by that much simulated time with each frame on its bus for as long as it would really be,
/// and puts what has arrived by then into the loop's end of the pair, stamped with its simulated
/// arrival. Same seed, same calls: same bytes. After `init` and `attach` nothing is allocated.
public final class Twin {
  private var robot: Robot
  private var buses: [VirtualBus]
  private var ports: [CANPort]
  private var limits: [Int]
  private var lost: [UInt64]
  private var scratch = FixedList<CANFrame, 128>(repeating: CANFrame(id: 0), count: 0)
  private var outgoing: [FixedList<CANFrame, 128>]
  private var lines = FixedList<Bool, 8>(repeating: false, count: 8)
  private var last: Instant?

  /// The cycle period that the twin was made for.
  public let period: Interval

  /// Builds the robot in its start pose.
  /// - Throws: `TwinError` when the configuration cannot be simulated.
  public init(
    configuration: borrowing RobotConfiguration, options: TwinOptions = TwinOptions()
  ) throws(TwinError) {
    let configured = configuration.timing.period
    period = options.period ?? configured
    robot = try Robot(configuration, options)
    buses = []
    limits = []
    let drives = configuration.joints.count
    for index in configuration.buses.indices {
      let bus = configuration.buses[index]
      buses.append(VirtualBus(bus, drives: drives, at: .zero, stuffing: options.stuffing))
      limits.append(min(128, max(1, Int(bus.queueLength))))
    }
    let count = configuration.buses.count
    ports = [CANPort](repeating: CANPort(), count: count)
    lost = [UInt64](repeating: 0, count: count)
    outgoing = [FixedList<CANFrame, 128>](
      repeating: FixedList(repeating: CANFrame(id: 0), count: 0), count: count)
  }

  /// The twin's end of a bus. The owner of the port must outlive the twin's use of it.
  public func attach(bus: Int, port: CANPort) { ports[bus] = port }

  /// Simulates up to `now`. The first call only starts the clock; a `now` before the last is ignored.
  public func advance(to now: Instant) {
    guard let last else {
      self.last = now
      robot.start(at: now)
      for bus in buses.indices { buses[bus].restart(at: now) }
      return
    }
    guard now > last else { return }
    self.last = now
    for bus in buses.indices { take(bus, at: last) }
    while robot.nextTime <= now {
      carry(until: robot.nextTime)
      robot.advance()
    }
    carry(until: now)
    for bus in buses.indices { flush(bus) }
  }

  /// Frames that the loop has queued since the last call; as many as its transmit queue would hold.
  private func take(_ bus: Int, at moment: Instant) {
    guard buses[bus].hostCount < limits[bus] else { return }
    scratch.removeAll()
    _ = ports[bus].receive(into: &scratch)
    for index in scratch.indices {
      _ = buses[bus].queue(scratch[index], at: moment)
    }
  }

  /// Lets the buses run up to `moment`.
  private func carry(until moment: Instant) {
    for bus in buses.indices {
      var isAcknowledged = false
      for drive in robot.busOf.indices where robot.busOf[drive] == bus {
        if robot.isAlive[drive] { isAcknowledged = true } else { buses[bus].forget(drive: drive) }
      }
      buses[bus].isAcknowledged = isAcknowledged
      while let arrival = buses[bus].next(until: moment) { arrive(arrival, bus) }
    }
  }

  private func arrive(_ arrival: VirtualBus.Arrival, _ bus: Int) {
    var frame = arrival.frame
    frame.stamp = arrival.end.nanoseconds
    frame.bus = UInt8(truncatingIfNeeded: bus)
    switch arrival.sender {
    case .drive:
      if !robot.faults.losesReply() { put(frame, bus) }
    case .host:
      // As SocketCAN with CAN_RAW_RECV_OWN_MSGS: our own frame comes back once it was on the wire.
      frame.flags |= CANFrame.confirmed
      put(frame, bus)
      if robot.faults.losesCommand() { return }
      for drive in robot.busOf.indices where robot.busOf[drive] == bus {
        if let answer = robot.deliver(arrival.frame, to: drive, at: arrival.end) {
          buses[bus].post(answer.frame, drive: drive, ready: arrival.end + answer.delay)
        }
      }
    }
  }

  private func put(_ frame: CANFrame, _ bus: Int) {
    if outgoing[bus].isFull { flush(bus) }
    outgoing[bus].append(frame)
  }

  private func flush(_ bus: Int) {
    guard !outgoing[bus].isEmpty else { return }
    let sent = ports[bus].send(outgoing[bus])
    let missed = outgoing[bus].count - max(0, Int(sent))
    lost[bus] &+= UInt64(missed)
    outgoing[bus].removeAll()
  }

  // MARK: What can be seen

  /// E-stop lines and supply as they are now.
  public var inputs: TwinInputs {
    var inputs = TwinInputs()
    inputs.emergencyStopOpen = lines
    inputs.supplyVoltage = Voltage(robot.supply.voltage)
    inputs.supplyCurrent = Current(robot.supply.current)
    return inputs
  }

  /// Where a joint really is, how fast, and the effort behind its gear (mean of the last tick).
  public func jointTruth(
    _ joint: Int
  ) -> (position: Position, velocity: Velocity, effort: Effort) {
    (
      Position(robot.plant.position[joint]), Velocity(robot.plant.velocity[joint]),
      Effort(robot.plant.effort[joint])
    )
  }

  /// What a drive says of itself: the ERR nibble of its feedback (0 disabled, 1 enabled).
  public func driveStatus(_ drive: Int) -> UInt8 { robot.drives[drive].status.rawValue }

  /// Temperatures of a drive: power stage and winding.
  public func temperatures(_ drive: Int) -> (stage: Temperature, winding: Temperature) {
    let actuator = robot.plant.actuators[drive]
    return (Temperature(actuator.stage), Temperature(actuator.winding))
  }

  /// Frames that left the wire of a bus, and the time it was taken, since the start.
  public func busTotals(_ bus: Int) -> (frames: UInt64, busy: Interval) {
    (buses[bus].frames, buses[bus].busy)
  }

  /// Frames for the loop that found its receive queue full.
  public func framesLost(_ bus: Int) -> UInt64 { lost[bus] }

  /// What ended the motion, when the physics failed; nil while all is well.
  public var failure: String? { robot.isRunning ? nil : robot.plant.failure }

  /// Kinetic plus potential energy of the bodies, J.
  public var energy: Double { robot.plant.energy }

  // MARK: What can be done to the robot

  /// Opens an e-stop line (index in `RobotConfiguration.lines`).
  public func press(line: Int) { lines[line] = true }
  /// Closes it again.
  public func release(line: Int) { lines[line] = false }
  /// Opens the supply's switch: the drives brown out within milliseconds and fall silent.
  public func cutSupply() { robot.supply.isOn = false }
  /// Closes it: the drives start again, disabled, about 100 ms later.
  public func restoreSupply() { robot.supply.isOn = true }
  /// Sets the source's voltage.
  public func setSupply(_ voltage: Voltage) { robot.supply.source = voltage.value }
  /// The drive acknowledges frames but neither obeys nor answers.
  public func silence(drive: Int) { robot.faults.silenced |= 1 << UInt64(drive) }
  /// Ends `silence`.
  public func unsilence(drive: Int) { robot.faults.silenced &= ~(1 << UInt64(drive)) }
  /// Heats a winding; from there it cools as it should.
  public func heat(drive: Int, winding: Temperature) {
    robot.plant.actuators[drive].winding = winding.value
  }
  /// Heats a power stage.
  public func heat(drive: Int, stage: Temperature) {
    robot.plant.actuators[drive].stage = stage.value
  }
  /// Heats a winding past every protection limit.
  public func overheat(drive: Int) { heat(drive: drive, winding: Temperature(200)) }
  /// Something holds a joint with at most `effort`; 0 ends it.
  public func jam(joint: Int, effort: Effort) { robot.plant.actuators[joint].jam = effort.value }
  /// A drive restarts: disabled, silent for about 100 ms.
  public func reboot(drive: Int) { robot.reboot(drive) }
  /// A drive's own fault, as its ERR nibble (8…E); others are ignored.
  public func fail(drive: Int, error: UInt8) {
    guard let fault = VirtualDamiao.Status(rawValue: error), fault.isFault else { return }
    robot.drives[drive].fail(fault)
  }
  /// Shares of commands and of replies that get lost, 0…1, by the twin's seed.
  public func loseFrames(commands: Double, replies: Double) {
    robot.faults.commandLoss = commands
    robot.faults.replyLoss = replies
  }
  /// Puts a joint somewhere, at rest.
  public func place(joint: Int, at position: Position) {
    robot.plant.place(joint, at: position.value)
  }
}
