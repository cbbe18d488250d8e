import RobotCore
import Units
import Wire

/// Every device family that the twin can be: a device hears frames, measures, and asks for torque.
/// One case per family; a family is a file, or a folder, beside this one.
enum VirtualDrive {
  /// Damiao DM series.
  case damiao(VirtualDamiao)
  /// A hobby servo on an output of a PCA9685: pulses are all that it hears.
  case servo(VirtualServo)
  /// A CiA 402 servo drive, a node on CANopen.
  case ciA402(VirtualCiA402)

  /// What all drives of a robot share at the start.
  struct Circumstances {
    /// What their own time-outs are set to.
    var timeout = Interval.zero
    /// Time-outs are kept and read back but never acted on: a defect to be found.
    var ignoresTimeout = false
    /// Number on the name plate.
    var serial: UInt32 = 0
    /// What the drive moves, at its output, kg·m²: its controllers were tuned to it.
    var inertia = 0.0
    /// Where its output is when its joint stands at the place that homing finds, rad. Whoever
    /// fitted an encoder with an index has put that there.
    var home = 0.0
  }

  /// The device that a joint's profile describes, on its bus.
  init(_ joint: JointConfiguration, bus: BusConfiguration, _ circumstances: Circumstances) {
    switch joint.drive.family {
    case .damiao:
      let ticks = UInt32(clamping: circumstances.timeout.nanoseconds / 50_000)
      let drive = VirtualDamiao(
        joint, bus: bus, timeout: ticks, serial: circumstances.serial)
      drive.ignoresTimeout = circumstances.ignoresTimeout
      self = .damiao(drive)
    case .servo: self = .servo(VirtualServo(joint))
    case .ciA402: self = .ciA402(VirtualCiA402(ServoSettings(joint, circumstances)))
    }
  }

  /// Frames that wait in its CAN controller for the bus; a further one replaces the newest. A
  /// microcontroller with three mailboxes; a CANopen stack with a buffer for each of its objects.
  var mailboxes: Int {
    switch self {
    case .damiao: 3
    case .servo: 0
    case .ciA402: 16
    }
  }

  /// True for a node to which other nodes of its bus can speak.
  var hearsPeers: Bool {
    switch self {
    case .damiao, .servo: false
    case .ciA402: true
    }
  }

  /// Disabled, enabled or stopped by a fault. A servo, which says nothing, is on while it gets
  /// pulses.
  var status: DriveStatus {
    switch self {
    case .damiao(let drive): drive.status.known
    case .servo(let drive): drive.pulse == nil ? .disabled : .enabled
    case .ciA402(let drive): drive.status
    }
  }

  /// Why it stopped itself.
  var fault: DriveFault {
    switch self {
    case .damiao(let drive): drive.status.fault
    case .servo: .none
    case .ciA402(let drive): drive.fault
    }
  }

  /// What it does now, in words.
  var words: String {
    switch self {
    case .damiao(let drive): drive.status.words
    case .servo(let drive): drive.pulse == nil ? "limp" : "pulling"
    case .ciA402(let drive): drive.words
    }
  }

  /// Faults entered since the start.
  var faultCount: Int {
    switch self {
    case .damiao(let drive): drive.faultCount
    case .servo: 0
    case .ciA402(let drive): drive.faultCount
    }
  }

  /// Power-ups after the first.
  var resets: Int {
    switch self {
    case .damiao(let drive): drive.resets
    case .servo: 0
    case .ciA402(let drive): drive.resets
    }
  }

  /// Its brake output: true releases. nil: it has none, and a brake follows the power stage.
  var releasesBrake: Bool? {
    switch self {
    case .damiao, .servo: nil
    case .ciA402(let drive): drive.releasesBrake
    }
  }

  /// Power comes up.
  func powerUp(_ reading: DriveReading, isFirst: Bool) {
    switch self {
    case .damiao(let drive): drive.powerUp(reading, isFirst: isFirst)
    case .servo: break
    case .ciA402(let drive): drive.powerUp(reading, isFirst: isFirst)
    }
  }

  /// True when the device's acceptance filter lets a frame through.
  func listens(to frame: CANFrame) -> Bool {
    switch self {
    case .damiao(let drive): drive.listens(to: frame)
    case .servo: false
    case .ciA402(let drive): drive.listens(to: frame)
    }
  }

  /// The device has received a frame; what it answers goes into the outbox.
  func hear(
    _ frame: CANFrame, at now: Instant, _ reading: DriveReading, into outbox: inout Outbox
  ) {
    switch self {
    case .damiao(let drive):
      let answer = drive.answer(frame, at: now, reading)
      if let answer { outbox.put(answer.frame, after: answer.delay) }
    case .servo: break
    case .ciA402(let drive): drive.hear(frame, at: now, reading, into: &outbox)
    }
  }

  /// `step` seconds after the last time: protections, what is told unasked, and the torque that the
  /// controllers ask for, N·m; nil when the power stage is off.
  func control(
    _ reading: DriveReading, at now: Instant, step: Double, into outbox: inout Outbox
  ) -> Double? {
    switch self {
    case .damiao(let drive):
      drive.watch(reading, at: now, step: step)
      return drive.torque(reading, step: step)
    case .servo(let drive): return drive.torque(reading)
    case .ciA402(let drive):
      return drive.control(reading, at: now, step: step, into: &outbox)
    }
  }

  /// A fault from outside (tests, fault injection).
  func fail(_ fault: DriveFault) {
    switch self {
    case .damiao(let drive):
      if let status = VirtualDamiao.Status(fault) { drive.fail(status) }
    case .servo: break
    case .ciA402(let drive): drive.fail(fault)
    }
  }

  /// Gives a servo its pulses, s wide; nil: none.
  mutating func pulse(_ width: Double?) {
    guard case .servo(var drive) = self else { return }
    drive.pulse = width
    self = .servo(drive)
  }
}

extension VirtualDamiao.Status {
  /// The nibble of a fault; nil for what this family has no nibble for.
  init?(_ fault: DriveFault) {
    switch fault {
    case .overVoltage: self = .overVoltage
    case .underVoltage: self = .underVoltage
    case .overCurrent: self = .overCurrent
    case .driverOverTemperature: self = .stageTemperature
    case .motorOverTemperature: self = .windingTemperature
    case .communicationLost: self = .silence
    case .overload: self = .overload
    case .none, .encoder, .other, .followingError, .safeTorqueOff, .restarted, .reconfigured:
      return nil
    }
  }

  /// The same in the words that all families share.
  var known: DriveStatus {
    switch self {
    case .disabled: .disabled
    case .enabled: .enabled
    default: .fault
    }
  }

  /// Why it stopped.
  var fault: DriveFault {
    switch self {
    case .disabled, .enabled: .none
    case .overVoltage: .overVoltage
    case .underVoltage: .underVoltage
    case .overCurrent: .overCurrent
    case .stageTemperature: .driverOverTemperature
    case .windingTemperature: .motorOverTemperature
    case .silence: .communicationLost
    case .overload: .overload
    }
  }
}
