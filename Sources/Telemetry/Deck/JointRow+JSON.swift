public import FlightDeck
import RobotCore
public import Wording

// A joint's row for programs.
extension JointRow {
  /// Every quantity of a list with its name, in the order of `JointRow.quantities`.
  public func members(of list: JointQuantity.List) -> [(String, JSONText)] {
    JointRow.quantities.filter { $0.lists.contains(list) }.map { ($0.key, json($0)) }
  }

  /// One quantity; null where there is none: what a joint holds that has not been heard of yet was
  /// never measured.
  public func json(_ quantity: JointQuantity) -> JSONText {
    if quantity.isMeasured, !isKnown { return nil }
    return switch quantity.value(self) {
    case .number(let value): .number(value)
    case .single(let value): .number(value)
    case .count(let value): .int(value)
    case .flag(let value): .bool(value)
    case .status(let value): .string(value.word)
    case .driveFault(let value): value == .none ? nil : .string(value.word)
    case .function(let value): value == .none ? nil : .string(value.word)
    }
  }
}
