import RobotCore
import Units
import Wire

/// A CiA 402 servo drive as its bus sees it: one node on CANopen, bytes in, bytes out. Written from
/// CiA 301 4.2.0 and DSP 402 2.0, with nothing shared with the runtime's side of the protocol.
///
/// A class: its dictionary is long, and the enum that holds the drive is copied in each sub-step.
final class VirtualCiA402 {
  let settings: ServoSettings
  var dictionary: CANopenDictionary
  private(set) var network: NetworkNode
  private var server: SDOServer
  var emergencies = EmergencyLog()
  var processData = ProcessData()
  private(set) var axis: ServoAxis
  var program = ServoProgram()

  /// Faults entered since the start.
  private(set) var faultCount = 0
  /// Power-ups and resets after the first.
  private(set) var resets = 0
  /// What was measured last.
  private(set) var reading = DriveReading()
  private var protection: ServoProtection
  private var brake: ServoBrake

  init(_ settings: ServoSettings) {
    self.settings = settings
    dictionary = CANopenDictionary(settings)
    server = SDOServer(node: settings.node, delay: settings.answerDelay)
    axis = ServoAxis(settings)
    network = NetworkNode(id: settings.node)
    protection = ServoProtection(settings)
    brake = ServoBrake(settings)
  }

  /// Power comes up: what was saved is in force, and the boot-up message is the first thing said.
  func powerUp(_ reading: DriveReading, isFirst: Bool) {
    if !isFirst { resets += 1 }
    self.reading = reading
    restart(communicationOnly: false, bootingAt: .never)
  }

  private func restart(communicationOnly: Bool, bootingAt instant: Instant) {
    network.restart(bootingAt: instant)
    dictionary.reset(communicationOnly: communicationOnly)
    server.reset()
    processData.reset()
    guard !communicationOnly else { return }
    emergencies.reset()
    brake.reset()
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

  /// Its brake output: true opens the brake; nil: there is none.
  var releasesBrake: Bool? {
    brake.isReleased(isPowered: axis.machine.isPowered, dictionary)
  }

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
    guard network.state != .initialising, listens(to: frame), !frame.has(CANFrame.remote) else {
      return
    }
    self.reading = reading
    if frame.id == 0 {
      if let next = network.manage(frame) { enter(next) }
      return
    }
    if frame.id >= 0x701 && frame.id <= 0x77F { return hearHeartbeat(frame, at: now) }
    guard network.state != .stopped else { return }
    if frame.id == 0x600 + UInt32(settings.node) {
      publish()
      return server.hear(frame, at: now, on: self, into: &outbox)
    }
    guard network.state == .operational else { return }
    if frame.id == UInt32(dictionary[0x1005_00]) & 0x7FF {
      synchronise(frame, at: now, into: &outbox)
    } else {
      receive(frame, at: now)
    }
  }

  private func enter(_ next: NetworkNode.State) {
    guard network.enter(next) else { return }
    processData.restart(isOperational: next == .operational)
    guard next == .stopped else { return }
    server.reset()
    loseConnection(0)
  }

  private func hearHeartbeat(_ frame: CANFrame, at now: Instant) {
    if network.hear(frame, at: now, dictionary), emergencies.complaint == 0x8130 {
      emergencies.setComplaint(0)
    }
  }

  // MARK: Time

  /// `step` seconds later: what is due is said, and the torque that the motor is to give.
  func control(
    _ reading: DriveReading, at now: Instant, step: Double, into outbox: inout Outbox
  ) -> Double? {
    self.reading = reading
    if let reset = network.takeReset() { begin(reset, at: now) }
    if network.state == .initialising {
      guard let frame = network.boot(at: now) else {
        return axis.advance(reading, dictionary, isHeld: false, step: step)
      }
      outbox.put(frame)
    }
    watchItself(step)
    watchBus(at: now, into: &outbox)
    if brake.isFree(dictionary) { axis.machine.brakeIsFree() }
    brake.step(isPowered: axis.machine.isPowered, dictionary, step: step)
    let isClosing =
      brake.isClosing(dictionary) && protection.mayPower(reading) && !axis.machine.isFaulty
    let torque = axis.advance(reading, dictionary, isHeld: isClosing, step: step)
    if axis.hasLostTrack { fail(ServoFault.followingError) }
    speak(at: now, into: &outbox)
    return torque
  }

  private func begin(_ reset: NetworkNode.Reset, at now: Instant) {
    switch reset {
    case .node: resets += 1
    case .communication: loseConnection(0)
    }
    restart(communicationOnly: reset == .communication, bootingAt: now + NetworkNode.bootTime)
  }

  private func watchItself(_ step: Double) {
    if let fault = protection.find(reading, axis, step: step) { fail(fault) }
    if ServoProtection.isInhibited(reading), axis.machine.state != .fault {
      axis.machine.disableVoltage()
    }
  }

  private func watchBus(at now: Instant, into outbox: inout Outbox) {
    server.watch(at: now, into: &outbox)
    guard !settings.ignoresTimeout else { return }
    if network.misses(at: now, dictionary) {
      emergencies.setComplaint(0x8130)
      // 1029h:1: what the network state becomes.
      switch dictionary[0x1029_01] {
      case 0: if network.state == .operational { enter(.preOperational) }
      case 2: enter(.stopped)
      default: break
      }
      loseConnection(0x8130)
    }
    if network.state == .operational, processData.isOverdue(at: now, dictionary) {
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

  // MARK: What was written

  /// The controlword was written, by SDO or PDO.
  func obey() {
    let word = UInt16(truncatingIfNeeded: dictionary[0x6040_00])
    let hasReset = axis.take(
      word, dictionary, mayPower: protection.mayPower(reading),
      isCured: protection.isCured(reading))
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
    case 0x1016_01: network.forget(0)
    case 0x1016_02: network.forget(1)
    case 0x6040_00: obey()
    default: break
    }
  }

  /// Heartbeat, emergencies, process data that an event sends.
  private func speak(at now: Instant, into outbox: inout Outbox) {
    if let frame = network.beat(at: now, dictionary) { outbox.put(frame) }
    guard network.state != .stopped else { return }
    let identifier = UInt32(dictionary[0x1014_00])
    let inhibit = Interval(microseconds: dictionary[0x1015_00] * 100)
    if identifier >> 31 == 0,
      let frame = emergencies.next(at: now, id: identifier & 0x7FF, inhibit: inhibit)
    {
      outbox.put(frame)
    }
    if network.state == .operational { sendEvents(at: now, into: &outbox) }
  }
}
