import RealTime
import RobotCore
import Units
import Wire

/// Drives and matter together, without any bus: what `Twin` and `TwinServer` share.
struct Robot {
  /// Bodies, motors, gears.
  var plant: Plant
  /// One per joint.
  var drives: [VirtualDrive] = []
  /// Chips that make the pulses of servos.
  private(set) var chips: [VirtualPCA9685] = []
  /// Of each drive: its chip and output; −1 for one that has none.
  private var outputs: [(chip: Int, channel: Int)] = []
  /// What they have to say.
  var outbox = Outbox()
  /// Bus index of each drive; −1: it is on no CAN bus.
  let busOf: [Int]
  /// The drives' supply.
  var supply: SupplyRail
  /// Switches at the drives' inputs.
  var switches: [MountedSwitch] = []
  /// Disturbances.
  var faults: FaultInjector
  /// Simulated time of the last finished sub-step.
  private(set) var time = Instant.never
  /// False once the motion cannot go on; the drives then fall silent.
  private(set) var isRunning = true
  /// True while the drive's logic has power and has started.
  private(set) var isAlive: [Bool]
  private var bootAt: [Instant]
  private var tickStart = Instant.never
  private var subStep = 0

  /// From power to the first answer: a choice of ours.
  static let bootTime = Interval(milliseconds: 100)

  init(
    _ robot: borrowing RobotConfiguration, _ options: TwinOptions
  ) throws(TwinError) {
    let timing = robot.timing
    plant = try Plant(robot, period: options.period ?? timing.period, seed: options.seed)
    var circumstances = VirtualDrive.Circumstances()
    circumstances.timeout = options.driveTimeout ?? timing.driveTimeout
    circumstances.ignoresTimeout = options.ignoresDriveTimeout
    let nominal = robot.supply.isPresent ? robot.supply.nominal.value : 24
    supply = SupplyRail(nominal: nominal, tick: plant.tick.seconds)
    faults = FaultInjector(seed: options.seed)
    let count = robot.joints.count
    isAlive = [Bool](repeating: true, count: count)
    bootAt = [Instant](repeating: .never, count: count)
    var buses: [Int] = []
    for joint in 0..<count {
      let figures = robot.joints[joint]
      let bus = Int(figures.drive.bus)
      let isOnBus = figures.drive.bus != DriveConfiguration.noBus
      guard robot.buses.indices ~= bus || !isOnBus else {
        throw .configuration("drive \(joint) is on bus \(bus), which does not exist")
      }
      buses.append(isOnBus ? bus : -1)
      circumstances.serial = 0x5157_0001 &+ UInt32(joint)
      circumstances.inertia = plant.inertia(of: joint)
      let gear = plant.actuators[joint].gear
      circumstances.home = gear.drive(figures.homing.position.value)
      drives.append(
        VirtualDrive(
          figures, bus: isOnBus ? robot.buses[bus] : BusConfiguration(), circumstances))
      if let own = HomingSwitch.own(figures, joint, turn: abs(gear.slope) * 2 * Double.pi) {
        switches.append(own)
      }
    }
    busOf = buses
    for joint in 0..<count { connect(robot.joints[joint].drive) }
    for joint in 0..<count {
      let now = reading(joint)
      drives[joint].powerUp(now, isFirst: true)
    }
  }

  /// Hangs a servo on its chip, which is there once.
  private mutating func connect(_ drive: DriveConfiguration) {
    let servo = drive.servo
    guard drive.family == .servo else {
      outputs.append((-1, 0))
      return
    }
    let known = chips.firstIndex {
      $0.address == servo.address && $0.device.matches(servo.device)
    }
    if known == nil { chips.append(VirtualPCA9685(device: servo.device, address: servo.address)) }
    outputs.append((known ?? chips.count - 1, Int(servo.channel)))
  }

  /// Somebody writes registers of a chip; false when there is none at that address.
  mutating func write(
    _ device: Label, address: UInt8, register: UInt8, bytes: UInt32, count: Int
  ) -> Bool {
    for chip in chips.indices
    where chips[chip].address == address && chips[chip].device.matches(device) {
      chips[chip].write(register, bytes, count: count)
      for drive in drives.indices where outputs[drive].chip == chip {
        drives[drive].pulse(chips[chip].pulse(outputs[drive].channel))
      }
      return true
    }
    return false
  }

