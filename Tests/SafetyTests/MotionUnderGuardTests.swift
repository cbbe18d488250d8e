import Motion
import RealTime
import RobotCore
import Safety
import Testing
import Units

/// Motion and safety share no code, and still must agree: what one plans the other lets pass.
@Suite struct MotionUnderGuardTests {
  /// A joint that may use all it has, going from stop to stop of its soft limits.
  private func bench() -> SafetyBench {
    SafetyBench {
      $0.joints[0].motionVelocity = $0.joints[0].velocityLimit
      $0.joints[0].motionAcceleration = $0.joints[0].accelerationLimit
    }
  }

  /// Sends what the player wants through the guard, to joints that follow at once; the worst
  /// verdict.
  private func play(
    _ bench: inout SafetyBench, _ player: inout MotionPlayer,
    _ samples: inout Table<MotionSample>, cycles: Int
  ) -> SafetyVerdict {
    let controller = JointController(bench.configuration.joints[0])
    var worst = SafetyVerdict.allow
    for _ in 0..<cycles where player.isActive {
      bench.wait()
      _ = player.step(now: bench.inputs.now, into: &samples)
      for joint in samples.indices {
        bench.commands[joint] = controller.follow(samples[joint], feedForward: .zero, gain: 1)
      }
      let seen = bench.monitor().verdict
      let shaped = bench.limit().verdict
      for joint in samples.indices {
        bench.place(joint, at: bench.commands[joint].position.value)
        bench.states[joint].velocity = bench.commands[joint].velocity
      }
      if seen.rawValue > worst.rawValue { worst = seen }
      if shaped.rawValue > worst.rawValue { worst = shaped }
    }
    return worst
  }

  @Test func aMoveFromLimitToLimitAtFullSpeedIsNotShaped() {
    var bench = bench()
    bench.place(0, at: -1)
    var samples = MotionBench.samples([-1, 0, 0, 0])
    var player = MotionPlayer(bench.configuration)
    _ = bench.monitor()
    player.beginMove(
      to: MotionBench.targets([1]), mask: 1, speed: 1, from: samples,
      now: bench.inputs.now)
    let verdict = play(&bench, &player, &samples, cycles: 5_000)
    #expect(verdict == .allow)
    #expect(bench.commands[0].position.value == 1)
  }

  @Test func brakingOnTheWayIsNotShapedEither() {
    var bench = bench()
    var samples = MotionBench.samples([0, 0, 0, 0])
    var player = MotionPlayer(bench.configuration)
    player.beginMove(
      to: MotionBench.targets([1]), mask: 1, speed: 1, from: samples,
      now: bench.inputs.now)
    _ = play(&bench, &player, &samples, cycles: 450)
    #expect(samples[0].velocity.value > 1)
    var brake = Brake(bench.configuration)
    brake.begin(from: samples, now: bench.inputs.now)
    var isAtRest = false
    for _ in 0..<1_000 where !isAtRest {
      bench.wait()
      isAtRest = brake.step(now: bench.inputs.now, into: &samples)
      bench.commands[0].position = samples[0].position
      bench.commands[0].velocity = samples[0].velocity
      _ = bench.monitor()
      #expect(bench.limit().verdict == .allow)
      bench.place(0, at: samples[0].position.value)
    }
    #expect(isAtRest)
  }

  @Test func anArmSunkOntoItsStopsComesBackByADescent() {
    var bench = SafetyBench()
    bench.inputs.isEnabled = false
    bench.place(0, at: 1.09)
    bench.place(1, at: -1.1)
    _ = bench.monitor()
    bench.inputs.isEnabled = true
    var samples = MotionBench.samples([1.09, -1.1, 0, 0])
    var player = MotionPlayer(bench.configuration)
    player.beginDescent(from: samples, now: bench.inputs.now)
    let verdict = play(&bench, &player, &samples, cycles: 20_000)
    #expect(verdict == .allow)
    #expect(player.isActive == false)
    #expect(bench.commands[0].position.value == 0)
    #expect(bench.commands[1].position.value == 0)
  }
}
