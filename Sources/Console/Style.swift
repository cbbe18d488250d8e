/// What a piece of text means; the terminal decides how that looks, with colours or without.
///
/// Meaning never rests on the style alone: every bad value also says so in words.
public enum Style: UInt8, Sendable {
  /// Ordinary text.
  case plain
  /// Text of less weight: units, rules, explanations.
  case faint
  /// Text of more weight.
  case strong
  /// As it should be.
  case good
  /// Near a limit, or worth a look.
  case caution
  /// Wrong.
  case bad
  /// A heading or a key's name.
  case heading
  /// A line across the whole screen, or the chosen entry of a list.
  case inverse
  /// A line across the whole screen that says something is wrong.
  case alarm
}