  /// What a drive measures at the end of the last sub-step.
  func reading(_ drive: Int) -> DriveReading {
    var reading = DriveReading()
    reading.position = plant.actuators[drive].encoder.position
    reading.velocity = plant.actuators[drive].encoder.velocity
    reading.torque = plant.actuators[drive].torque
    reading.current = plant.actuators[drive].current
    reading.stage = plant.actuators[drive].stage
    reading.winding = plant.actuators[drive].winding
    reading.supply = supply.voltage
    reading.hasIndex = faults.indexless >> UInt64(drive) & 1 == 0
    for mounted in switches where mounted.joint == drive {
      let place = plant.position[drive]
      if place >= mounted.lower, place <= mounted.upper { reading.switches |= mounted.kind.mask }
    }
    return reading
  }

  /// The same, carried on to `moment`, which lies at most a few sub-steps later.
  private func reading(_ drive: Int, at moment: Instant) -> DriveReading {
    var now = reading(drive)
    let later = min(1e-3, max(0, (moment - time).seconds))
    now.position = plant.actuators[drive].encoder.position(later: later)
    return now
  }

  /// Starts the clock.
  mutating func start(at now: Instant) {
    time = now
    tickStart = now
    for drive in bootAt.indices { bootAt[drive] = now }
  }

  /// A drive has received a frame; what it answers is in the outbox.
  mutating func deliver(_ frame: CANFrame, to drive: Int, at moment: Instant) {
    guard isAlive[drive], isRunning, !faults.isSilenced(drive) else { return }
    let now = reading(drive, at: moment)
    outbox.sender = drive
    drives[drive].hear(frame, at: moment, now, into: &outbox)
  }

  /// End of the sub-step that comes next.
  var nextTime: Instant {
    let whole = plant.tick.nanoseconds &* Int64(subStep &+ 1)
    return tickStart + Interval(nanoseconds: whole / Int64(plant.subSteps))
  }

  /// Simulates one sub-step; every `plant.subSteps`-th ends a tick.
  mutating func advance() {
    guard isRunning else {
      skip()
      return
    }
    if subStep == 0, !plant.begin() {
      isRunning = false
      return
    }
    for drive in drives.indices { control(drive) }
    plant.advance()
    time = nextTime
    subStep += 1
    guard subStep == plant.subSteps else { return }
    subStep = 0
    tickStart = time
    guard let power = plant.finish() else {
      isRunning = false
      return
    }
    supply.settle(power: power, drives: drives.count)
    for drive in drives.indices { settlePower(drive) }
  }

  /// Time goes on for a robot whose motion has ended.
  private mutating func skip() {
    time = nextTime
    subStep = 0
    tickStart = time
  }

  private mutating func control(_ drive: Int) {
    let step = plant.step
    guard isAlive[drive] else {
      plant.actuators[drive].lock.advance(isPowered: false, step: step)
      plant.actuators[drive].energise(nil, voltage: 0, step: step)
      return
    }
    let now = reading(drive)
    outbox.sender = drive
    let told = outbox.count
    let wanted = drives[drive].control(now, at: time, step: step, into: &outbox)
    if faults.isSilenced(drive) { outbox.forget(from: told) }
    plant.actuators[drive].lock.advance(
      isPowered: drives[drive].releasesBrake ?? (wanted != nil), step: step)
    plant.actuators[drive].energise(wanted, voltage: supply.voltage, step: step)
  }

  /// Logic off below the brown-out voltage; a restart once it is above again.
  private mutating func settlePower(_ drive: Int) {
    if supply.voltage < SupplyRail.brownOut {
      isAlive[drive] = false
      bootAt[drive] = time + Robot.bootTime
    } else if !isAlive[drive], bootAt[drive] <= time {
      isAlive[drive] = true
      let now = reading(drive)
      drives[drive].powerUp(now, isFirst: false)
    }
  }

  /// A drive loses its logic supply for a moment, as when it is reset.
  mutating func reboot(_ drive: Int) {
    isAlive[drive] = false
    bootAt[drive] = time + Robot.bootTime
  }
}
