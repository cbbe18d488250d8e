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
      let value = quantity.value(row)
      switch value {
      case .number: put(value.bits, 8, field | 1, &bytes)
      case .single: put(value.bits, 4, field | 5, &bytes)
      case .count, .flag, .status, .driveFault, .function: put(value.bits, field, &bytes)
      }
    }
    return bytes
  }

  /// The row that the message was made of.
  var row: JointRow {
    let found: [UInt64: UInt64]
    do {
      found = try Sinew_Joint.fields(Array(serializedBytes() as [UInt8]))
    } catch {
      preconditionFailure("a message that was read cannot be written: \(error)")
    }
    var row = JointRow()
    // What is zero is left out on the wire.
    for quantity in JointRow.quantities {
      quantity.put(found[UInt64(quantity.field)] ?? 0, into: &row)
    }
    return row
  }

  /// Bits of each field, by its number.
  private static func fields(_ bytes: [UInt8]) -> [UInt64: UInt64] {
    var fields: [UInt64: UInt64] = [:]
    var index = 0
    func group() -> UInt64 {
      var value: UInt64 = 0
      var shift: UInt64 = 0
      while index < bytes.count {
        let byte = bytes[index]
        index += 1
        value |= UInt64(byte & 0x7F) << shift
        guard byte & 0x80 != 0 else { break }
        shift += 7
      }
      return value
    }
    while index < bytes.count {
      let tag = group()
      guard let size = [1: 8, 5: 4][tag & 7] else {
        fields[tag >> 3] = group()
        continue
      }
      var value: UInt64 = 0
      for place in 0..<min(size, bytes.count - index) {
        value |= UInt64(bytes[index + place]) << UInt64(place * 8)
      }
      index += size
      fields[tag >> 3] = value
    }
    return fields
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
