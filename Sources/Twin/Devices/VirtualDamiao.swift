import RobotCore
import Units
import Wire

/// A Damiao DM drive as its bus sees it: bytes in, bytes out. Written from the vendor's manuals,
/// with packing of its own (nothing here is shared with the runtime's side of the protocol).
///
/// A class: its registers are many, and the enum that holds the drive is copied in each sub-step.
final class VirtualDamiao {
  /// ERR nibble of the feedback frame.
  enum Status: UInt8 {
    case disabled = 0x0, enabled = 0x1, overVoltage = 0x8, underVoltage = 0x9, overCurrent = 0xA
    case stageTemperature = 0xB, windingTemperature = 0xC, silence = 0xD, overload = 0xE

    var isFault: Bool { rawValue >= 0x8 }
  }

  /// A frame on its way out and how long after the request it starts.
  struct Answer {
    var frame: CANFrame
    var delay: Interval
  }

  /// Working registers.
  var registers: DamiaoRegisters
  /// What a power cycle brings back.
  var flash: DamiaoRegisters
  /// What the drive does now.
  private(set) var status = Status.disabled
  /// Added to the encoder's angle; set by "set zero" and at power-up.
  private(set) var zero = 0.0
  /// What the controller modes follow.
  var law = DamiaoLaw()
  /// True: a time-out is kept and read back but never acted on (a drive with a defect).
  var ignoresTimeout = false
  /// Faults entered since the start.
  private(set) var faultCount = 0
  /// Power-ups after the first.
  private(set) var resets = 0

  private let isAbsolute: Bool
  private let isMultiTurn: Bool
  private let peakTorque: Double
  private let answerDelay: Interval
  private var addressed = Instant.never
  private var overloadTime = 0.0
  private var overCurrentTime = 0.0
  /// The format set at power-up: a drive configured for classic CAN does not understand CAN FD.
  private var speaksFD: Bool

  /// The frame that carries register traffic for every drive.
  static let registerID: UInt32 = 0x7FF
  /// The manual gives 30–50 ms for writing the flash.
  static let storeTime = Interval(milliseconds: 40)
  /// Power stage limit, fixed by the vendor (J8009P manual, protections).
  static let stageLimit = 120.0
  /// Stall of this many seconds at more than 95 % of the peak torque is an overload: a choice of
  /// ours, the manuals name the fault but no figures.
  static let overloadLimit = 3.0

  init(_ joint: JointConfiguration, bus: BusConfiguration, timeout: UInt32, serial: UInt32) {
    registers = DamiaoRegisters(joint, bus: bus, timeout: timeout, serial: serial)
    flash = registers
    speaksFD = registers.word(DamiaoRegisters.bitRate) > 4
    isAbsolute = joint.isAbsolute
    isMultiTurn = joint.isMultiTurn
    let ability = joint.plant.torqueConstant * joint.plant.currentLimit
    peakTorque = joint.drive.peakTorque.value > 0 ? joint.drive.peakTorque.value : ability
    // The profile's latency runs from the sampling to the start of the frame; the sample is already
    // as old as the encoder's delay when the request arrives.
    let least = Interval(microseconds: 10)
    let rest = joint.drive.latency - joint.plant.encoderDelay
    answerDelay = rest > least ? rest : least
  }

  /// True when the power stage is on.
  var isEnabled: Bool { status == .enabled }
  /// Arbitration id it listens to.
  var commandID: UInt32 { registers.raw(DamiaoRegisters.commandID) }

  /// Output angle in the drive's own count.
  func angle(_ reading: DriveReading) -> Double { reading.position + zero }

  /// Power comes up: working registers from flash, disabled, the angle from the output encoder: one
  /// turn of it, unless the encoder counts its turns without power. A drive without one stands at 0
  /// wherever it is.
  func powerUp(_ reading: DriveReading, isFirst: Bool) {
    registers = flash
    speaksFD = registers.word(DamiaoRegisters.bitRate) > 4
    status = .disabled
    law = DamiaoLaw()
    overloadTime = 0
    overCurrentTime = 0
    if !isFirst { resets += 1 }
    guard isAbsolute else {
      zero = -reading.position
      return
    }
    guard !isMultiTurn else { return }
    let turn = 2 * Double.pi
    let angle = reading.position + zero
    zero -= turn * ((angle + Double.pi) / turn).rounded(.down)
  }

