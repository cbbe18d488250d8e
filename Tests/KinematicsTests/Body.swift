import Foundation
import Kinematics
import Profiles
import RealTime
import RobotCore
import Units
import Wording

/// The default robot and its model, and random states of it.
final class Body {
  let configuration: RobotConfiguration
  let model: RobotModel

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("firmware-profiles").path
    configuration = try RobotProfile.load(nameOrPath: "openarm-right", searchRoots: [root])
      .compile()
    model = RobotModel(configuration)
  }

  /// A vector of `values`, one per joint.
  static func vector(_ values: [Double]) -> JointVector {
    var vector = JointVector(repeating: 0, count: values.count)
    for index in values.indices { vector[index] = values[index] }
    return vector
  }

  /// A random state within limits; each call gives another one.
  func position(_ random: inout SplitMix) -> [Double] {
    configuration.joints.indices.map { index in
      let joint = configuration.joints[index]
      return Double.random(in: joint.lower.value...joint.upper.value, using: &random)
    }
  }

  func gravity(_ position: [Double]) -> [Double] {
    var effort = Self.vector(position)
    var work = GravityWork(model)
    model.gravity(position: Self.vector(position), using: &work, into: &effort)
    return effort.indices.map { effort[$0] }
  }

  func inverseDynamics(
    _ q: [Double], _ v: [Double], _ a: [Double], gravity: Vector3? = nil, withRotors: Bool = false
  ) -> [Double] {
    var effort = Self.vector(q)
    model.inverseDynamics(
      position: Self.vector(q), velocity: Self.vector(v), acceleration: Self.vector(a),
      gravity: gravity ?? model.gravity, withRotors: withRotors, into: &effort)
    return effort.indices.map { effort[$0] }
  }
}

/// A small seeded generator, so that a failing state can be seen again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The largest difference, relative to the largest number, or absolute below 1.
func difference(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  let scale = max(1, b.map(abs).max() ?? 1)
  return zip(a, b).map { abs($0 - $1) }.max().map { $0 / scale } ?? 0
}
