import Profiles
import RobotCore

extension Sample {
  /// The shipped profile of the default robot.
  static func openArm() throws -> RobotConfiguration {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return try RobotProfile.load(
      nameOrPath: "/\(root)/firmware-profiles/robots/openarm-right", searchRoots: []
    ).compile()
  }
}
