import RobotCore
import Units
import Wire

/// One drive of the twin, of whichever family: what frames, pulses and time do to it.
enum VirtualDrive {
  case damiao(VirtualDamiao)
  case servo(VirtualServo)

  init(_ joint: JointConfiguration, bus: BusConfiguration, timeout: UInt32, serial: UInt32) {
    switch joint.drive.family {
    case .damiao:
      self = .damiao(VirtualDamiao(joint, bus: bus, timeout: timeout, serial: serial))
    case .servo: self = .servo(VirtualServo(joint))
    }
  }

  /// Its own command time-out does not act (tests).
  mutating func ignoreTimeout() {
    guard case .damiao(var drive) = self else { return }
    drive.ignoresTimeout = true
    self = .damiao(drive)
  }

  /// Power comes up.
  mutating func powerUp(_ reading: DriveReading, isFirst: Bool) {
    switch self {
    case .damiao(var drive):
      drive.powerUp(reading, isFirst: isFirst)
      self = .damiao(drive)
    case .servo: break
    }
  }

  /// What it answers to a frame that it has just received; nil: silence.
  mutating func answer(
    _ frame: CANFrame, at now: Instant, _ reading: DriveReading
  ) -> VirtualDamiao.Answer? {
    guard case .damiao(var drive) = self else { return nil }
    let answer = drive.answer(frame, at: now, reading)
    self = .damiao(drive)
    return answer
  }

  /// True when its acceptance filter lets a frame through.
  func listens(to frame: CANFrame) -> Bool {
    switch self {
    case .damiao(let drive): drive.listens(to: frame)
    case .servo: false
    }
  }

  /// One sub-step: what its controller asks of the motor, N·m; nil when the power stage is off.
  mutating func torque(_ reading: DriveReading, at now: Instant, step: Double) -> Double? {
    switch self {
    case .damiao(var drive):
      drive.watch(reading, at: now, step: step)
      let wanted = drive.torque(reading, step: step)
      self = .damiao(drive)
      return wanted
    case .servo(let drive): return drive.torque(reading)
    }
  }

  /// Gives a servo its pulses, s wide; nil: none.
  mutating func pulse(_ width: Double?) {
    guard case .servo(var drive) = self else { return }
    drive.pulse = width
    self = .servo(drive)
  }

  /// A fault from outside (tests, fault injection).
  mutating func fail(_ fault: VirtualDamiao.Status) {
    guard case .damiao(var drive) = self else { return }
    drive.fail(fault)
    self = .damiao(drive)
  }

  /// What it would say of itself; a servo, which says nothing, is on while it gets pulses.
  var status: VirtualDamiao.Status {
    switch self {
    case .damiao(let drive): drive.status
    case .servo(let drive): drive.pulse == nil ? .disabled : .enabled
    }
  }

  /// Power-ups after the first.
  var resets: Int {
    guard case .damiao(let drive) = self else { return 0 }
    return drive.resets
  }

  /// Faults entered.
  var faultCount: Int {
    guard case .damiao(let drive) = self else { return 0 }
    return drive.faultCount
  }
}
