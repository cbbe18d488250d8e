/// The objects of a CiA 402 servo drive, as its EDS would list them.
///
/// Communication: CiA 301 4.2.0, 7.5. Drive: CiA 402-2 3.0 / DSP 402 2.0, chapters 9 to 18. Values
/// as delivered; positions in increments at the output, speeds in increments per second.
extension CANopenDictionary {
  /// The dictionary of a drive as delivered.
  init(_ settings: ServoSettings) {
    self.init()
    addCommunication(settings)
    addReceived(UInt32(settings.node))
    addSent(UInt32(settings.node))
    addProgram()
    addDrive()
    addMotion(settings)
    addLimits(settings)
    addOutputs()
    add(0x1008_00, settings.name)
    add(0x1009_00, "1")
    add(0x100A_00, settings.software)
  }

  private mutating func addCommunication(_ settings: ServoSettings) {
    let node = Int64(settings.node)
    // Servo drive (bits 16…23: 2) of device profile 402.
    add(0x1000_00, .unsigned32, .readOnly, 0x0002_0192)
    add(0x1001_00, .unsigned8, .readOnly, 0, .sent)
    add(0x1003_00, .unsigned8, .readWrite, 0, in: 0...0, isKept: false)
    for entry: UInt32 in 1...8 { add(0x1003_00 + entry, .unsigned32, .readOnly) }
    add(0x1005_00, .unsigned32, .readWrite, 0x80)
    add(0x1006_00, .unsigned32, .readWrite)
    add(0x1010_00, .unsigned8, .readOnly, 1)
    add(0x1010_01, .unsigned32, .readWrite, 1, isKept: false)
    add(0x1011_00, .unsigned8, .readOnly, 1)
    add(0x1011_01, .unsigned32, .readWrite, 1, isKept: false)
    add(0x1014_00, .unsigned32, .readWrite, 0x80 + node)
    add(0x1015_00, .unsigned16, .readWrite)
    add(0x1016_00, .unsigned8, .readOnly, 2)
    add(0x1016_01, .unsigned32, .readWrite, in: 0...0x7F_FFFF)
    add(0x1016_02, .unsigned32, .readWrite, in: 0...0x7F_FFFF)
    add(0x1017_00, .unsigned16, .readWrite)
    add(0x1018_00, .unsigned8, .readOnly, 4)
    add(0x1018_01, .unsigned32, .readOnly, Int64(settings.vendor))
    add(0x1018_02, .unsigned32, .readOnly, Int64(settings.product))
    add(0x1018_03, .unsigned32, .readOnly, Int64(settings.revision))
    add(0x1018_04, .unsigned32, .readOnly, Int64(settings.serial))
    add(0x1019_00, .unsigned8, .readWrite, in: 0...240)
    add(0x1020_00, .unsigned8, .readOnly, 2)
    add(0x1020_01, .unsigned32, .readWrite)
    add(0x1020_02, .unsigned32, .readWrite)
    add(0x1029_00, .unsigned8, .readOnly, 1)
    add(0x1029_01, .unsigned8, .readWrite, in: 0...2)
    add(0x1200_00, .unsigned8, .readOnly, 2)
    add(0x1200_01, .unsigned32, .readOnly, 0x600 + node)
    add(0x1200_02, .unsigned32, .readOnly, 0x580 + node)
  }

  /// RPDO 1…4: controlword alone, then with mode, target position, target velocity (DSP 402 2.0,
  /// 7.3: standard mappings).
  private mutating func addReceived(_ node: UInt32) {
    let mapped: [[Int64]] = [
      [0x6040_0010], [0x6040_0010, 0x6060_0008], [0x6040_0010, 0x607A_0020],
      [0x6040_0010, 0x60FF_0020],
    ]
    for number: UInt32 in 0..<4 {
      let key = (0x1400 + number) << 8
      add(key, .unsigned8, .readOnly, 5)
      add(
        key + 1, .unsigned32, .readWrite,
        Int64((number < 3 ? 0x200 : 0x8000_0200) + 0x100 * number + node))
      add(key + 2, .unsigned8, .readWrite, number < 3 ? 255 : 254)
      add(key + 3, .unsigned16, .readWrite)
      add(key + 5, .unsigned16, .readWrite)
    }
    for number: UInt32 in 0..<4 { addEntries((0x1600 + number) << 8, mapped[Int(number)]) }
  }

