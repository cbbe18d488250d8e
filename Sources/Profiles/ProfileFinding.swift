/// One thing that is wrong in a profile, at the place where it stands.
public struct ProfileFinding: Sendable, Equatable, CustomStringConvertible {
  /// The file, as the user can open it.
  public var file: String
  /// First line is 1; 0 when the finding belongs to the whole file.
  public var line: Int
  /// First column is 1; 0 when the finding belongs to the whole file.
  public var column: Int
  /// One sentence: what was found, what is allowed or expected, the next step.
  public var sentence: String

  /// One finding.
  public init(file: String, line: Int, column: Int, sentence: String) {
    self.file = file
    self.line = line
    self.column = column
    self.sentence = sentence
  }

  /// `file:line:column: sentence`, as compilers and editors write it.
  public var description: String {
    line > 0 ? "\(file):\(line):\(column): \(sentence)" : "\(file): \(sentence)"
  }
}
