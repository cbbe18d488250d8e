import RobotCore
import Units
import Wording

/// What a drive model of family cia402 says of its objects.
enum CANopenSection {
  /// Reads the section into the drive; the data sheet that it names, into `files`.
  static func read(
    _ section: Section, into drive: inout DriveConfiguration, from path: String,
    files: inout [String]
  ) {
    var node = CANopenConfiguration()
    node.vendor = number(CANopenFacts.vendor, section)
    node.product = number(CANopenFacts.product, section)
    node.revision = number(CANopenFacts.revision, section)
    if section.has(CANopenFacts.name) { node.name = section.label(CANopenFacts.name) }
    if section.has(CANopenFacts.software) { node.software = section.label(CANopenFacts.software) }
    node.offersBlocks = section.flag(CANopenFacts.blocks)
    node.countsPerTurn = section.number(CANopenFacts.counts)
    node.velocityPerTurn =
      section.has(CANopenFacts.velocityUnits)
      ? section.number(CANopenFacts.velocityUnits) : node.countsPerTurn
    node.ratedTorque = Torque(section.quantity(CANopenFacts.ratedTorque))
    node.ratedCurrent = Current(section.quantity(CANopenFacts.ratedCurrent, otherwise: 0))
    node.mode = section.word(CANopenFacts.mode, CANopenFacts.modes) ?? .cyclicPosition
    node.isSynchronous = section.flag(CANopenFacts.synchronous)
    node.hasTorqueOffset = section.flag(CANopenFacts.torqueOffset)
    node.heartbeat = section.interval(CANopenFacts.heartbeat)
    node.masterHeartbeat = section.interval(CANopenFacts.masterHeartbeat)
    node.master = UInt8(section.integer(CANopenFacts.master) ?? 127)
    node.quickStop = section.word(CANopenFacts.quickStop, CANopenFacts.ramps) ?? 2
    node.faultReaction = section.word(CANopenFacts.faultReaction, CANopenFacts.ramps) ?? 2
    node.abortConnection = section.word(CANopenFacts.abortConnection, CANopenFacts.aborts) ?? 1
    node.followingErrorWindow = Angle(section.quantity(CANopenFacts.window, otherwise: 0))
    node.followingErrorTime = section.interval(CANopenFacts.windowTime)
    node.speedLimit = AngularVelocity(section.quantity(CANopenFacts.speedLimit, otherwise: 0))
    node.acceleration = section.quantity(CANopenFacts.acceleration, otherwise: 0)
    node.hasBrake = section.flag(CANopenFacts.brakeOutput)
    node.hasSafeTorqueOffInput = section.flag(CANopenFacts.safeTorqueOff)
    if section.has(CANopenFacts.homing), let homing = section.section(CANopenFacts.homing) {
      readHoming(homing, into: &node)
    }
    drive.canopen = node
    fillRanges(&drive)
    if section.has(CANopenFacts.sheet) {
      DataSheetCheck(section: section, node: node, drivePath: path).run(files: &files)
    }
    section.finish()
  }

  private static func number(_ fact: Fact, _ section: Section) -> UInt32 {
    UInt32(section.integer(fact) ?? 0)
  }

  private static func readHoming(_ homing: Section, into node: inout CANopenConfiguration) {
    node.homingMethod = Int8(homing.integer(CANopenFacts.method) ?? 0)
    node.homingSpeed = AngularVelocity(homing.quantity(CANopenFacts.homingSpeed))
    node.homingCreep = AngularVelocity(homing.quantity(CANopenFacts.creep))
    node.homingAcceleration = homing.quantity(CANopenFacts.homingAcceleration)
    node.homingOffset = Angle(homing.quantity(CANopenFacts.homingOffset))
    if node.homingCreep > node.homingSpeed, node.homingSpeed.value > 0 {
      homing.add(
        CANopenFacts.creep,
        "is \(NumberText.shown(node.homingCreep.value)) rad/s, faster than 'speed' "
          + "\(NumberText.shown(node.homingSpeed.value)) rad/s; swap them")
    }
    homing.finish()
  }

  /// What its frames can carry: 32 bits of counts, and 16 bits of thousandths of the rated torque.
  /// Gains are no part of them.
  private static func fillRanges(_ drive: inout DriveConfiguration) {
    let turn = 2 * Double.pi
    guard drive.canopen.countsPerTurn > 0, drive.canopen.velocityPerTurn > 0 else { return }
    drive.positionRange = Angle(2_147_483_647 / drive.canopen.countsPerTurn * turn)
    drive.velocityRange = AngularVelocity(2_147_483_647 / drive.canopen.velocityPerTurn * turn)
    drive.torqueRange = Torque(32.767 * drive.canopen.ratedTorque.value)
    drive.stiffnessRange = 1e9
    drive.dampingRange = 1e9
  }
}

/// A drive's file held against the data sheet that it names.
struct DataSheetCheck {
  let section: Section
  let node: CANopenConfiguration
  let drivePath: String

  func run(files: inout [String]) {
    guard let text = section.text(CANopenFacts.sheet),
      let path = NamedFile.path(text, CANopenFacts.sheet, section, from: drivePath, roots: [])
    else { return }
    files.append(path)
    guard let sheet = ElectronicDataSheet.read(path, node: nil, into: section.findings) else {
      return
    }
    identity(CANopenFacts.vendor, node.vendor, sheet.vendor)
    identity(CANopenFacts.product, node.product, sheet.product)
    identity(CANopenFacts.revision, node.revision, sheet.revision)
    if let modes = sheet[0x6502, 0]?.value, modes >> (UInt64(node.mode.number) - 1) & 1 == 0 {
      let word = CANopenFacts.modes.first { $0.value == node.mode }?.key ?? ""
      section.add(
        CANopenFacts.mode,
        "is \(word), which the data sheet does not list (6502); choose another mode")
    }
    for index in needed where sheet[index.index, index.subindex] == nil {
      let place = String(index.index, radix: 16, uppercase: true)
      section.add(
        CANopenFacts.sheet,
        "has no object \(place):\(index.subindex), which arming needs; is it the sheet of this drive"
      )
    }
  }

  private func identity(_ fact: Fact, _ stated: UInt32, _ sheet: UInt32) {
    guard stated != 0, sheet != 0, stated != sheet else { return }
    section.add(
      fact,
      "is \(Section.hex(Int(stated))), the data sheet says \(Section.hex(Int(sheet))); correct one "
        + "of them")
  }

  /// What is read or written whatever the profile says.
  private var needed: [(index: UInt16, subindex: UInt8)] {
    let target: UInt16 =
      switch node.mode {
      case .profilePosition, .cyclicPosition: 0x607A
      case .cyclicVelocity: 0x60FF
      case .cyclicTorque: 0x6071
      }
    return [
      (0x1000, 0), (0x1016, 1), (0x1017, 0), (0x1400, 1), (0x1600, 1), (0x1800, 1), (0x1A00, 1),
      (0x1801, 1), (0x1A01, 1), (0x6007, 0), (0x6040, 0), (0x6041, 0), (0x605A, 0), (0x6060, 0),
      (0x6061, 0), (0x6064, 0), (0x606C, 0), (0x6076, 0), (0x6077, 0), (0x6502, 0), (target, 0),
    ]
  }
}
