import CMallocProbe
import Kinematics
import RealTime
import RobotCore
import Testing
import Units

/// Laws that hold for every body, whatever its figures.
@Suite struct DynamicsTests {
  private let body: Body

  init() throws { body = try Body() }

  @Test func gravityIsTheSlopeOfPotentialEnergy() {
    var random = SplitMix(state: 11)
    for _ in 0..<20 {
      let q = body.position(&random)
      let gravity = body.gravity(q)
      for joint in q.indices {
        let step = 1e-5
        var (low, high) = (q, q)
        low[joint] -= step
        high[joint] += step
        let slope = (energy(high) - energy(low)) / (2 * step)
        #expect(abs(slope - gravity[joint]) < 1e-7, "joint \(joint)")
      }
    }
  }

  @Test func gravityAloneIsInverseDynamicsAtRest() {
    var random = SplitMix(state: 12)
    let zeros = [Double](repeating: 0, count: 8)
    for _ in 0..<20 {
      let q = body.position(&random)
      #expect(difference(body.gravity(q), body.inverseDynamics(q, zeros, zeros)) < 1e-12)
    }
  }

  @Test func withoutGravityARestingBodyNeedsNothing() {
    var random = SplitMix(state: 13)
    let zeros = [Double](repeating: 0, count: 8)
    let q = body.position(&random)
    #expect(body.inverseDynamics(q, zeros, zeros, gravity: Vector3()) == zeros)
  }

  @Test func massMatrixIsSymmetricAndPositive() {
    var random = SplitMix(state: 14)
    let q = body.position(&random)
    let columns = massMatrix(q)
    for i in 0..<8 {
      for j in 0..<8 { #expect(abs(columns[i][j] - columns[j][i]) < 1e-12) }
    }
    for _ in 0..<20 {
      let v = (0..<8).map { _ in Double.random(in: -1...1, using: &random) }
      #expect(kinetic(columns, v) > 0)
    }
  }

  /// v · tau = d/dt (kinetic + potential energy): checked along a straight line in joint space.
  @Test func powerIsTheRateOfEnergy() {
    var random = SplitMix(state: 15)
    for _ in 0..<10 {
      let q = body.position(&random)
      let v = (0..<8).map { _ in Double.random(in: -1...1, using: &random) }
      let zeros = [Double](repeating: 0, count: 8)
      let effort = body.inverseDynamics(q, v, zeros)
      let power = zip(effort, v).reduce(0) { $0 + $1.0 * $1.1 }
      let step = 1e-5
      let ahead = zip(q, v).map { $0 + $1 * step }
      let behind = zip(q, v).map { $0 - $1 * step }
      let rate =
        (kinetic(massMatrix(ahead), v) + energy(ahead) - kinetic(massMatrix(behind), v)
          - energy(behind)) / (2 * step)
      #expect(abs(power - rate) < 1e-6)
    }
  }

  @Test func rotorsAddTheirReflectedInertia() {
    let zeros = [Double](repeating: 0, count: 8)
    for joint in 0..<8 {
      var a = zeros
      a[joint] = 1
      let without = body.inverseDynamics(zeros, zeros, a)
      let with = body.inverseDynamics(zeros, zeros, a, withRotors: true)
      let configuration = body.configuration.joints[joint]
      let travel = configuration.type == .prismatic ? configuration.reducer.metresPerRadian : 1
      let expected = configuration.plant.reflectedInertia / (travel * travel)
      #expect(abs(with[joint] - without[joint] - expected) < 1e-12, "joint \(joint)")
    }
  }

  /// Both fingers lie on the leader: lifting the hand's axis, each weighs once.
  @Test func theMimicFingerLoadsItsLeader() {
    let zeros = [Double](repeating: 0, count: 8)
    var a = zeros
    a[7] = 1
    let effort = body.inverseDynamics(zeros, zeros, a, gravity: Vector3())
    #expect(abs(effort[7] - 2 * 0.03602545343277134) < 1e-12)
  }

  @Test func nothingIsAllocated() throws {
    guard malloc_probe_active() else { return }
    let q = Body.vector([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.01])
    var effort = JointVector(repeating: 0, count: q.count)
    var poses = PoseList(repeating: Pose(), count: body.configuration.bodies.count)
    var work = GravityWork(body.model)
    let gravity = body.model.gravity
    malloc_probe_reset()
    for _ in 0..<100 {
      body.model.gravity(position: q, using: &work, into: &effort)
      body.model.inverseDynamics(
        position: q, velocity: q, acceleration: q, gravity: gravity, into: &effort)
      body.model.forwardKinematics(position: q, into: &poses)
    }
    let count = malloc_probe_count()
    #expect(count == 0)
    malloc_probe_reset()
    let canary = [Double](repeating: effort[0], count: poses.count)
    let seen = malloc_probe_count()
    #expect(seen > 0 && canary.count == 15)
  }

  // MARK: Energies

  private func massMatrix(_ q: [Double]) -> [[Double]] {
    let zeros = [Double](repeating: 0, count: 8)
    return (0..<8).map { joint in
      var a = zeros
      a[joint] = 1
      return body.inverseDynamics(q, zeros, a, gravity: Vector3())
    }
  }

  private func kinetic(_ columns: [[Double]], _ v: [Double]) -> Double {
    var sum = 0.0
    for i in v.indices { for j in v.indices { sum += 0.5 * v[i] * columns[i][j] * v[j] } }
    return sum
  }

  /// −Σ m·g·c over all bodies of the configuration, from the poses alone.
  private func energy(_ q: [Double]) -> Double {
    var poses = PoseList(repeating: Pose(), count: body.configuration.bodies.count)
    body.model.forwardKinematics(position: Body.vector(q), into: &poses)
    var sum = 0.0
    for index in poses.indices {
      let link = body.configuration.bodies[index]
      let c = link.centreOfMass
      sum -= link.mass * (poses[index] * Vector3(c.x, c.y, c.z)).dot(body.model.gravity)
    }
    return sum
  }
}
