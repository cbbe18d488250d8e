import Cycle
import Foundation
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units
import Wording

/// Stops at random instants, for random causes, of a robot that is armed, moved and mirrored at
/// random: nothing is left enabled, every "stopped" is true, every exit status is right.
///
/// `scripts/storm` runs hundreds; here runs a share of it. STORM_SEED and STORM_COUNT choose.
@Suite struct StormTests {
  /// What can come over a robot.
  enum Cause: String, CaseIterable {
    case stop, emergency, line, silence, dead, supply, driveFault, jam, late, hot, end, endAtOnce
    case vanished, loss, reboot, push

    /// The run must end as failed. For the others it depends on what they lead to.
    var isFault: Bool {
      switch self {
      case .line, .silence, .dead, .supply, .driveFault, .hot, .reboot: true
      case .stop, .emergency, .jam, .late, .end, .endAtOnce, .vanished, .loss, .push: false
      }
    }
  }

  static var environment: [String: String] { ProcessInfo.processInfo.environment }
  static var seed: UInt64 { environment["STORM_SEED"].flatMap { UInt64($0) } ?? 1 }
  static var count: Int {
    if let count = environment["STORM_COUNT"].flatMap({ Int($0) }) { return count }
    #if DEBUG
      return 1
    #else
      return 20
    #endif
  }

  @Test(arguments: 0..<count) func nothingIsLeftEnabled(_ number: Int) throws {
    let storm = try Storm(seed: Self.seed &* 1_000_003 &+ UInt64(number))
    storm.blow()
    let findings = storm.findings
    #expect(
      findings.isEmpty,
      "STORM_SEED=\(Self.seed) number \(number): \(storm.story.joined(separator: ", "))")
  }
}

/// One robot in one storm.
private final class Storm {
  private let robot: CycleBench
  private var random: UInt64
  private(set) var story: [String] = []
  private(set) var findings: [String] = []
  private var mustFail = false
  private var seen = 0
  private var isArmed = false

  init(seed: UInt64) throws {
    random = seed
    var sign = 1.0
    var offset = 0.0
    var mirrored = 0
    // SplitMix64, as in the twin: the first three numbers make the robot.
    var state = seed
    func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    if next() % 2 == 0 { sign = -1 }
    if next() % 3 == 0 { offset = 0.3 }
    mirrored = Int(next() % 7)
    random = state
    robot = try CycleBench(adjust: {
      $0.joints[mirrored].reducer.sign = sign
      $0.joints[mirrored].reducer.offset = Position(offset)
    })
    story.append("joint \(mirrored) sign \(sign) offset \(offset)")
  }

  private func next() -> UInt64 {
    random &+= 0x9E37_79B9_7F4A_7C15
    var z = random
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private func number(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  private var joint: Int { number(robot.configuration.joints.count) }

  func blow() {
    guard robot.reset() else { return findings.append("it could not be reset") }
    _ = robot.ask(.arm)
    // Anywhere from the first cycle of arming to the eighth second of the sweep.
    let instant = number(2) == 0 ? number(600) : 500 + number(7_500)
    run(instant, starting: true)
    isArmed = robot.powered.count > 0
    strike()
    if number(2) == 0 {
      run(number(1_500))
      strike()
    }
    settle()
  }

  private func run(_ cycles: Int, starting: Bool = false) {
    for _ in 0..<cycles {
      step()
      if starting, robot.phase == .holding { robot.play() }
    }
  }

  private func strike() {
    let cause = StormTests.Cause.allCases[number(StormTests.Cause.allCases.count)]
    let victim = joint
    story.append("\(robot.phase) \(cause.rawValue) joint \(victim)")
    // A run that has stopped already, or carries no torque yet, may not even notice.
    let isMoving = robot.phase == .moving || robot.phase == .holding
    if cause.isFault, isMoving { mustFail = true }
    switch cause {
    case .stop: robot.ask(.stop)
    case .emergency: robot.ask(.emergencyStop)
    case .line: robot.twin.press(line: 0)
    case .silence: robot.twin.silence(drive: victim)
    case .dead: for drive in robot.configuration.joints.indices { robot.twin.silence(drive: drive) }
    case .supply: robot.twin.cutSupply()
    case .driveFault:
      robot.twin.fail(drive: victim, DriveFault(rawValue: UInt8(1 + number(7))) ?? .other)
    case .jam: robot.twin.jam(joint: victim, effort: Effort(200))
    case .late:
      robot.isLate = true
      run(5 + number(40))
      robot.isLate = false
    case .hot: robot.twin.overheat(drive: victim)
    case .end: robot.endRequest = max(robot.endRequest, 1)
    case .endAtOnce: robot.endRequest = 2
    case .vanished: robot.isBeating = false
    case .loss:
      robot.twin.loseFrames(commands: Double(number(60)) / 100, replies: Double(number(60)) / 100)
    case .reboot: robot.twin.reboot(drive: victim)
    case .push:
      // 0.25 m would be far outside of a gripper of 44 mm, and the simulation with it.
      let isLinear = robot.configuration.joints[victim].type == .prismatic
      let way = Position(isLinear ? 0.005 : 0.25)
      robot.twin.place(joint: victim, at: robot.twin.jointTruth(victim).position + way)
    }
  }

  private func step() {
    robot.step()
    for event in robot.events[seen...] where event.code == .stopConfirmed { judgeStandstill() }
    seen = robot.events.count
  }

  /// "Stopped" is true of the matter, not of what was heard.
  private func judgeStandstill() {
    for joint in robot.configuration.joints.indices {
      let figures = robot.configuration.joints[joint]
      let limit = figures.velocityLimit.value * robot.configuration.safety.standstillSpeed * 1.5
      let speed = robot.twin.jointTruth(joint).velocity.magnitude.value
      if speed > limit { findings.append("'stopped' while joint \(joint) moves at \(speed)") }
    }
  }

  /// To the end of the run, as a process would: asked to end, and nothing enabled then.
  private func settle() {
    run(1_500)
    // What disturbed is over; what was found stays found.
    robot.twin.loseFrames(commands: 0, replies: 0)
    robot.endRequest = max(robot.endRequest, 1)
    var left = 20_000
    while left > 0, !isOver {
      step()
      left -= 1
    }
    if !isOver { findings.append("the run does not end: \(robot.phase)") }
    // The drives' own time-outs end what cannot be told.
    run(200)
    let powered = robot.powered
    if !powered.isEmpty { findings.append("still enabled at the end: \(powered)") }
    let outcome = robot.outcome
    if mustFail, !outcome.hasFailed { findings.append("it ends 0 though \(robot.faults) happened") }
    if !robot.faults.isEmpty, !outcome.hasFailed {
      findings.append("it ends 0 with \(robot.faults)")
    }
    if robot.faults.isEmpty, outcome.hasFailed { findings.append("it ends 1 without a fault") }
    if robot.count(.stopUnconfirmed) > 0, !outcome.hasFailed {
      findings.append("it ends 0 though a stop was not confirmed")
    }
    story.append("faults \(robot.faults) failed \(outcome.hasFailed): \(findings)")
  }

  private var isOver: Bool {
    switch robot.phase {
    case .latched, .disarmed: robot.cycle.body.held == 0
    case .arming, .holding, .moving, .stopping: false
    }
  }
}
