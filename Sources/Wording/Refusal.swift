/// Why something was not done: one sentence with the file or device, the value, the limit and the
/// next step, and the exit status that goes with it.
public struct Refusal: Error, Sendable, CustomStringConvertible {
  /// The sentence.
  public let sentence: String
  /// What the program ends with when nobody handles it.
  public let status: ExitStatus

  /// A refusal.
  public init(_ sentence: String, _ status: ExitStatus) {
    self.sentence = sentence
    self.status = status
  }

  /// The sentence.
  public var description: String { sentence }
}
