import Foundation
import Profiles

/// A copy of the shipped profiles in which one thing can be broken.
struct Workshop: ~Copyable {
  let root: String
  static let robot = "robots/openarm-right/robot.yaml"
  static let urdf = "robots/openarm-right/robot.urdf"
  static let safety = "robots/openarm-right/safety.yaml"
  static let drive = "drives/damiao/dm-j4310.yaml"
  static let reducer = "reducers/linear-openarm-gripper.yaml"

  init() throws {
    root = FileManager.default.temporaryDirectory.path + "/sinew-profiles-\(UUID().uuidString)"
    try FileManager.default.copyItem(atPath: shippedRoot, toPath: root)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  borrowing func text(_ file: String) throws -> String {
    try String(contentsOfFile: "\(root)/\(file)", encoding: .utf8)
  }

  borrowing func write(_ file: String, _ text: String) throws {
    try text.write(toFile: "\(root)/\(file)", atomically: false, encoding: .utf8)
  }

  /// Replaces the first `old`; throws when it is not there, so that no case rots.
  borrowing func replace(_ file: String, _ old: String, _ new: String) throws {
    let text = try text(file)
    guard let range = text.range(of: old) else { throw NotFound(text: "\(file): \(old)") }
    try write(file, text.replacingCharacters(in: range, with: new))
  }

  /// What loading says, one line per finding, without the temporary folder; "" when all is well.
  borrowing func findings(_ name: String = "openarm-right") -> String {
    do {
      _ = try RobotProfile.load(nameOrPath: name, searchRoots: [root])
      return ""
    } catch {
      return error.findings.map { $0.description.replacingOccurrences(of: root + "/", with: "") }
        .joined(separator: "\n")
    }
  }
}

/// The text to be replaced is gone.
struct NotFound: Error { var text: String }
