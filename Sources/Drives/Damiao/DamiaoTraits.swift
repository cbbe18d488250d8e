#if !hasFeature(Embedded)
  import RobotCore
  import Units

  /// What others ask of the Damiao DM series.
  enum DamiaoTraits: FamilyTraits {
    static let isOnCAN = true
    /// A command and its answer.
    static let framesPerCycle = 2
    static let sharedFrames = 0
    static let hasIndex = false
    static let hasBrakeOutput = false

    static func isSuited(to bus: BusConfiguration) -> Bool { Damiao.bitRateCode(on: bus) >= 0 }

    /// MIT feedback: 16 bits of position over ± its range, 12 bits of velocity and torque.
    static func traits(of drive: DriveConfiguration) -> DriveTraits {
      var traits = DriveTraits()
      traits.hasFeedback = true
      traits.closesOwnLoop = false
      traits.positionStep = 2 * drive.positionRange.value / 65_535
      traits.velocityStep = 2 * drive.velocityRange.value / 4095
      traits.torqueStep = 2 * drive.torqueRange.value / 4095
      return traits
    }

    /// "id 0x04".
    static func address(of drive: DriveConfiguration) -> String {
      let digits = String(UInt16(truncatingIfNeeded: drive.commandID), radix: 16)
      return "id 0x" + (digits.count < 2 ? "0" : "") + digits
    }

    static func place(ofRegister number: Int) -> String { "register \(number)" }

    static let registers = names.map { register, name, reading in
      DriveRegister(Int(register.rawValue), name, reading, isWritable: !register.isReadOnly)
    }

    /// Names of the vendor manual of DM-J8009P-2EC (dmBots on GitHub, V1.0), register table.
    /// TIMEOUT counts 50 µs on the wire and is told in ms everywhere. A test holds that none is
    /// missing.
    private static let names: [(DamiaoRegister, String, DriveRegister.Reading)] = [
      (.underVoltage, "UV_Value", .quantity("V")),
      (.torqueConstant, "KT_Value", .quantity("N·m/A")),
      (.overTemperature, "OT_Value", .quantity("°C")), (.overCurrent, "OC_Value", .quantity("")),
      (.acceleration, "ACC", .quantity("rad/s²")), (.deceleration, "DEC", .quantity("rad/s²")),
      (.maximumSpeed, "MAX_SPD", .quantity("rad/s")), (.feedbackID, "MST_ID", .id),
      (.commandID, "ESC_ID", .id), (.timeout, "TIMEOUT", .timeout),
      (.controlMode, "CTRL_MODE", .words(modes, from: 1)), (.damping, "Damp", .quantity("")),
      (.inertia, "Inertia", .quantity("")), (.hardwareVersion, "hw_ver", .count),
      (.softwareVersion, "sw_ver", .count), (.serialNumber, "SN", .count),
      (.polePairs, "NPP", .count), (.resistance, "Rs", .quantity("Ω")),
      (.inductance, "Ls", .quantity("H")), (.flux, "Flux", .quantity("Wb")),
      (.gearRatio, "Gr", .quantity("")), (.positionRange, "PMAX", .quantity("rad")),
      (.velocityRange, "VMAX", .quantity("rad/s")), (.torqueRange, "TMAX", .quantity("N·m")),
      (.currentBandwidth, "I_BW", .quantity("rad/s")),
      (.speedProportional, "KP_ASR", .quantity("")),
      (.speedIntegral, "KI_ASR", .quantity("")), (.positionProportional, "KP_APR", .quantity("")),
      (.positionIntegral, "KI_APR", .quantity("")), (.overVoltage, "OV_Value", .quantity("V")),
      (.gearEfficiency, "GREF", .quantity("")), (.speedDamping, "Deta", .quantity("")),
      (.speedBandwidth, "V_BW", .quantity("rad/s")), (.currentGain, "IQ_c1", .quantity("")),
      (.speedGain, "VL_c1", .quantity("")), (.bitRate, "can_br", .words(bitRates, from: 0)),
      (.subVersion, "sub_ver", .count), (.offsetU, "u_off", .quantity("")),
      (.offsetV, "v_off", .quantity("")), (.calibrationK1, "k1", .quantity("")),
      (.calibrationK2, "k2", .quantity("")), (.electricalOffset, "m_off", .quantity("")),
      (.direction, "dir", .quantity("")), (.motorOffset, "m_off2", .quantity("")),
      (.maximumCurrent, "Imax", .quantity("A")), (.supplyVoltage, "VBus", .quantity("V")),
      (.boardTemperature, "Tpcb", .quantity("°C")), (.motorTemperature, "Tmtr", .quantity("°C")),
      (.currentOffsetU, "Iu_off", .quantity("A")), (.currentOffsetV, "Iv_off", .quantity("A")),
      (.currentOffsetW, "Iw_off", .quantity("A")), (.rotorPosition, "p_m", .quantity("rad")),
      (.outputPosition, "xout", .quantity("rad")),
    ]

    private static let modes = ["MIT", "position-velocity", "velocity", "hybrid"]

    /// By the codes of `Damiao.bitRateCode`.
    private static let bitRates = [
      "125 kbit/s", "200 kbit/s", "250 kbit/s", "500 kbit/s", "1 Mbit/s",
      "CAN FD, data 2 Mbit/s", "CAN FD, data 2.5 Mbit/s", "CAN FD, data 3.2 Mbit/s",
      "CAN FD, data 4 Mbit/s", "CAN FD, data 5 Mbit/s", "CAN FD, data 8 Mbit/s",
      "CAN FD, data 10 Mbit/s",
    ]
  }
#endif
