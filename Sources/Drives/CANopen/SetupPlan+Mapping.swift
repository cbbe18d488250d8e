import RobotCore
import Units

/// The objects in one process data message, at most three of ours.
struct Mapping: BitwiseCopyable, Sendable {
  /// Index, subindex and bits of each, as objects 16xx and 1Axx hold them; 0: none.
  var first: UInt32 = 0
  var second: UInt32 = 0
  var third: UInt32 = 0

  @_noLocks init(_ first: UInt32 = 0, _ second: UInt32 = 0, _ third: UInt32 = 0) {
    self.first = first
    self.second = second
    self.third = third
  }

  /// How many objects.
  var count: UInt32 { @_noLocks get { third != 0 ? 3 : second != 0 ? 2 : first != 0 ? 1 : 0 } }

  /// Bytes of the message.
  var length: UInt8 {
    @_noLocks get {
      UInt8(truncatingIfNeeded: ((first & 0xFF) + (second & 0xFF) + (third & 0xFF)) / 8)
    }
  }
}

// Process data: what is in which message. The master writes the whole of it and reads it back, in
// the order of CiA 301, 7.5.2.36: not valid, no object, the objects, how many, valid.
extension SetupPlan {
  /// Four messages each way.
  static var mappingCount: Int { @_noLocks get { 8 } }

  /// What message `number` carries: 0…3 to the drive, 4…7 from it. Of the drive's four to us, two
  /// come every cycle; the third says what brake and STO input do, and only when that changes.
  @_noLocks func mapping(_ number: Int) -> Mapping {
    switch number {
    case 0: return setPoint
    case 4: return Mapping(0x6041_0010, 0x6064_0020, 0x6077_0010)
    case 5: return Mapping(0x606C_0020, 0x603F_0010, 0x6061_0008)
    case 6:
      if node.hasBrake {
        return Mapping(0x60FE_0120, node.hasSafeTorqueOffInput ? 0x60FD_0020 : 0)
      }
      return Mapping(node.hasSafeTorqueOffInput ? 0x60FD_0020 : 0)
    default: return Mapping()
    }
  }

  /// What an object must hold that says what stands in a message of every cycle: an entry, or how
  /// many there are. nil: it holds no such thing.
  @_noLocks func mapped(_ index: UInt16, _ subindex: UInt8) -> UInt32? {
    let objects: Mapping
    switch index {
    case 0x1600: objects = mapping(0)
    case 0x1A00: objects = mapping(4)
    case 0x1A01: objects = mapping(5)
    default: return nil
    }
    switch subindex {
    case 0: return objects.count
    case 1: return objects.first
    case 2: return objects.second
    // Past the last one anything may stand.
    case 3: return objects.third == 0 ? nil : objects.third
    default: return nil
    }
  }

  /// Control word and target, and beside cyclic position and velocity the torque offset.
  private var setPoint: Mapping {
    @_noLocks get {
      let offset: UInt32 = node.hasTorqueOffset ? 0x60B2_0010 : 0
      switch node.mode {
      case .profilePosition: return Mapping(0x6040_0010, 0x607A_0020)
      case .cyclicPosition: return Mapping(0x6040_0010, 0x607A_0020, offset)
      case .cyclicVelocity: return Mapping(0x6040_0010, 0x60FF_0020, offset)
      case .cyclicTorque: return Mapping(0x6040_0010, 0x6071_0010)
      }
    }
  }

  /// Its arbitration id.
  @_noLocks func identifier(of message: Int) -> UInt32 {
    let base = message < 4 ? CANopenID.receive : CANopenID.transmit
    return base + 0x100 * UInt32(message & 3) + UInt32(node.node)
  }

  /// When it counts or is sent: with every SYNC (1), or when it comes and changes (255). Set-points
  /// of torque and of profiles count at once: waiting for the next SYNC would only delay them.
  @_noLocks func transmission(of message: Int) -> UInt32 {
    guard node.isSynchronous, message != 6 else { return 255 }
    if message >= 4 { return 1 }
    return node.mode == .cyclicPosition || node.mode == .cyclicVelocity ? 1 : 255
  }

  /// Steps of one message.
  static var stepCount: Int { @_noLocks get { 9 } }

  /// Step 0…8 of message 0…7.
  @_noLocks func process(_ message: Int, step: Int, period: Interval) -> SetupEntry {
    let communication = (message < 4 ? 0x1400 : 0x1800) + UInt16(message & 3)
    let list = (message < 4 ? 0x1600 : 0x1A00) + UInt16(message & 3)
    let objects = mapping(message)
    // Bit 31: not valid. Bit 30, of what the node sends: no remote request, which is all that many
    // nodes know; read back it may be as it is.
    let remote: UInt32 = message < 4 ? 0 : 0x4000_0000
    let identifier = self.identifier(of: message) | remote
    let invalid = SetupEntry(
      .write, communication, 1, 0x8000_0000 | identifier, mask: 0x8000_07FF)
    guard objects.count > 0 else {
      // What the master does not know of it switches off, where there is such a message at all.
      var off = invalid
      off.kind = .offer
      return off.when(step == 0)
    }
    switch step {
    case 0: return invalid
    case 1:
      return SetupEntry(.write, communication, 2, transmission(of: message), bytes: 1)
    case 2:
      // Without SYNC the two that come every cycle come by a timer, in whole ms.
      return SetupEntry(
        .write, communication, 5, SetupPlan.milliseconds(period), bytes: 2
      ).when(!node.isSynchronous && (message == 4 || message == 5))
    case 3: return SetupEntry(.write, list, 0, 0, bytes: 1)
    case 4: return SetupEntry(.write, list, 1, objects.first)
    case 5: return SetupEntry(.write, list, 2, objects.second).when(objects.count > 1)
    case 6: return SetupEntry(.write, list, 3, objects.third).when(objects.count > 2)
    case 7: return SetupEntry(.write, list, 0, objects.count, bytes: 1)
    default:
      return SetupEntry(.write, communication, 1, identifier, mask: 0x8000_07FF)
    }
  }
}