  /// TPDO 1…4: statusword alone, then with mode, position, velocity.
  private mutating func addSent(_ node: UInt32) {
    let mapped: [[Int64]] = [
      [0x6041_0010], [0x6041_0010, 0x6061_0008], [0x6041_0010, 0x6064_0020],
      [0x6041_0010, 0x606C_0020],
    ]
    for number: UInt32 in 0..<4 {
      let key = (0x1800 + number) << 8
      add(key, .unsigned8, .readOnly, 6)
      add(
        key + 1, .unsigned32, .readWrite,
        Int64((number < 3 ? 0x4000_0180 : 0xC000_0180) + 0x100 * number + node))
      add(key + 2, .unsigned8, .readWrite, number < 3 ? 1 : 254)
      add(key + 3, .unsigned16, .readWrite)
      add(key + 5, .unsigned16, .readWrite)
      add(key + 6, .unsigned8, .readWrite, in: 0...240)
    }
    for number: UInt32 in 0..<4 { addEntries((0x1A00 + number) << 8, mapped[Int(number)]) }
  }

  private mutating func addEntries(_ key: UInt32, _ mapped: [Int64]) {
    add(key, .unsigned8, .readWrite, Int64(mapped.count))
    for entry in 0..<8 {
      add(
        key + UInt32(entry) + 1, .unsigned32, .readWrite, entry < mapped.count ? mapped[entry] : 0)
    }
  }

  /// Program download (CiA 302-3): the area itself is no number and stands in the node.
  private mutating func addProgram() {
    add(0x1F50_00, .unsigned8, .readOnly, 1)
    add(0x1F51_00, .unsigned8, .readOnly, 1)
    add(0x1F51_01, .unsigned8, .readWrite, 1, in: 0...3, isKept: false)
    add(0x1F56_00, .unsigned8, .readOnly, 1)
    add(0x1F56_01, .unsigned32, .readOnly)
    add(0x1F57_00, .unsigned8, .readOnly, 1)
    add(0x1F57_01, .unsigned32, .readOnly)
  }

  private mutating func addDrive() {
    add(0x6007_00, .signed16, .readWrite, 1, in: 0...3)
    add(0x603F_00, .unsigned16, .readOnly, 0, .sent)
    add(0x6040_00, .unsigned16, .readWrite, 0, [.received, .sent], isKept: false)
    add(0x6041_00, .unsigned16, .readOnly, 0, .sent)
    add(0x605A_00, .signed16, .readWrite, 2, in: 0...8)
    add(0x605B_00, .signed16, .readWrite, 0, in: 0...1)
    add(0x605C_00, .signed16, .readWrite, 1, in: 0...1)
    add(0x605D_00, .signed16, .readWrite, 1, in: 1...4)
    add(0x605E_00, .signed16, .readWrite, 2, in: 0...4)
    add(0x6060_00, .signed8, .readWrite, 1, [.received, .sent])
    add(0x6061_00, .signed8, .readOnly, 0, .sent)
    add(0x6062_00, .signed32, .readOnly, 0, .sent)
    add(0x6063_00, .signed32, .readOnly, 0, .sent)
    add(0x6064_00, .signed32, .readOnly, 0, .sent)
  }

