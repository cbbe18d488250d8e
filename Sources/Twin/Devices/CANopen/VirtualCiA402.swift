import RobotCore
import Units
import Wire

/// A CiA 402 servo drive as its bus sees it: one node on CANopen, bytes in, bytes out. Written from
/// CiA 301 4.2.0 and DSP 402 2.0, with nothing shared with the runtime's side of the protocol.
///
/// A class: its dictionary is long, and the enum that holds the drive is copied in each sub-step.
final class VirtualCiA402 {
  /// What the network management lets it do (CiA 301 4.2.0, 7.3.2.2), as heartbeats tell it.
  enum NetworkState: UInt8 {
    case initialising = 0x00
    case stopped = 0x04
    case operational = 0x05
    case preOperational = 0x7F
  }

  let settings: ServoSettings
  var dictionary: CANopenDictionary
  private(set) var network = NetworkState.initialising
  private var server: SDOServer
  var emergencies = EmergencyLog()
  private var heartbeats = HeartbeatWatch()
  var processData = ProcessData()
  private(set) var axis: ServoAxis
  var program = ServoProgram()

  /// Faults entered since the start.
  private(set) var faultCount = 0
  /// Power-ups and resets after the first.
  private(set) var resets = 0
  /// What was measured last.
  private(set) var reading = DriveReading()
  private var bootAt = Instant.zero
  private var resetPending: Reset?
  private var brakeTime = 0.0
  private var overTime = 0.0

  private enum Reset { case node, communication }

  /// From a reset to the boot-up message: a choice of ours.
  static let bootTime = Interval(milliseconds: 50)
  /// Power stage limit, °C: a choice of ours.
  static let stageLimit = 110.0

  init(_ settings: ServoSettings) {
    self.settings = settings
    dictionary = CANopenDictionary(settings)
    server = SDOServer(node: settings.node, delay: settings.answerDelay)
    axis = ServoAxis(settings)
  }

  /// Power comes up: what was saved is in force, and the boot-up message is the first thing said.
  func powerUp(_ reading: DriveReading, isFirst: Bool) {
    if !isFirst { resets += 1 }
    self.reading = reading
    restart(communicationOnly: false)
    bootAt = .zero
  }

  private func restart(communicationOnly: Bool) {
    network = .initialising
    dictionary.reset(communicationOnly: communicationOnly)
    server.reset()
    heartbeats.reset()
    processData.reset()
    guard !communicationOnly else { return }
    emergencies.reset()
    brakeTime = 0
    axis.powerUp(reading, dictionary)
  }

  // MARK: What can be seen

  var status: DriveStatus {
    if axis.machine.isFaulty { return .fault }
    return axis.machine.state == .operationEnabled ? .enabled : .disabled
  }

  var fault: DriveFault { status == .fault ? ServoFault(code: emergencies.fault).family : .none }

  /// In words, as reports say it.
  var words: String {
    switch axis.machine.state {
    case .notReady: "not ready"
    case .switchOnDisabled, .ready: "disabled"
    case .switchedOn: "switched on"
    case .operationEnabled: "enabled"
    case .quickStopActive: "quick stop"
    case .faultReactionActive: "fault reaction"
    case .fault: "fault \(String(emergencies.fault, radix: 16, uppercase: true))"
    }
  }

  /// Its brake output: true opens the brake. By itself it opens while the motor is held; where bit
  /// 0 of 60FEh:2 says so, bit 0 of 60FEh:1 ("set brake") closes it.
  var releasesBrake: Bool? {
    guard settings.hasBrake else { return nil }
    if dictionary[0x60FE_02] & 1 != 0 { return dictionary[0x60FE_01] & 1 == 0 }
    return axis.machine.isPowered
  }

  /// True while supply and safety relay let the power stage work.
  private var mayPower: Bool {
    reading.supply >= settings.underVoltage && !isInhibited
  }

  private var isInhibited: Bool { reading.switches & TwinSwitch.safeTorqueOff.mask != 0 }

  // MARK: Frames

  /// True when the node's acceptance filter lets a frame through.
  func listens(to frame: CANFrame) -> Bool {
    let unfit = CANFrame.extended | CANFrame.error | CANFrame.fd
    guard frame.flags & unfit == 0 else { return false }
    switch frame.id {
    case 0x000, 0x600 + UInt32(settings.node): return true
    case UInt32(truncatingIfNeeded: dictionary[0x1005_00]) & 0x7FF: return true
    case 0x701...0x77F: return true
    default: return processData.hears(frame.id, dictionary)
    }
  }