  /// A fault from outside (tests, fault injection).
  func fail(_ fault: Status) { enter(fault) }

  private func enter(_ fault: Status) {
    guard status != fault else { return }
    if !status.isFault { faultCount += 1 }
    status = fault
    law = DamiaoLaw()
  }

  // MARK: Frames

  /// True when the drive's acceptance filter lets a frame through.
  func listens(to frame: CANFrame) -> Bool {
    if frame.id == Self.registerID { return true }
    guard frame.id >= commandID else { return false }
    let offset = frame.id - commandID
    return offset == 0 || offset == 0x100 || offset == 0x200 || offset == 0x300
  }

  /// What the drive answers to a frame that it has just received; nil: silence.
  func answer(_ frame: CANFrame, at now: Instant, _ reading: DriveReading) -> Answer? {
    let unfit = CANFrame.extended | CANFrame.error | CANFrame.remote
    guard frame.flags & unfit == 0 else { return nil }
    if frame.has(CANFrame.fd) && !speaksFD { return nil }
    if frame.id == Self.registerID { return registerAnswer(frame, at: now, reading) }
    guard listens(to: frame) else { return nil }
    addressed = now
    guard take(frame, offset: frame.id - commandID, reading) else { return nil }
    return feedback(like: frame, reading)
  }

  /// Takes over a command; false when the drive does not accept it.
  private func take(_ frame: CANFrame, offset: UInt32, _ reading: DriveReading) -> Bool {
    let mode = registers.word(DamiaoRegisters.mode)
    let modeOffset = UInt32(mode - 1) * 0x100
    if let order = Self.order(frame) {
      // Orders come on the plain id; some masters add the offset of the mode in use.
      guard offset == 0 || offset == modeOffset else { return false }
      return obey(order, reading)
    }
    guard offset == modeOffset else { return false }
    switch mode {
    case 1:
      guard frame.length == 8 else { return false }
      law.takeImpedance(DamiaoFields.impedance(frame.data, registers))
    case 2:
      guard frame.length == 8 else { return false }
      law.takePosition(
        DamiaoFields.real(frame.data, 0), speed: DamiaoFields.real(frame.data, 4))
    case 3:
      guard frame.length == 4 || frame.length == 8 else { return false }
      law.takeSpeed(DamiaoFields.real(frame.data, 0))
    default:
      guard frame.length == 8 else { return false }
      law.takePosition(
        DamiaoFields.real(frame.data, 0),
        speed: min(100, Double(DamiaoFields.half(frame.data, 4)) / 100),
        torqueShare: min(1, Double(DamiaoFields.half(frame.data, 6)) / 10_000))
    }
    return true
  }

  private enum Order: UInt8 { case clear = 0xFB, enable, disable, setZero }

  private static func order(_ frame: CANFrame) -> Order? {
    guard frame.length == 8 else { return nil }
    for index in 0..<7 where frame.data[index] != 0xFF { return nil }
    return Order(rawValue: frame.data[7])
  }

  private func obey(_ order: Order, _ reading: DriveReading) -> Bool {
    switch order {
    case .enable:
      if status == .disabled {
        status = .enabled
        law = DamiaoLaw()
        law.hold(angle(reading))
      }
    case .disable:
      if status == .enabled { status = .disabled }
    case .clear:
      if status.isFault { status = .disabled }
      overloadTime = 0
      overCurrentTime = 0
    case .setZero:
      guard status != .enabled else { return false }
      zero = -reading.position
    }
    return true
  }

  /// The status frame, in the format of the request.
  private func feedback(like request: CANFrame, _ reading: DriveReading) -> Answer {
    var frame = reply(to: request)
    DamiaoFields.feedback(
      &frame.data, registers, error: status.rawValue, angle: angle(reading), reading)
    return Answer(frame: frame, delay: answerDelay)
  }

  private func reply(to request: CANFrame) -> CANFrame {
    CANFrame(
      id: registers.raw(DamiaoRegisters.feedbackID), length: 8,
      flags: request.flags & (CANFrame.fd | CANFrame.bitRateSwitch))
  }

  // MARK: Registers

