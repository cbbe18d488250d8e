public import RobotCore
import Units
public import Wire

/// A Damiao DM-series drive: its address, and the ranges its packed fields have.
///
/// Sources: vendor manuals of DM-J8009P-2EC and DM-J4310-2EC (dmBots on GitHub, V1.0); frames
/// compared with openarm_can 1.2.9 and damiao-motor 1.0.6. Standard ids, 8-byte payloads, the same
/// in CAN FD. The drive is silent except in answer: each accepted frame makes one feedback frame.
/// Everything is at the actuator's output; the firmware counts its own gear in.
public struct Damiao: BitwiseCopyable, Sendable {
  /// ESC_ID, the arbitration id of commands.
  let id: UInt16
  /// MST_ID, the arbitration id of feedback.
  let feedbackID: UInt16
  let bus: UInt8
  let flags: UInt8
  /// PMAX, rad.
  let positionRange: Double
  /// VMAX, rad/s.
  let velocityRange: Double
  /// TMAX, N·m.
  let torqueRange: Double
  /// Upper end of the packed stiffness: 500 N·m/rad in the manual.
  let stiffnessRange: Double
  /// Upper end of the packed damping: 5 N·m·s/rad in the manual.
  let dampingRange: Double
  /// Expected sw_ver, 0 for any.
  let firmware: UInt32
  /// Expected Gr, motor turns per output turn.
  let gearRatio: Double
  /// Expected can_br; −1: the family has no setting for this bus, and nothing matches.
  let bitRateCode: Int

  /// Every drive listens to this id: registers, store, poll (manual, "parameter access").
  static var broadcastID: UInt32 { @_noLocks get { 0x7FF } }

  /// The drive that a configuration describes, on a bus at the rates of a new drive: 1 Mbit/s,
  /// data of CAN FD at 5 Mbit/s.
  @_noLocks public init(_ configuration: DriveConfiguration, isFD: Bool) {
    var bus = BusConfiguration()
    bus.isFD = isFD
    if isFD { bus.dataBitRate = 5_000_000 }
    self.init(configuration, on: bus)
  }

  /// The drive that a configuration describes, on its bus.
  @_noLocks public init(_ configuration: DriveConfiguration, on bus: BusConfiguration) {
    id = UInt16(truncatingIfNeeded: configuration.commandID)
    feedbackID = UInt16(truncatingIfNeeded: configuration.feedbackID)
    self.bus = configuration.bus
    flags = bus.isFD ? CANFrame.fd | CANFrame.bitRateSwitch : 0
    positionRange = configuration.positionRange.value
    velocityRange = configuration.velocityRange.value
    torqueRange = configuration.torqueRange.value
    stiffnessRange = configuration.stiffnessRange
    dampingRange = configuration.dampingRange
    firmware = configuration.firmware
    gearRatio = configuration.gearRatio
    bitRateCode = Damiao.bitRateCode(on: bus)
  }

  /// An empty frame to this drive's bus.
  @_noLocks func frame(to id: UInt32, length: UInt8 = 8) -> CANFrame {
    var frame = CANFrame(id: id, length: length, flags: flags)
    frame.bus = bus
    return frame
  }

  /// An MIT command (CTRL_MODE 1): position 16 bits, velocity, stiffness, damping and torque 12
  /// bits each, highest bit first. The drive's law:
  /// torque = stiffness·(position − p) + damping·(velocity − ṗ) + torque.
  @_noLocks public func encode(_ command: DriveCommand) -> CANFrame {
    guard Damiao.isFinite(command) else { return encode(DriveCommand()) }
    let p = Packing.pack(command.position.value, -positionRange, positionRange, bits: 16)
    let v = Packing.pack(command.velocity.value, -velocityRange, velocityRange, bits: 12)
    let kp = Packing.pack(command.stiffness, 0, stiffnessRange, bits: 12)
    let kd = Packing.pack(command.damping, 0, dampingRange, bits: 12)
    let t = Packing.pack(command.torque.value, -torqueRange, torqueRange, bits: 12)
    var word = UInt64(p) << 48 | UInt64(v) << 36 | UInt64(kp) << 24 | UInt64(kd) << 12 | UInt64(t)
    // FF×7 and FB…FE would be read as a request (clear, enable, disable, set zero). Everything at
    // its upper end and the torque 1 to 4 LSB below: the torque gives way, by 4 LSB at most.
    if word >= 0xFFFF_FFFF_FFFF_FFFB && word <= 0xFFFF_FFFF_FFFF_FFFE {
      word = 0xFFFF_FFFF_FFFF_FFFA
    }
    return packed(word)
  }

