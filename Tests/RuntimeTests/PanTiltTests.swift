import Cycle
import FlightDeck
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units

/// One axis on CAN and eight servos on I2C in one body: what says something and what does not.
@Suite struct PanTiltTests {
  private func pulses(_ loop: ClosedLoop) -> [Int64] {
    (1...8).map { loop.session.loop.cycle.body.outputs.pulses[$0].nanoseconds }
  }

  private func moving(_ name: String) throws -> ClosedLoop {
    let loop = try ClosedLoop(name, of: "pan-tilt-bench", motion: "sweep")
    #expect(pulses(loop) == [Int64](repeating: 0, count: 8), "nothing before it is armed")
    #expect(loop.run(until: .moving))
    loop.run(cycles: 300)
    #expect(loop.session.loop.cycle.phase == .moving)
    return loop
  }

  /// Where the twin's servos stand is where their pulses ask them to be, but for the load.
  @Test func theServosFollowTheirPulses() throws {
    let loop = try moving("pan-tilt-follow")
    var farthest = 0.0
    for _ in 0..<400 {
      loop.run(cycles: 1)
      for joint in 1...8 {
        let wanted = loop.session.loop.cycle.body.setpoints[joint].position.value
        let truth = loop.twin.jointTruth(joint).position.value
        farthest = max(farthest, abs(wanted - truth))
        // The model is what was commanded, at the servo's speed; the truth bends under load.
        let model = loop.session.loop.cycle.body.states[joint].position.value
        #expect(abs(model - truth) < 0.15, "joint \(joint)")
      }
    }
    #expect(farthest < 0.3)
    #expect(farthest > 0.001, "a servo is never exactly there")
    #expect(loop.faults.isEmpty)
  }

  /// The end of a run leaves nothing holding, whatever the joints' own kinds say.
  @Test func theEndOfARunTakesEveryPulse() throws {
    let loop = try moving("pan-tilt-stop")
    loop.session.loop.requestEnd(1)
    #expect(loop.run(until: .disarmed, limit: 4_000))
    loop.run(cycles: 5)
    #expect(pulses(loop) == [Int64](repeating: 0, count: 8))
    #expect(loop.faults.isEmpty)
  }

  @Test func anEmergencyStopTakesEveryPulseInItsCycle() throws {
    let loop = try moving("pan-tilt-estop")
    #expect(!pulses(loop).contains(0))
    loop.twin.press(line: 0)
    loop.run(cycles: 1)
    #expect(pulses(loop) == [Int64](repeating: 0, count: 8))
    #expect(loop.run(until: .latched, limit: 2_000))
    #expect(loop.faults == [.emergencyStop], "no joint without feedback is missed as evidence")
  }

  /// A drive on CAN that falls silent is found as ever. The head goes off, the hand keeps its grip:
  /// as their stop kinds say.
  @Test func aSilentDriveIsStillFound() throws {
    let loop = try moving("pan-tilt-silent")
    loop.twin.silence(drive: 0)
    #expect(loop.run(until: .latched, limit: 4_000))
    #expect(loop.faults.first == .feedbackLost)
    let held = pulses(loop)
    #expect(held[0] == 0 && held[1] == 0, "head")
    #expect(!held[2...].contains(0), "a stop never opens a grip: \(held)")
  }

  /// A chip that cannot be told anything is a finding with its first joint, and stops the others.
  @Test func aLostChipStopsTheRobot() throws {
    let loop = try moving("pan-tilt-lost")
    loop.meddle = { side in
      side.outputJoint = 1
      side.outputAge = Interval(milliseconds: 100)
      side.outputError = 6
    }
    loop.run(cycles: 20)
    #expect(loop.faults.isEmpty, "one lost transfer is no finding")
    loop.meddle = { side in
      side.outputJoint = 1
      side.outputAge = Interval(milliseconds: 300)
      side.outputError = 6
    }
    loop.run(cycles: 2)
    #expect(loop.faults == [.outputLost])
    #expect(loop.session.loop.cycle.stopKind == .controlledDescent)
    let fault = loop.session.loop.cycle.body.faultLog[0].fault
    #expect(fault.subject == 1 && fault.detail == 6 && fault.limit == 250)
  }

  /// A chip that restarted has no pulses: that is found at once, however young the last good round.
  @Test func aRestartedChipStopsTheRobot() throws {
    let loop = try moving("pan-tilt-restart")
    loop.meddle = { side in
      side.outputJoint = 1
      side.outputError = 0
      side.hasOutputRestarted = true
    }
    loop.run(cycles: 2)
    #expect(loop.faults == [.outputLost])
  }

  /// What the waiver says is told at each arming.
  @Test func theWaiverIsToldAtArming() throws {
    let loop = try ClosedLoop("pan-tilt-waiver", of: "pan-tilt-bench", motion: "sweep")
    var waivers = 0
    while loop.session.loop.cycle.phase != .moving, loop.run(cycles: 1) == 1 {
      for index in loop.session.loop.cycle.body.outputs.events.indices
      where loop.session.loop.cycle.body.outputs.events[index].code == .waiver { waivers += 1 }
    }
    #expect(waivers == 2)
  }
}
