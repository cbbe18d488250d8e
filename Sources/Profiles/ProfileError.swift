/// A profile that cannot be used, with everything that is wrong in it.
public struct ProfileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// At least one, in the order of files and lines.
  public var findings: [ProfileFinding]
  /// Exit code of every program that meets this error: bad profile, model or recording.
  public static let exitCode: Int32 = 65

  /// Wraps findings.
  public init(findings: [ProfileFinding]) { self.findings = findings }

  /// One line per finding.
  public var description: String {
    findings.map(\.description).joined(separator: "\n")
  }
}
