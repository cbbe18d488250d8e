public import RobotCore

/// One quantity of a joint's row: what it is called, what it means, and where it is told.
///
/// Which there are says `JointRow.quantities`, and nobody else: recording, reports, `sinew status`
/// and the console go by that list.
public struct JointQuantity: Sendable {
  /// A value as the deck holds it.
  public enum Value: Sendable, Equatable {
    case number(Double)
    case single(Float)
    case count(UInt32)
    case flag(Bool)
    case status(DriveStatus)
    case driveFault(DriveFault)
    case function(SafetyFunction)
  }

  /// Where a value stands in a row.
  enum Place: Sendable {
    case number(any (WritableKeyPath<JointRow, Double> & Sendable))
    case single(any (WritableKeyPath<JointRow, Float> & Sendable))
    case count(any (WritableKeyPath<JointRow, UInt32> & Sendable))
    case flag(any (WritableKeyPath<JointRow, Bool> & Sendable))
    case status(any (WritableKeyPath<JointRow, DriveStatus> & Sendable))
    case driveFault(any (WritableKeyPath<JointRow, DriveFault> & Sendable))
    case function(any (WritableKeyPath<JointRow, SafetyFunction> & Sendable))
  }

  /// A list for programs in which a quantity stands.
  public enum List: UInt8, BitwiseCopyable, Sendable {
    /// The joints of `sinew status --json`.
    case status
    /// The history of `sinew blackbox show --json`.
    case history
  }

  /// A column of the table that `sinew status` prints.
  public struct Column: Sendable {
    /// What stands above it.
    public let title: String
    /// Decimals.
    public let places: Int
    /// Cells, the gap before it included.
    public let width: Int

    init(_ title: String, places: Int, width: Int) {
      (self.title, self.places, self.width) = (title, places, width)
    }
  }

  /// Its name in `proto/sinew.proto`.
  public let name: String
  /// Its unit, for a revolute and for a prismatic joint; "" when it has none.
  public let unit: String
  /// What it is, in one sentence.
  public let meaning: String
  /// Its number in the message `Joint` of `proto/sinew.proto`.
  public let field: Int
  /// Its name in the lists for programs.
  public let key: String
  /// Those lists.
  public let lists: [List]
  /// Means nothing before a joint was heard: its zero was never measured, and null is told.
  public let isMeasured: Bool
  /// Its column for people; nil: none.
  public let column: Column?
  /// The joint's limit for it, as the console shows how near it is; nil: none.
  public let limit: (@Sendable (JointConfiguration) -> Double)?
  private let place: Place

  init(
    _ name: String, _ unit: String, _ meaning: String, field: Int, key: String? = nil,
    in lists: [List] = [.status], isMeasured: Bool = false, column: Column? = nil,
    limit: (@Sendable (JointConfiguration) -> Double)? = nil,
    at place: Place
  ) {
    self.name = name
    self.unit = unit
    self.meaning = meaning
    self.field = field
    self.key = key ?? name
    self.lists = lists
    self.isMeasured = isMeasured
    self.column = column
    self.limit = limit
    self.place = place
  }

  /// Reads it from a row.
  public func value(_ row: JointRow) -> Value {
    switch place {
    case .number(let path): .number(row[keyPath: path])
    case .single(let path): .single(row[keyPath: path])
    case .count(let path): .count(row[keyPath: path])
    case .flag(let path): .flag(row[keyPath: path])
    case .status(let path): .status(row[keyPath: path])
    case .driveFault(let path): .driveFault(row[keyPath: path])
    case .function(let path): .function(row[keyPath: path])
    }
  }

  /// Writes it into a row, from the bits that a recording holds of it. A word that this build does
  /// not know is kept as the one that says so.
  public func put(_ bits: UInt64, into row: inout JointRow) {
    switch place {
    case .number(let path): row[keyPath: path] = Double(bitPattern: bits)
    case .single(let path): row[keyPath: path] = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
    case .count(let path): row[keyPath: path] = UInt32(truncatingIfNeeded: bits)
    case .flag(let path): row[keyPath: path] = bits != 0
    case .status(let path):
      row[keyPath: path] = DriveStatus(rawValue: UInt8(truncatingIfNeeded: bits)) ?? .unknown
    case .driveFault(let path):
      row[keyPath: path] = DriveFault(rawValue: UInt8(truncatingIfNeeded: bits)) ?? .other
    case .function(let path):
      row[keyPath: path] = SafetyFunction(rawValue: UInt8(truncatingIfNeeded: bits))
    }
  }
}

extension JointQuantity.Value {
  /// To the last bit, as a recording holds it.
  public var bits: UInt64 {
    switch self {
    case .number(let value): value.bitPattern
    case .single(let value): UInt64(value.bitPattern)
    case .count(let value): UInt64(value)
    case .flag(let value): value ? 1 : 0
    case .status(let value): UInt64(value.rawValue)
    case .driveFault(let value): UInt64(value.rawValue)
    case .function(let value): UInt64(value.rawValue)
    }
  }

  /// As a number: of a word its raw value, of a flag 0 or 1.
  public var number: Double {
    switch self {
    case .number(let value): value
    case .single(let value): Double(value)
    case .count(let value): Double(value)
    case .flag(let value): value ? 1 : 0
    case .status(let value): Double(value.rawValue)
    case .driveFault(let value): Double(value.rawValue)
    case .function(let value): Double(value.rawValue)
    }
  }
}