  private func registerAnswer(
    _ frame: CANFrame, at now: Instant, _ reading: DriveReading
  ) -> Answer? {
    guard frame.length >= 4 else { return nil }
    let wanted = UInt32(frame.data[0]) | UInt32(frame.data[1]) << 8
    guard wanted == commandID else { return nil }
    addressed = now
    let register = Int(frame.data[3])
    switch frame.data[2] {
    case 0x33:
      guard DamiaoRegisters.kind(register) != nil else { return nil }
      return Answer(frame: echo(frame, value: read(register, reading)), delay: answerDelay)
    case 0x55:
      guard frame.length == 8, DamiaoRegisters.kind(register) != nil else { return nil }
      return write(register, frame, reading)
    case 0xAA:
      // Only while disabled (or stopped by a fault).
      guard status != .enabled else { return nil }
      flash = registers
      return Answer(frame: echo(frame, value: 0), delay: Self.storeTime)
    case 0xCC: return feedback(like: frame, reading)
    default: return nil
    }
  }

  /// A value that the drive cannot take leaves the register as it is, and the echo says so.
  private func write(
    _ register: Int, _ frame: CANFrame, _ reading: DriveReading
  ) -> Answer {
    let raw = DamiaoFields.word(frame.data, 4)
    // The reply still comes from the feedback id in force before the write, naming the old id; the
    // next exchange uses the new ones.
    var answer = echo(frame, value: raw)
    if DamiaoRegisters.accepts(register, raw) {
      registers.set(register, raw: raw)
      if register == DamiaoRegisters.mode {
        law = DamiaoLaw()
        law.hold(angle(reading))
      }
    } else {
      answer = echo(frame, value: read(register, reading))
    }
    return Answer(frame: answer, delay: answerDelay)
  }

  private func echo(_ request: CANFrame, value: UInt32) -> CANFrame {
    var frame = reply(to: request)
    for index in 0..<4 { frame.data[index] = request.data[index] }
    for index in 0..<4 {
      frame.data[4 + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index))
    }
    return frame
  }

  private func read(_ register: Int, _ reading: DriveReading) -> UInt32 {
    switch register {
    case DamiaoRegisters.busVoltage: return Float(reading.supply).bitPattern
    case DamiaoRegisters.stageTemperature: return Float(reading.stage).bitPattern
    case DamiaoRegisters.windingTemperature: return Float(reading.winding).bitPattern
    case DamiaoRegisters.motorPosition:
      return Float(angle(reading) * registers.real(20)).bitPattern
    case DamiaoRegisters.outputPosition: return Float(angle(reading)).bitPattern
    default: return registers.raw(register)
    }
  }

  // MARK: Time

  /// Protections and watchdog, `step` seconds after the last look.
  func watch(_ reading: DriveReading, at now: Instant, step: Double) {
    if reading.supply > registers.real(DamiaoRegisters.overVoltage) { enter(.overVoltage) }
    if reading.supply < registers.real(DamiaoRegisters.underVoltage) { enter(.underVoltage) }
    if reading.stage > Self.stageLimit { enter(.stageTemperature) }
    if reading.winding > registers.real(DamiaoRegisters.overTemperature) {
      enter(.windingTemperature)
    }
    guard status == .enabled else { return }
    let trip =
      registers.real(DamiaoRegisters.overCurrent) * registers.real(DamiaoRegisters.currentRange)
    // A millisecond of it: the drive's own current loop may overshoot for less.
    overCurrentTime = abs(reading.current) > trip ? overCurrentTime + step : 0
    if overCurrentTime > 1e-3 { enter(.overCurrent) }
    overloadTime =
      abs(reading.torque) > 0.95 * peakTorque ? overloadTime + step : max(0, overloadTime - step)
    if overloadTime > Self.overloadLimit { enter(.overload) }
    let timeout = Int64(registers.word(DamiaoRegisters.timeout)) * 50_000
    if timeout > 0, !ignoresTimeout, (now - addressed).nanoseconds > timeout { enter(.silence) }
  }

  /// Torque that the controller asks for, N·m; nil when the power stage is off.
  func torque(_ reading: DriveReading, step: Double) -> Double? {
    guard status == .enabled else { return nil }
    return law.torque(
      mode: registers.word(DamiaoRegisters.mode), angle: angle(reading),
      speed: reading.velocity, peak: peakTorque, registers, step: step)
  }
}
