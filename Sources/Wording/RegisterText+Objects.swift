extension RegisterText {
  /// Index, name, unit: CiA 301 (1xxx) and CiA 402-2 (6xxx), those that the master asks for. Values
  /// without a unit are in the drive's own.
  static let ciA402: [(Int, String, String)] = [
    (0x1000, "device type", ""), (0x1008, "device name", ""),
    (0x100A, "software version", ""), (0x100C, "guard time (node guarding is refused)", "ms"),
    (0x100D, "life time factor (node guarding is refused)", ""),
    (0x1016, "heartbeat consumer", "ms"), (0x1017, "heartbeat producer", "ms"),
    (0x1018, "identity", ""), (0x1029, "error behaviour", ""),
    (0x1400, "receive PDO 1", ""), (0x1401, "receive PDO 2", ""), (0x1402, "receive PDO 3", ""),
    (0x1403, "receive PDO 4", ""), (0x1600, "receive mapping 1", ""),
    (0x1800, "transmit PDO 1", ""), (0x1801, "transmit PDO 2", ""),
    (0x1802, "transmit PDO 3", ""), (0x1803, "transmit PDO 4", ""),
    (0x1A00, "transmit mapping 1", ""), (0x1A01, "transmit mapping 2", ""),
    (0x1A02, "transmit mapping 3", ""), (0x6007, "abort connection option", ""),
    (0x6040, "control word", ""), (0x6041, "status word", ""),
    (0x605A, "quick stop option", ""), (0x605E, "fault reaction option", ""),
    (0x6060, "mode of operation", ""), (0x6065, "following error window", ""),
    (0x6066, "following error time", "ms"), (0x6072, "largest torque", "‰"),
    (0x6073, "largest current", "‰"), (0x6075, "rated current", "mA"),
    (0x6076, "rated torque", "mN·m"), (0x6080, "largest motor speed", ""),
    (0x607C, "home offset", ""),
    (0x6081, "profile velocity", ""), (0x6083, "profile acceleration", ""),
    (0x6084, "profile deceleration", ""), (0x6085, "quick stop deceleration", ""),
    (0x6098, "homing method", ""), (0x6099, "homing speeds", ""),
    (0x609A, "homing acceleration", ""), (0x60C2, "interpolation period", ""),
    (0x60FE, "outputs that are the master's (bit 0: brake)", ""),
    (0x6502, "supported modes", ""),
  ]
}