  private mutating func addMotion(_ settings: ServoSettings) {
    let turn = Int64(
      Double(settings.increments) * Double(settings.motorTurns) / Double(settings.shaftTurns))
    let fastest = Int64(settings.topSpeed / (2 * Double.pi) * Double(turn))
    // A following error of a twentieth of a turn for 20 ms.
    add(0x6065_00, .unsigned32, .readWrite, max(1, turn / 20))
    add(0x6066_00, .unsigned16, .readWrite, 20)
    add(0x6067_00, .unsigned32, .readWrite, max(1, turn / 1_000))
    add(0x6068_00, .unsigned16, .readWrite, 10)
    add(0x606B_00, .signed32, .readOnly, 0, .sent)
    add(0x606C_00, .signed32, .readOnly, 0, .sent)
    add(0x606D_00, .unsigned16, .readWrite, 100)
    add(0x606E_00, .unsigned16, .readWrite, 10)
    add(0x6071_00, .signed16, .readWrite, 0, [.received, .sent], isKept: false)
    add(0x6072_00, .unsigned16, .readWrite, Int64((settings.overload * 1_000).rounded()), .received)
    add(0x6073_00, .unsigned16, .readWrite, Int64((settings.overload * 1_000).rounded()))
    add(0x6074_00, .signed16, .readOnly, 0, .sent)
    add(0x6075_00, .unsigned32, .readOnly, Int64((settings.ratedCurrent * 1_000).rounded()))
    add(0x6076_00, .unsigned32, .readOnly, Int64((settings.ratedTorque * 1_000).rounded()))
    add(0x6077_00, .signed16, .readOnly, 0, .sent)
    add(0x6078_00, .signed16, .readOnly, 0, .sent)
    add(0x6079_00, .unsigned32, .readOnly, 0, .sent)
    add(0x607A_00, .signed32, .readWrite, 0, [.received, .sent], isKept: false)
    add(0x607C_00, .signed32, .readWrite)
    add(0x607D_00, .unsigned8, .readOnly, 2)
    add(0x607D_01, .signed32, .readWrite)
    add(0x607D_02, .signed32, .readWrite)
    add(0x607F_00, .unsigned32, .readWrite, fastest, .received)
    // Revolutions per minute of the motor.
    let motor = settings.topSpeed * Double(settings.motorTurns) / Double(settings.shaftTurns)
    add(0x6080_00, .unsigned32, .readWrite, Int64(motor / (2 * Double.pi) * 60))
    add(0x6081_00, .unsigned32, .readWrite, fastest / 4, .received)
    add(0x6083_00, .unsigned32, .readWrite, fastest, .received, in: 1...0xFFFF_FFFF)
    add(0x6084_00, .unsigned32, .readWrite, fastest, .received, in: 1...0xFFFF_FFFF)
    add(0x6085_00, .unsigned32, .readWrite, 4 * fastest, .received, in: 1...0xFFFF_FFFF)
    add(0x6086_00, .signed16, .readWrite, 0, in: 0...0)
  }

  private mutating func addLimits(_ settings: ServoSettings) {
    add(0x608F_00, .unsigned8, .readOnly, 2)
    add(0x608F_01, .unsigned32, .readWrite, Int64(settings.increments), in: 1...0xFFFF_FFFF)
    add(0x608F_02, .unsigned32, .readWrite, 1, in: 1...0xFFFF_FFFF)
    add(0x6091_00, .unsigned8, .readOnly, 2)
    add(0x6091_01, .unsigned32, .readWrite, Int64(settings.motorTurns), in: 1...0xFFFF_FFFF)
    add(0x6091_02, .unsigned32, .readWrite, Int64(settings.shaftTurns), in: 1...0xFFFF_FFFF)
    let turn = Int64(
      Double(settings.increments) * Double(settings.motorTurns) / Double(settings.shaftTurns))
    add(0x6098_00, .signed8, .readWrite, 35, .received)
    add(0x6099_00, .unsigned8, .readOnly, 2)
    add(0x6099_01, .unsigned32, .readWrite, max(1, turn / 10), in: 1...0xFFFF_FFFF)
    add(0x6099_02, .unsigned32, .readWrite, max(1, turn / 50), in: 1...0xFFFF_FFFF)
    add(0x609A_00, .unsigned32, .readWrite, max(1, turn), in: 1...0xFFFF_FFFF)
    add(0x60B0_00, .signed32, .readWrite, 0, [.received, .sent], isKept: false)
    add(0x60B1_00, .signed32, .readWrite, 0, [.received, .sent], isKept: false)
    add(0x60B2_00, .signed16, .readWrite, 0, [.received, .sent], isKept: false)
    add(0x60C2_00, .unsigned8, .readOnly, 2)
    add(0x60C2_01, .unsigned8, .readWrite, 1)
    add(0x60C2_02, .signed8, .readWrite, -3, in: -6...0)
  }

  private mutating func addOutputs() {
    add(0x60F4_00, .signed32, .readOnly, 0, .sent)
    add(0x60FD_00, .unsigned32, .readOnly, 0, .sent)
    add(0x60FE_00, .unsigned8, .readOnly, 2)
    add(0x60FE_01, .unsigned32, .readWrite, 0, [.received, .sent], isKept: false)
    add(0x60FE_02, .unsigned32, .readWrite, 0)
    add(0x60FF_00, .signed32, .readWrite, 0, [.received, .sent], isKept: false)
    add(0x6402_00, .unsigned16, .readOnly, 10)
    // PP, HM, CSP, CSV, CST.
    add(0x6502_00, .unsigned32, .readOnly, 0x3A1)
  }
}
