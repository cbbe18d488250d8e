import Foundation
import Kinematics
import RealTime
import RobotCore
import Testing
import Wording

/// Our model against Pinocchio's figures for the same URDF (Tests/Golden/kinematics/make.py).
@Suite struct GoldenTests {
  private struct File: Decodable {
    var joints: [String]
    var states: [State]
  }

  private struct State: Decodable {
    var q: [Double]
    var v: [Double]
    var a: [Double]
    var gravity: [Double]
    var rnea: [Double]
    var frames: [String: [Double]]?
  }

  private let body: Body
  private let file: File

  init() throws {
    body = try Body()
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
      .appendingPathComponent("Golden/kinematics/openarm-right.json")
    file = try JSONDecoder().decode(File.self, from: Data(contentsOf: path))
  }

  @Test func jointsHaveTheSameOrder() {
    let names = body.configuration.joints.indices.map { body.configuration.joints[$0].name.text }
    #expect(names == file.joints)
    #expect(file.states.count == 20)
  }

  @Test func gravityAgrees() {
    for (index, state) in file.states.enumerated() {
      let error = difference(body.gravity(state.q), state.gravity)
      #expect(error < 1e-12, "state \(index)")
    }
  }

  @Test func inverseDynamicsAgrees() {
    for (index, state) in file.states.enumerated() {
      let error = difference(body.inverseDynamics(state.q, state.v, state.a), state.rnea)
      #expect(error < 1e-12, "state \(index)")
    }
  }

  @Test func everyLinkStandsWhereItShould() throws {
    var seen = 0
    for state in file.states {
      guard let frames = state.frames else { continue }
      var poses = PoseList(repeating: Pose(), count: body.configuration.bodies.count)
      body.model.forwardKinematics(position: Body.vector(state.q), into: &poses)
      for index in body.configuration.bodies.indices {
        let name = body.configuration.bodies[index].name.text
        guard let expected = frames[name] else { continue }
        seen += 1
        #expect(difference(numbers(poses[index]), expected) < 1e-12, "\(name)")
        let single = body.model.pose(of: index, position: Body.vector(state.q))
        #expect(difference(numbers(single), expected) < 1e-12, "\(name) alone")
      }
    }
    #expect(seen == 5 * body.configuration.bodies.count)
  }

  private func numbers(_ pose: Pose) -> [Double] {
    let (t, r) = (pose.translation, pose.rotation)
    return [
      t.x, t.y, t.z, r.x.x, r.x.y, r.x.z, r.y.x, r.y.y, r.y.z, r.z.x, r.z.y, r.z.z,
    ]
  }
}
