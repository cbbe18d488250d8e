import Wire

/// A small CiA 402 node for tests: an object dictionary, an object server that knows expedited
/// transfers, process data as its own dictionary maps it, and the state machine of a power stage.
/// Shares nothing with the code under test.
final class CANopenNode {
  let id: UInt32
  /// Index · 256 + subindex → value and size in bytes.
  var objects: [UInt32: (value: UInt32, bytes: Int)] = [:]
  /// Objects that answer with an abort code: reading, writing.
  var refusedReads: [UInt32: UInt32] = [:]
  var refusedWrites: [UInt32: UInt32] = [:]
  /// Objects that are texts: read in segments.
  var texts: [UInt32: [UInt8]] = [:]
  private var segments: (rest: ArraySlice<UInt8>, toggle: UInt8) = ([], 0)
  /// Objects that never answer.
  var silent: Set<UInt32> = []
  var isOperational = false
  var isOn = true
  /// Everything that was written, in its order.
  var written: [(object: UInt32, value: UInt32)] = []
  private var control: UInt16 = 0
  private var waiting: [CANFrame] = []

  init(id: UInt32, mode: UInt8 = 8) {
    self.id = id
    let standard: [(UInt32, UInt32, Int)] = [
      (0x1000_00, 0x0002_0192, 4), (0x1001_00, 0, 1), (0x1016_01, 0, 4), (0x1017_00, 0, 2),
      (0x1018_01, 0xABC, 4), (0x1018_02, 0x77, 4), (0x1018_03, 1, 4), (0x1029_01, 0, 1),
      (0x6007_00, 1, 2), (0x603F_00, 0, 2), (0x6040_00, 0, 2), (0x6041_00, 0x0240, 2),
      (0x605A_00, 2, 2), (0x605E_00, 2, 2), (0x6060_00, 0, 1), (0x6061_00, 0, 1),
      (0x6064_00, 0, 4), (0x6065_00, 0, 4), (0x6066_00, 0, 2), (0x606C_00, 0, 4),
      (0x6071_00, 0, 2), (0x6072_00, 1000, 2), (0x6073_00, 1000, 2), (0x6075_00, 5_000, 4),
      (0x6076_00, 2_000, 4), (0x6077_00, 0, 2), (0x607A_00, 0, 4), (0x60B2_00, 0, 2),
      (0x60C2_01, 1, 1), (0x60C2_02, 0xFD, 1), (0x60FF_00, 0, 4), (0x60FD_00, 0, 4),
      (0x60FE_01, 0, 4), (0x6502_00, 0x3A1, 4),
    ]
    for (object, value, bytes) in standard { objects[object] = (value, bytes) }
    for number in 0..<4 as Range<UInt32> {
      let receive = (0x1400 + number) << 8, transmit = (0x1800 + number) << 8
      objects[receive | 1] = (0x200 + 0x100 * number + id, 4)
      objects[transmit | 1] = (0x4000_0180 + 0x100 * number + id, 4)
      for communication in [receive, transmit] {
        objects[communication | 2] = (255, 1)
        objects[communication | 5] = (0, 2)
      }
      for list in [(0x1600 + number) << 8, (0x1A00 + number) << 8] {
        for part in 0...3 as ClosedRange<UInt32> { objects[list | part] = (0, part == 0 ? 1 : 4) }
      }
    }
  }

  subscript(_ object: UInt32) -> UInt32 {
    get { objects[object]?.value ?? 0 }
    set { objects[object] = (newValue, objects[object]?.bytes ?? 4) }
  }

  /// What it answers to a frame.
  func take(_ frame: CANFrame) -> [CANFrame] {
    guard isOn else { return [] }
    switch frame.id {
    case 0x000: return manage(frame)
    case 0x080: return isOperational ? synchronise() : []
    case 0x600 + id: return serve(frame)
    case 0x200 + id where isOperational:
      if self[0x1400_02] == 1 { waiting = [frame] } else { receive(frame) }
      return []
    default: return []
    }
  }

  private func manage(_ frame: CANFrame) -> [CANFrame] {
    guard frame.bytes[1] == 0 || UInt32(frame.bytes[1]) == id else { return [] }
    isOperational = frame.bytes[0] == 1
    return []
  }

  // MARK: Objects