  /// A frame has been received.
  func hear(
    _ frame: CANFrame, at now: Instant, _ reading: DriveReading, into outbox: inout Outbox
  ) {
    // Remote requests (node guarding, PDOs on demand) are not supported: silence.
    guard network != .initialising, listens(to: frame), !frame.has(CANFrame.remote) else { return }
    self.reading = reading
    if frame.id == 0 { return manage(frame) }
    if frame.id >= 0x701 && frame.id <= 0x77F { return hearHeartbeat(frame, at: now) }
    guard network != .stopped else { return }
    if frame.id == 0x600 + UInt32(settings.node) {
      publish()
      return server.hear(frame, at: now, on: self, into: &outbox)
    }
    guard network == .operational else { return }
    if frame.id == UInt32(dictionary[0x1005_00]) & 0x7FF {
      synchronise(frame, at: now, into: &outbox)
    } else {
      receive(frame, at: now)
    }
  }

  /// Network management: command and node, 0 for all (CiA 301 4.2.0, 7.2.8.3.1).
  private func manage(_ frame: CANFrame) {
    guard frame.length == 2, frame.data[1] == 0 || frame.data[1] == settings.node else { return }
    switch frame.data[0] {
    case 0x01: enter(.operational)
    case 0x02: enter(.stopped)
    case 0x80: enter(.preOperational)
    case 0x81: resetPending = .node
    case 0x82: resetPending = .communication
    default: break
    }
  }

  private func enter(_ next: NetworkState) {
    guard next != network else { return }
    network = next
    processData.restart(isOperational: next == .operational)
    guard next == .stopped else { return }
    server.reset()
    loseConnection(0)
  }

  private func hearHeartbeat(_ frame: CANFrame, at now: Instant) {
    guard frame.length == 1 else { return }
    if heartbeats.hear(frame.id - 0x700, at: now, dictionary), emergencies.complaint == 0x8130 {
      emergencies.setComplaint(0)
    }
  }

  // MARK: Time

  /// `step` seconds later: what is due is said, and the torque that the motor is to give.
  func control(
    _ reading: DriveReading, at now: Instant, step: Double, into outbox: inout Outbox
  ) -> Double? {
    self.reading = reading
    if let reset = resetPending { begin(reset, at: now) }
    guard network != .initialising || boot(at: now, into: &outbox) else {
      return axis.advance(reading, dictionary, isHeld: false, step: step)
    }
    watchSupply(step)
    watchBus(at: now, into: &outbox)
    if !settings.hasBrake || brakeTime >= settings.brakeTime { axis.machine.brakeIsFree() }
    brakeTime =
      axis.machine.isPowered
      ? min(settings.brakeTime, brakeTime + step) : max(0, brakeTime - step)
    let isClosing = settings.hasBrake && brakeTime > 0 && mayPower && !axis.machine.isFaulty
    let torque = axis.advance(reading, dictionary, isHeld: isClosing, step: step)
    if axis.hasLostTrack { fail(ServoFault.followingError) }
    speak(at: now, into: &outbox)
    return torque
  }

  private func begin(_ reset: Reset, at now: Instant) {
    resetPending = nil
    switch reset {
    case .node:
      resets += 1
      restart(communicationOnly: false)
      bootAt = now + Self.bootTime
    case .communication:
      loseConnection(0)
      restart(communicationOnly: true)
      bootAt = now + Self.bootTime
    }
  }

  /// True once the node has booted: its first word is the boot-up message.
  private func boot(at now: Instant, into outbox: inout Outbox) -> Bool {
    guard now >= bootAt else { return false }
    network = .preOperational
    var frame = CANFrame(id: 0x700 + UInt32(settings.node), length: 1)
    frame.data[0] = 0
    outbox.put(frame)
    return true
  }

