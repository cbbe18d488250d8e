/// What a client may read and write, and what a write does (CiA 301 4.2.0, 7.2.4.3.17 and 7.5.2).
extension VirtualCiA402 {
  private static let programKey: UInt32 = 0x1F50_01

  /// Bytes of an object; nil for texts and what does not exist.
  func size(of key: UInt32) -> Int? {
    dictionary.place(of: key).map { dictionary.objects[$0].kind.size }
  }

  private func missing(_ key: UInt32) -> AbortReason {
    dictionary.knows(index: key >> 8) ? .noSubIndex : .noObject
  }

  /// Copies an object into a buffer; or why not.
  func read(_ key: UInt32, into buffer: inout [UInt8], _ count: inout Int) -> AbortReason? {
    if key == Self.programKey {
      count = program.bytes.count
      for index in 0..<count { buffer[index] = program.bytes[index] }
      return nil
    }
    if let text = dictionary.text(of: key) {
      count = dictionary.texts[text].bytes.count
      for index in 0..<count { buffer[index] = dictionary.texts[text].bytes[index] }
      return nil
    }
    guard let place = dictionary.place(of: key) else { return missing(key) }
    guard dictionary.objects[place].access != .writeOnly else { return .writeOnly }
    var raw = dictionary.raw(place)
    count = dictionary.objects[place].kind.size
    for index in 0..<count {
      buffer[index] = UInt8(truncatingIfNeeded: raw)
      raw >>= 8
    }
    return nil
  }

  /// Why an object cannot be written at all; nil when it can.
  func mayWrite(_ key: UInt32) -> AbortReason? {
    if key == Self.programKey { return program.isStopped ? nil : .state }
    if dictionary.text(of: key) != nil { return .readOnly }
    guard let place = dictionary.place(of: key) else { return missing(key) }
    return dictionary.objects[place].access == .readOnly ? .readOnly : nil
  }

  /// Writes an object; or why not.
  func write(_ key: UInt32, _ buffer: [UInt8], _ count: Int) -> AbortReason? {
    if let why = mayWrite(key) { return why }
    if key == Self.programKey {
      program.load(buffer, count)
      return nil
    }
    guard let place = dictionary.place(of: key) else { return missing(key) }
    let object = dictionary.objects[place]
    if count > object.kind.size { return .tooLong }
    if count < object.kind.size { return .tooShort }
    var raw: UInt64 = 0
    for index in 0..<count { raw |= UInt64(buffer[index]) << UInt64(8 * index) }
    let value = dictionary.number(raw, at: place)
    if let why = refusal(key, value) { return why }
    if value > object.range.upperBound { return key == 0x1003_00 ? .range : .tooHigh }
    if value < object.range.lowerBound { return .tooLow }
    if hasDone(key, value) { return nil }
    dictionary.set(place, value)
    act(on: key)
    return nil
  }

  /// In a function of its own, so that the rules hold no copy of the dictionary while it is
  /// written.
  private func refusal(_ key: UInt32, _ value: Int64) -> AbortReason? {
    ObjectRules(
      dictionary: dictionary, isPowered: axis.machine.isPowered, isProgramStopped: program.isStopped
    ).refusal(key, value)
  }

  /// Commands that leave no value behind. True when the write was one.
  private func hasDone(_ key: UInt32, _ value: Int64) -> Bool {
    switch key {
    case 0x1003_00:
      emergencies.clearHistory()
      return true
    case 0x1010_01:
      dictionary.save()
      return true
    case 0x1011_01:
      dictionary.restore()
      return true
    case 0x1F51_01:
      if value == 0 { program.isStopped = true }
      if value == 1 || value == 2 { program.isStopped = false }
      if value == 3 { program.clear() }
      dictionary[0x1F51_01] = program.isStopped ? 0 : 1
      return true
    default: return false
    }
  }

  /// Puts what is measured and what is wrong into the dictionary, for whoever reads it next.
  func publish() {
    dictionary[0x1001_00] = Int64(emergencies.register)
    dictionary[0x1003_00] = Int64(emergencies.historyCount)
    for entry in 1...8 {
      dictionary[0x1003_00 + UInt32(entry)] = Int64(emergencies.past(entry))
    }
    dictionary[0x6041_00] = Int64(statusword)
    dictionary[0x6061_00] = axis.mode.rawValue
    dictionary[0x6062_00] = Self.whole(axis.profile.position)
    dictionary[0x6063_00] = Self.whole(axis.actual - axis.zero)
    dictionary[0x6064_00] = Self.whole(axis.actual)
    dictionary[0x606B_00] = Self.whole(axis.profile.speed)
    dictionary[0x606C_00] = Self.whole(axis.actualSpeed)
    dictionary[0x6074_00] = perMille(axis.torque, settings.ratedTorque)
    dictionary[0x6077_00] = perMille(reading.torque, settings.ratedTorque)
    dictionary[0x6078_00] = perMille(reading.current, settings.ratedCurrent)
    dictionary[0x6079_00] = max(0, Self.whole(reading.supply * 1_000))
    dictionary[0x60F4_00] = Self.whole(axis.followingError)
    dictionary[0x60FD_00] = Int64(reading.switches)
    if let isReleased = releasesBrake, !ServoBrake.isManual(dictionary) {
      dictionary[0x60FE_01] = dictionary[0x60FE_01] & ~1 | (isReleased ? 0 : 1)
    }
  }

  /// The nearest whole number that fits into 32 bits.
  private static func whole(_ value: Double) -> Int64 {
    Int64(min(2_147_483_647, max(-2_147_483_648, value.rounded())))
  }

  private func perMille(_ value: Double, _ rated: Double) -> Int64 {
    rated > 0 ? Int64(min(32_767, max(-32_768, (value / rated * 1_000).rounded()))) : 0
  }

  /// What changes by steps and not like a measurement: statusword, mode, inputs, brake, error code.
  var happenings: UInt64 {
    let mode = UInt64(UInt8(truncatingIfNeeded: axis.mode.rawValue))
    let brake: UInt64 = releasesBrake == true ? 1 : 0
    return UInt64(statusword) | mode << 16 | UInt64(reading.switches) << 24 | brake << 32
      | UInt64(emergencies.fault) << 40
  }

  /// Object 6041h.
  var statusword: UInt16 {
    axis.statusword(
      isSupplied: reading.supply >= settings.underVoltage,
      isWarned: emergencies.complaint != 0 || ServoProtection.isInhibited(reading),
      isRemote: network.state == .operational, dictionary)
  }
}
