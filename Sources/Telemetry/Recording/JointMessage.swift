import FlightDeck
import RobotCore
import SwiftProtobuf

// A joint's row as the message of a recording.
extension Sinew_Joint {
  /// Every quantity of the row, each in the field that `JointRow.quantities` names.
  init(_ row: JointRow) {
    do {
      try self.init(serializedBytes: Sinew_Joint.bytes(row))
    } catch {
      preconditionFailure("JointRow.quantities and proto/sinew.proto do not agree: \(error)")
    }
  }

  /// The row on the wire of Protocol Buffers (encoding, "Message Structure"): before each value its
  /// field and how it is packed, 0 as groups of seven bits, 1 as eight bytes, 5 as four.
  private static func bytes(_ row: JointRow) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(MemoryLayout<JointRow>.size * 2)
    for quantity in JointRow.quantities {
      let field = UInt64(quantity.field) << 3
      switch quantity.value(row) {
      case .number(let value): put(value.bitPattern, 8, field | 1, &bytes)
      case .single(let value): put(UInt64(value.bitPattern), 4, field | 5, &bytes)
      case .count(let value): put(UInt64(value), field, &bytes)
      case .flag(let value): put(value ? 1 : 0, field, &bytes)
      case .status(let value): put(UInt64(value.rawValue), field, &bytes)
      case .driveFault(let value): put(UInt64(value.rawValue), field, &bytes)
      case .function(let value): put(UInt64(value.rawValue), field, &bytes)
      }
    }
    return bytes
  }

  private static func put(_ value: UInt64, _ size: Int, _ tag: UInt64, _ bytes: inout [UInt8]) {
    put(tag, &bytes)
    for index in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(index * 8))) }
  }

  private static func put(_ value: UInt64, _ tag: UInt64, _ bytes: inout [UInt8]) {
    put(tag, &bytes)
    put(value, &bytes)
  }

  private static func put(_ value: UInt64, _ bytes: inout [UInt8]) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}