  private func watchSupply(_ step: Double) {
    if reading.supply > settings.overVoltage { fail(ServoFault.overVoltage) }
    // Without supply and without torque it waits.
    if reading.supply < settings.underVoltage, axis.machine.isPowered {
      fail(ServoFault.underVoltage)
    }
    if reading.stage > Self.stageLimit { fail(ServoFault.stageTemperature) }
    if reading.winding > settings.windingLimit { fail(ServoFault.windingTemperature) }
    if isInhibited, axis.machine.isPowered { fail(ServoFault.safeTorqueOff) }
    if isInhibited, axis.machine.state != .fault { axis.machine.disableVoltage() }
    // Twice the rated torque for three seconds: a choice of ours.
    let isOver = abs(axis.torque) > 2 * settings.ratedTorque
    overTime = isOver ? overTime + step : max(0, overTime - step)
    if overTime > 3 {
      overTime = 0
      fail(ServoFault.overload)
    }
  }

  private func watchBus(at now: Instant, into outbox: inout Outbox) {
    server.watch(at: now, into: &outbox)
    guard !settings.ignoresTimeout else { return }
    if heartbeats.misses(at: now, dictionary) {
      emergencies.setComplaint(0x8130)
      // 1029h:1: what the network state becomes.
      switch dictionary[0x1029_01] {
      case 0: if network == .operational { enter(.preOperational) }
      case 2: enter(.stopped)
      default: break
      }
      loseConnection(0x8130)
    }
    if network == .operational, processData.isOverdue(at: now, dictionary) {
      emergencies.setComplaint(0x8250)
      loseConnection(0x8250)
    }
  }

  /// The master is gone: what 6007h says is done.
  private func loseConnection(_ code: UInt16) {
    guard axis.machine.isPowered else { return }
    switch dictionary[0x6007_00] {
    case 1: fail(ServoFault(code: code == 0 ? 0x8100 : code))
    case 2: axis.machine.disableVoltage()
    case 3: axis.machine.stopQuickly(ServoAxis.options(dictionary))
    default: break
    }
  }

  // MARK: Faults

  /// A fault from outside (tests, fault injection).
  func fail(_ family: DriveFault) {
    guard let fault = ServoFault(family) else { return }
    fail(fault)
  }

  private func fail(_ fault: ServoFault) {
    guard !axis.machine.isFaulty else { return }
    faultCount += 1
    axis.machine.fail(ServoAxis.options(dictionary), isHard: fault.isHard)
    dictionary[0x603F_00] = Int64(fault.code)
    emergencies.setFault(fault.code)
  }

  /// True when nothing keeps the drive in its fault.
  private var isCured: Bool {
    reading.supply <= settings.overVoltage && reading.supply >= settings.underVoltage
      && reading.stage <= Self.stageLimit && reading.winding <= settings.windingLimit
      && !isInhibited
  }

  // MARK: What was written

  /// The controlword was written, by SDO or PDO.
  func obey() {
    let word = UInt16(truncatingIfNeeded: dictionary[0x6040_00])
    let hasReset = axis.take(word, dictionary, mayPower: mayPower, isCured: isCured)
    guard hasReset else { return }
    dictionary[0x603F_00] = 0
    emergencies.setFault(0)
  }

  /// An object was written that acts at once.
  func act(on key: UInt32) {
    switch key {
    case 0x6060_00: axis.setMode(dictionary)
    case 0x607A_00: axis.setTarget(dictionary)
    case 0x608F_01, 0x608F_02, 0x6091_01, 0x6091_02: axis.setScale(dictionary)
    case 0x1016_01: heartbeats.forget(0)
    case 0x1016_02: heartbeats.forget(1)
    case 0x6040_00: obey()
    default: break
    }
  }

  /// Heartbeat, emergencies, process data that an event sends.
  private func speak(at now: Instant, into outbox: inout Outbox) {
    let period = Interval(milliseconds: dictionary[0x1017_00])
    if heartbeats.isDue(at: now, period: period) {
      var frame = CANFrame(id: 0x700 + UInt32(settings.node), length: 1)
      frame.data[0] = network.rawValue
      outbox.put(frame)
    }
    guard network != .stopped else { return }
    let identifier = UInt32(dictionary[0x1014_00])
    let inhibit = Interval(microseconds: dictionary[0x1015_00] * 100)
    if identifier >> 31 == 0,
      let frame = emergencies.next(at: now, id: identifier & 0x7FF, inhibit: inhibit)
    {
      outbox.put(frame)
    }
    if network == .operational { sendEvents(at: now, into: &outbox) }
  }
}
