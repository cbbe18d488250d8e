import RealTime
import RobotCore
import Testing
import Units
import Wording

/// The default robot in the forms in which each finding must come out the same.
enum Build: String, CaseIterable, CustomTestStringConvertible {
  case plain, mirrored, offset, linear, twoBuses

  /// All of them in a release build. In a debug build, where the twin takes ten times as long, one:
  /// the sanitizers and the test kernel look for other things.
  static var tried: [Build] {
    firstInDebug(allCases)
  }

  var testDescription: String { rawValue }

  /// The joint that a test looks at: the gripper's reducer is the linear one.
  var joint: Int { self == .linear ? CycleBench.gripper : 3 }

  func adjust(_ robot: inout RobotConfiguration) {
    switch self {
    case .plain, .linear: break
    case .mirrored:
      for joint in robot.joints.indices where joint != CycleBench.gripper {
        robot.joints[joint].reducer.sign = -1
      }
    case .offset:
      for joint in robot.joints.indices where joint != CycleBench.gripper {
        robot.joints[joint].reducer.offset = Position(0.2)
      }
    case .twoBuses:
      var other = robot.buses[0]
      other.name = Label("other") ?? Label()
      other.interface = Label("can-other") ?? Label()
      robot.buses.append(other)
      for joint in robot.joints.indices where joint < 4 { robot.joints[joint].drive.bus = 1 }
    }
  }
}

/// The cases of a test in a release build; the first of them in a debug build, see `Build.tried`.
func firstInDebug<Case>(_ cases: [Case]) -> [Case] {
  #if DEBUG
    Array(cases.prefix(1))
  #else
    cases
  #endif
}
