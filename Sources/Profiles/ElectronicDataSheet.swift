import Foundation

/// What a CANopen device is and which objects it has, from the file that its vendor ships: an EDS,
/// or a DCF, which is the same for one node with the values that it is to have (CiA 306-1).
///
/// For provisioning and for checking a profile; the core never sees it.
public struct ElectronicDataSheet: Sendable {
  /// Vendor's number (1018:1), 0 where the file leaves it empty.
  public private(set) var vendor: UInt32 = 0
  /// Product code (1018:2).
  public private(set) var product: UInt32 = 0
  /// Revision (1018:3).
  public private(set) var revision: UInt32 = 0
  /// Name of the product.
  public private(set) var name = ""
  /// Node id that a DCF was made for; nil in an EDS.
  public private(set) var node: UInt8?
  /// The objects, by index and subindex.
  public private(set) var entries: [EDSEntry] = []
  /// As shown to the user.
  public let path: String

  /// Reads a file for a node of that id, which $NODEID stands for; nil after findings, each with
  /// its line.
  static func read(_ path: String, node: UInt8?, into findings: FindingList)
    -> ElectronicDataSheet?
  {
    let before = findings.count
    guard let scan = EDSScan(path, into: findings) else { return nil }
    var sheet = ElectronicDataSheet(path: path)
    sheet.read(scan, node, findings)
    return findings.count == before ? sheet : nil
  }

  /// The same, for whoever has no list of findings.
  public static func load(_ path: String, node: UInt8? = nil) throws(ProfileError)
    -> ElectronicDataSheet
  {
    let findings = FindingList()
    let sheet = read(path, node: node, into: findings)
    try findings.throwIfAny()
    return sheet ?? ElectronicDataSheet(path: path)
  }

  private init(path: String) { self.path = path }

  /// The object at that place.
  public subscript(_ index: UInt16, _ subindex: UInt8) -> EDSEntry? {
    entries.first { $0.index == index && $0.subindex == subindex }
  }

  // MARK: Reading

  private mutating func read(_ scan: EDSScan, _ wanted: UInt8?, _ findings: FindingList) {
    let reader = EDSNumbers(path: path, findings: findings, node: 0)
    if let device = scan["DeviceInfo"] {
      vendor = UInt32(truncatingIfNeeded: reader.number("vendornumber", device) ?? 0)
      product = UInt32(truncatingIfNeeded: reader.number("productnumber", device) ?? 0)
      revision = UInt32(truncatingIfNeeded: reader.number("revisionnumber", device) ?? 0)
      name = device.values["productname"]?.text ?? ""
    } else {
      findings.add(
        SourcePlace(file: path), "has no section [DeviceInfo]; is this really an EDS or a DCF")
    }
    // Spelt so in the standard.
    if let commissioning = scan["DeviceComissioning"] {
      let id = reader.number("nodeid", commissioning) ?? 0
      if (1...127).contains(id) {
        node = UInt8(id)
      } else {
        let line = commissioning.values["nodeid"]?.line ?? commissioning.line
        findings.add(
          SourcePlace(file: path, line: line, column: 1),
          "[DeviceComissioning] says NodeID \(id), allowed is 1 … 127; correct it")
      }
    }
    let objects = EDSNumbers(path: path, findings: findings, node: UInt64(wanted ?? node ?? 0))
    for part in scan.parts {
      guard let place = Self.place(of: part.name) else { continue }
      readObject(part, place, objects)
    }
    readCompactValues(scan, objects)
    entries.sort { ($0.index, $0.subindex) < ($1.index, $1.subindex) }
  }

  /// "1018sub1" is part 1 of object 0x1018, "1018" its part 0.
  private static func place(of name: String) -> (index: UInt16, subindex: UInt8)? {
    let parts = name.components(separatedBy: "sub")
    guard parts.count <= 2, parts[0].count == 4, let index = UInt16(parts[0], radix: 16) else {
      return nil
    }
    guard parts.count == 2 else { return (index, 0) }
    return UInt8(parts[1], radix: 16).map { (index, $0) }
  }

