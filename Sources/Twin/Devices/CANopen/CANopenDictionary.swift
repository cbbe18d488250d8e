/// The object dictionary of a node: numbers by index and sub-index, texts, and one program area.
///
/// A key is the index times 256 plus the sub-index: 0x6040_00 is object 6040h, sub-index 0.
struct CANopenDictionary {
  /// How the bytes of an object are read (CiA 301, 7.1.4: data types).
  enum Kind {
    case unsigned8, unsigned16, unsigned32, signed8, signed16, signed32

    /// Bytes.
    var size: Int {
      switch self {
      case .unsigned8, .signed8: 1
      case .unsigned16, .signed16: 2
      case .unsigned32, .signed32: 4
      }
    }

    var isSigned: Bool {
      switch self {
      case .unsigned8, .unsigned16, .unsigned32: false
      case .signed8, .signed16, .signed32: true
      }
    }

    /// Least and largest number that fit.
    var range: ClosedRange<Int64> {
      let bits = Int64(8 * size)
      return isSigned ? -(1 << (bits - 1))...(1 << (bits - 1)) - 1 : 0...(1 << bits) - 1
    }
  }

  /// What a client may do with an object.
  enum Access { case readOnly, readWrite, writeOnly }

  /// Which PDOs may carry an object.
  struct Mapping: OptionSet {
    let rawValue: UInt8
    static let received = Mapping(rawValue: 1)
    static let sent = Mapping(rawValue: 2)
  }

  /// One number.
  struct Object {
    let key: UInt32
    let kind: Kind
    let access: Access
    let mapping: Mapping
    let range: ClosedRange<Int64>
    /// False for what a power-up always starts anew: targets, controlword, what is measured.
    let isKept: Bool
    /// As delivered.
    let initial: Int64
    /// In force.
    var value: Int64
    /// What the next power-up brings: as delivered, or as "save" found it.
    var saved: Int64
  }

  /// A text that is only read.
  struct Text {
    let key: UInt32
    let bytes: [UInt8]
  }

  private(set) var objects: [Object] = []
  private(set) var texts: [Text] = []

  /// Adds an object. Keys come in ascending order.
  mutating func add(
    _ key: UInt32, _ kind: Kind, _ access: Access, _ value: Int64 = 0, _ mapping: Mapping = [],
    in range: ClosedRange<Int64>? = nil, isKept: Bool = true
  ) {
    precondition(objects.last.map { $0.key < key } ?? true, "objects stand in ascending order")
    objects.append(
      Object(
        key: key, kind: kind, access: access, mapping: mapping, range: range ?? kind.range,
        isKept: isKept && access == .readWrite, initial: value, value: value, saved: value))
  }

  /// Adds a text.
  mutating func add(_ key: UInt32, _ text: String) {
    texts.append(Text(key: key, bytes: Array(text.utf8)))
  }

  /// Where an object stands; nil when there is none.
  func place(of key: UInt32) -> Int? {
    var low = 0
    var high = objects.count
    while low < high {
      let middle = (low + high) / 2
      if objects[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low < objects.count && objects[low].key == key ? low : nil
  }

  /// Where a text stands.
  func text(of key: UInt32) -> Int? {
    for place in texts.indices where texts[place].key == key { return place }
    return nil
  }

  /// True when some object has this index, whatever its sub-index.
  func knows(index: UInt32) -> Bool {
    objects.contains { $0.key >> 8 == index } || texts.contains { $0.key >> 8 == index }
  }

  /// The value of an object that this device has. Precondition: it has it.
  subscript(key: UInt32) -> Int64 {
    get {
      guard let place = place(of: key) else { preconditionFailure("no such object") }
      return objects[place].value
    }
    set {
      guard let place = place(of: key) else { preconditionFailure("no such object") }
      objects[place].value = newValue
    }
  }

  /// Entry `entry`, from 0, of the PDO mapping that begins at a key.
  func entry(_ entry: Int, of mapping: UInt32) -> UInt32 {
    UInt32(self[mapping + 1 + UInt32(entry)])
  }

  /// The value at a place.
  mutating func set(_ place: Int, _ value: Int64) { objects[place].value = value }

  /// The bytes of an object as an unsigned number, as they go on the wire.
  func raw(_ place: Int) -> UInt64 {
    let bits = UInt64(8 * objects[place].kind.size)
    return UInt64(bitPattern: objects[place].value) & ((1 << bits) - 1)
  }

  /// The number that `raw` means to an object.
  func number(_ raw: UInt64, at place: Int) -> Int64 {
    let kind = objects[place].kind
    let bits = UInt64(8 * kind.size)
    let value = raw & ((1 << bits) - 1)
    let isNegative = kind.isSigned && value >> (bits - 1) == 1
    return isNegative ? Int64(value) - (1 << Int64(bits)) : Int64(value)
  }

  // MARK: Non-volatile memory

  /// "save": what is in force is what the next power-up brings.
  mutating func save() {
    for place in objects.indices where objects[place].isKept {
      objects[place].saved = objects[place].value
    }
  }

  /// "load": the next power-up brings what was delivered.
  mutating func restore() {
    for place in objects.indices { objects[place].saved = objects[place].initial }
  }

  /// A reset: of everything, or of the communication objects (1000h…1FFFh) alone.
  mutating func reset(communicationOnly: Bool) {
    for place in objects.indices {
      let isCommunication = objects[place].key < 0x2000_00
      guard isCommunication || !communicationOnly else { continue }
      objects[place].value = objects[place].isKept ? objects[place].saved : objects[place].initial
    }
  }
}