  @_noLocks private static func isFinite(_ command: DriveCommand) -> Bool {
    command.position.isFinite && command.velocity.isFinite && command.torque.isFinite
      && command.stiffness.isFinite && command.damping.isFinite
  }

  @_noLocks private func packed(_ word: UInt64) -> CANFrame {
    var frame = frame(to: UInt32(id))
    for index in 0..<8 {
      frame.data[index] = UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * index))
    }
    return frame
  }

  /// The frame for a request (manual, "command frames"; poll and store: "parameter access").
  @_noLocks public func request(_ request: DriveRequest) -> CANFrame {
    switch request {
    case .enable: packed(0xFFFF_FFFF_FFFF_FFFC)
    case .disable: packed(0xFFFF_FFFF_FFFF_FFFD)
    case .clearFault: packed(0xFFFF_FFFF_FFFF_FFFB)
    case .setZero: packed(0xFFFF_FFFF_FFFF_FFFE)
    case .poll: parameterFrame(operation: Damiao.pollOperation, 0)
    case .storeParameters: parameterFrame(operation: Damiao.storeOperation, 1)
    }
  }

  /// True when the frame arrived on MST_ID.
  @_noLocks public func owns(_ frame: CANFrame) -> Bool {
    let refused = CANFrame.error | CANFrame.remote | CANFrame.extended | CANFrame.confirmed
    return frame.id == UInt32(feedbackID) && frame.bus == bus && frame.flags & refused == 0
  }

  /// Feedback: ERR and the low half of ESC_ID, position 16 bits, velocity and torque 12 bits,
  /// temperatures of the power stage and of the rotor in °C.
  @_noLocks public func decode(_ frame: CANFrame) -> DriveReport? {
    guard owns(frame), frame.length == 8 else { return nil }
    guard frame.data[0] & 0x0F == UInt8(truncatingIfNeeded: id & 0x0F) else { return nil }
    guard !resemblesReply(frame) else { return nil }
    let p = UInt32(frame.data[1]) << 8 | UInt32(frame.data[2])
    let v = UInt32(frame.data[3]) << 4 | UInt32(frame.data[4] >> 4)
    let t = UInt32(frame.data[4] & 0x0F) << 8 | UInt32(frame.data[5])
    var report = DriveReport()
    report.position.value = Packing.unpack(p, -positionRange, positionRange, bits: 16)
    report.velocity.value = Packing.unpack(v, -velocityRange, velocityRange, bits: 12)
    report.torque.value = Packing.unpack(t, -torqueRange, torqueRange, bits: 12)
    report.driverTemperature.value = Double(frame.data[6])
    report.motorTemperature.value = Double(frame.data[7])
    (report.status, report.fault) = Damiao.state(frame.data[0] >> 4)
    return report
  }

  /// The meaning of ERR. A code the manual does not list counts as a fault.
  @_noLocks private static func state(_ code: UInt8) -> (DriveStatus, DriveFault) {
    switch code {
    case 0x0: (.disabled, .none)
    case 0x1: (.enabled, .none)
    case 0x8: (.fault, .overVoltage)
    case 0x9: (.fault, .underVoltage)
    case 0xA: (.fault, .overCurrent)
    case 0xB: (.fault, .driverOverTemperature)
    case 0xC: (.fault, .motorOverTemperature)
    case 0xD: (.fault, .communicationLost)
    case 0xE: (.fault, .overload)
    default: (.fault, .other)
    }
  }
}