  private mutating func readObject(
    _ part: EDSScan.Part, _ place: (index: UInt16, subindex: UInt8), _ numbers: EDSNumbers
  ) {
    var entry = EDSEntry(index: place.index, subindex: place.subindex)
    entry.line = part.line
    entry.name = part.values["parametername"]?.text ?? ""
    entry.dataType = UInt16(truncatingIfNeeded: numbers.number("datatype", part) ?? 0)
    entry.access = (part.values["accesstype"]?.text ?? "").lowercased()
    entry.isMappable = numbers.number("pdomapping", part) == 1
    if entry.bits != nil {
      // What a DCF wants stands beside what the device has from the factory.
      entry.value =
        numbers.number("parametervalue", part, of: entry)
        ?? numbers.number("defaultvalue", part, of: entry)
      entry.low = numbers.number("lowlimit", part, of: entry)
      entry.high = numbers.number("highlimit", part, of: entry)
    }
    let kind = numbers.number("objecttype", part) ?? 7
    // Of an array (8) or a record (9) the parts are the objects: each has a section of its own, or
    // all of them are described at once.
    guard kind == 8 || kind == 9 else {
      entries.append(entry)
      return
    }
    let count = numbers.number("compactsubobj", part) ?? 0
    guard count > 0, count < 255 else { return }
    for subindex in 1...UInt8(count) {
      entry.subindex = subindex
      entries.append(entry)
    }
    entry.subindex = 0
    entry.dataType = 0x05
    entry.access = "ro"
    entry.value = count
    entries.append(entry)
  }

  /// [1A00Value]: the values of a list that was described at once.
  private mutating func readCompactValues(_ scan: EDSScan, _ numbers: EDSNumbers) {
    for part in scan.parts where part.name.hasSuffix("value") {
      guard let index = UInt16(part.name.dropLast(5), radix: 16) else { continue }
      for place in entries.indices where entries[place].index == index {
        let key = String(entries[place].subindex)
        if let value = numbers.number(key, part, of: entries[place]) {
          entries[place].value = value
        }
      }
    }
  }
}

/// Numbers as data sheets write them: decimal, 0x hexadecimal, 0 octal, with $NODEID added; empty
/// where the vendor knew none, which real files do even where the standard wants one.
struct EDSNumbers {
  let path: String
  let findings: FindingList
  /// What $NODEID stands for; 0: no node is known yet.
  let node: UInt64

  /// The number of a key; nil when it is missing, empty, or refused with a finding.
  func number(_ key: String, _ part: EDSScan.Part, of entry: EDSEntry? = nil) -> UInt64? {
    guard let (text, line) = part.values[key], !text.isEmpty else { return nil }
    let place = SourcePlace(file: path, line: line, column: 1)
    // Real numbers have a size, and their value is nobody's business here.
    if entry?.dataType == 0x08 || entry?.dataType == 0x11 { return nil }
    guard let value = value(of: text) else {
      findings.add(
        place,
        "[\(part.name)] \(key) is '\(Section.cut(text))', expected a number such as 10, 0x1F or "
          + "$NODEID+0x180; correct it")
      return nil
    }
    guard let bits = entry?.bits, bits < Int64.bitWidth else { return UInt64(bitPattern: value) }
    let low = -(Int64(1) << (bits - 1)), high = Int64(1) << bits
    guard value >= low, value < high else {
      findings.add(
        place,
        "[\(part.name)] \(key) is \(Section.cut(text)), which does not fit into \(bits) bits; "
          + "correct it or its DataType")
      return nil
    }
    return UInt64(bitPattern: value) & UInt64(high - 1)
  }

  private func value(of text: String) -> Int64? {
    var sum: Int64 = 0
    let terms = text.split(separator: "+", omittingEmptySubsequences: false)
    guard terms.count <= 2 else { return nil }
    for term in terms {
      let word = term.trimmingCharacters(in: .whitespaces)
      guard let value = word.uppercased() == "$NODEID" ? Int64(node) : Self.whole(word) else {
        return nil
      }
      let (next, isOver) = sum.addingReportingOverflow(value)
      guard !isOver else { return nil }
      sum = next
    }
    return sum
  }

  private static func whole(_ word: String) -> Int64? {
    let isNegative = word.hasPrefix("-")
    let digits = isNegative ? String(word.dropFirst()) : word
    guard let first = digits.first, first.isHexDigit else { return nil }
    let lower = digits.lowercased()
    let value: UInt64? =
      if lower.hasPrefix("0x") {
        lower.dropFirst(2).first == "+" ? nil : UInt64(lower.dropFirst(2), radix: 16)
      } else if lower.hasPrefix("0"), lower.count > 1 {
        UInt64(lower, radix: 8)
      } else {
        UInt64(lower)
      }
    return value.map { Int64(bitPattern: isNegative ? 0 &- $0 : $0) }
  }
}
