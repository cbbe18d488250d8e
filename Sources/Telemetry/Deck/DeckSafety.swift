import CFlightDeck
public import RobotCore
public import Wording

/// One safety function as the deck tells it: what it did since the start, and how near the robot
/// came to its limit.
public struct DeckSafety: Sendable {
  /// Which one.
  public var function: SafetyFunction
  /// How often it began to act.
  public var acted: UInt64
  /// The nearest approach; nil while nothing was held against its limit, and for functions that
  /// have none.
  public var nearest: SafetyCountText.Approach?

  init(_ raw: flight_deck_safety, of function: SafetyFunction) {
    self.function = function
    acted = raw.acted
    guard raw.seen != 0 else { return }
    nearest = SafetyCountText.Approach(
      left: Double(raw.left), value: raw.value, limit: raw.limit, joint: Int(raw.joint),
      time: raw.time)
  }

  /// The same in words and for programs.
  public func text(in configuration: borrowing RobotConfiguration) -> SafetyCountText {
    SafetyCountText(function, acted: acted, nearest: nearest, in: configuration)
  }
}