  private func serve(_ frame: CANFrame) -> [CANFrame] {
    let bytes = frame.bytes
    let object = (UInt32(bytes[1]) | UInt32(bytes[2]) << 8) << 8 | UInt32(bytes[3])
    if bytes[0] & 0xEF == 0x60 { return segment(bytes[0]) }
    guard !silent.contains(object) else { return [] }
    if let text = texts[object] {
      guard bytes[0] == 0x40 else { return [abort(bytes, 0x0504_0001)] }
      segments = (text[...], 0)
      return [answer([0x41] + bytes[1...3] + little(UInt32(text.count)))]
    }
    if bytes[0] == 0x40 {
      if let code = refusedReads[object] { return [abort(bytes, code)] }
      guard let (value, size) = objects[object] else { return [abort(bytes, 0x0602_0000)] }
      let command: UInt8 = [1: 0x4F, 2: 0x4B, 3: 0x47, 4: 0x43][size] ?? 0x43
      return [answer([command] + bytes[1...3] + little(value))]
    }
    guard bytes[0] & 0xF3 == 0x23 else { return [] }
    let size = 4 - Int(bytes[0] >> 2 & 3)
    guard let old = objects[object] else { return [abort(bytes, 0x0602_0000)] }
    if let code = refusedWrites[object] { return [abort(bytes, code)] }
    guard old.bytes == size else { return [abort(bytes, 0x0607_0010)] }
    // A message that is valid cannot be changed (CiA 301, 7.5.2.36).
    let list = object >> 8
    if (0x1600...0x1603).contains(list) || (0x1A00...0x1A03).contains(list) {
      let isValid = self[(list - 0x200) << 8 | 1] & 0x8000_0000 == 0
      if isValid { return [abort(bytes, 0x0601_0000)] }
      if object & 0xFF != 0, self[list << 8] != 0 { return [abort(bytes, 0x0601_0000)] }
    }
    let value = (0..<size).reduce(UInt32(0)) { $0 | UInt32(bytes[4 + $1]) << (8 * UInt32($1)) }
    objects[object] = (value, size)
    written.append((object, value))
    if object == 0x6060_00 { self[0x6061_00] = value }
    if object == 0x6040_00 { command(UInt16(value)) }
    return [answer([0x60] + bytes[1...3] + [0, 0, 0, 0])]
  }

  /// Up to seven bytes of a text.
  private func segment(_ command: UInt8) -> [CANFrame] {
    guard command & 0x10 == segments.toggle << 4 else { return [] }
    let part = segments.rest.prefix(7)
    segments = (segments.rest.dropFirst(7), segments.toggle ^ 1)
    let isLast: UInt8 = segments.rest.isEmpty ? 1 : 0
    let head = command & 0x10 | UInt8(7 - part.count) << 1 | isLast
    return [answer([head] + part + [UInt8](repeating: 0, count: 7 - part.count))]
  }

  private func answer(_ bytes: [UInt8]) -> CANFrame { CANFrame(0x580 + id, bytes) }

  private func abort(_ bytes: [UInt8], _ code: UInt32) -> CANFrame {
    answer([0x80] + bytes[1...3] + little(code))
  }

  private func little(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
  }

  // MARK: Process data

  /// The entries of a mapping: object and bits.
  private func mapping(_ list: UInt32) -> [(object: UInt32, bits: Int)] {
    (0..<self[list << 8]).map {
      let entry = self[list << 8 | ($0 + 1)]
      return (entry >> 8, Int(entry & 0xFF))
    }
  }

  private func receive(_ frame: CANFrame) {
    guard self[0x1400_01] & 0x8000_0000 == 0 else { return }
    var place = 0
    let bytes = frame.bytes
    for (object, bits) in mapping(0x1600) {
      let value = (0..<bits / 8).reduce(UInt32(0)) {
        $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1))
      }
      place += bits / 8
      self[object] = value
      if object == 0x6040_00 { command(UInt16(value)) }
    }
  }

  /// At a SYNC the message that waited counts, and what is due is sent.
  private func synchronise() -> [CANFrame] {
    for frame in waiting { receive(frame) }
    waiting = []
    return reports(type: 1)
  }

  /// Its messages of that transmission type.
  func reports(type: UInt32) -> [CANFrame] {
    (0..<4 as Range<UInt32>).compactMap { number in
      let communication = (0x1800 + number) << 8
      guard self[communication | 1] & 0x8000_0000 == 0, self[communication | 2] == type else {
        return nil
      }
      let bytes = mapping(0x1A00 + number).flatMap { object, bits in
        Array(little(self[object]).prefix(bits / 8))
      }
      return CANFrame(self[communication | 1] & 0x7FF, bytes)
    }
  }

  // MARK: Power stage

  /// CiA 402-2, figure of the state machine.
  private func command(_ word: UInt16) {
    let isReset = word & 0x80 != 0 && control & 0x80 == 0
    control = word
    let state = self[0x6041_00] & 0x6F
    func go(_ state: UInt32) { self[0x6041_00] = self[0x6041_00] & ~0x6F | state }
    if state & 0x4F == 0x08 {
      if isReset {
        go(0x40)
        self[0x603F_00] = 0
      }
      return
    }
    if word & 0x02 == 0 { return go(0x40) }
    if word & 0x04 == 0 { return go(state == 0x27 ? 0x07 : 0x40) }
    switch (state, word & 0x0F) {
    case (0x40, 0x06), (0x23, 0x06), (0x27, 0x06): go(0x21)
    case (0x60, 0x06): go(0x21)
    case (0x21, 0x07), (0x27, 0x07): go(0x23)
    case (0x23, 0x0F): go(0x27)
    default: break
    }
  }

  /// It falls into a fault by itself.
  func fail(_ code: UInt32) -> CANFrame {
    self[0x6041_00] = self[0x6041_00] & ~0x6F | 0x08
    self[0x603F_00] = code
    return CANFrame(0x080 + id, [UInt8(code & 0xFF), UInt8(code >> 8), 1, 0, 0, 0, 0, 0])
  }

  func beat(_ state: UInt8) -> CANFrame { CANFrame(0x700 + id, [state]) }
}
