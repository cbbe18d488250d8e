import Foundation
import Profiles
import RealTime
import RobotCore
import Testing
import Units
import Wording

/// Drives of family cia402, and the robot that has two of them.
@Suite struct CANopenProfileTests {
  private let robot = "robots/canopen-axis-bench/robot.yaml"
  private let drive = "drives/cia402/servo-200w.yaml"

  @Test func theAxisBenchCompiles() throws {
    let profile = try RobotProfile.load(
      nameOrPath: "canopen-axis-bench", searchRoots: [shippedRoot])
    let robot = profile.compile()
    #expect(robot.joints.count == 2 && robot.timing.period == Interval(milliseconds: 2))
    let turn = robot.joints[0].drive, lift = robot.joints[1].drive
    #expect(turn.family == .ciA402 && turn.canopen.node == 1 && lift.canopen.node == 2)
    #expect(turn.commandID == 0x201 && turn.feedbackID == 0x181)
    #expect(robot.joints[0].reducer.ratio == 100 && robot.joints[0].reducer.kind == .strainWave)
    #expect(turn.canopen.countsPerTurn == 131_072 && turn.canopen.ratedTorque.value == 0.64)
    #expect(turn.canopen.quickStop == 2 && turn.canopen.abortConnection == 1)
    #expect(turn.canopen.mode == .cyclicPosition && turn.canopen.peakCurrent.value == 19.1)
    #expect(lift.canopen.hasBrake && !turn.canopen.hasBrake, "only where the joint is braked")
    #expect(lift.canopen.hasSafeTorqueOffInput)
    // 60 N*m behind 100 : 1, less than the motor's peak of 1.91 N*m.
    #expect(abs(turn.canopen.torqueLimit.value - 0.6) < 1e-12)
    #expect(abs(turn.canopen.speedLimit.value - 100 * Double.pi) < 1e-9)
    #expect(profile.files.contains { $0.hasSuffix("servo-200w.eds") })
    // SYNC, two set-points, four measurements.
    #expect(profile.busLoads[0].frames == 7)
  }

  @Test func aJointIsHomedByItsDrive() throws {
    let bench = try Workshop()
    try bench.replace(drive, "method: 35 ", "method: 19\n    offset: 3 rad")
    try bench.replace(
      robot, "    node: 2\n",
      "    node: 2\n    homing: {to: drive, position: 0.2 rad, time: 45 s}\n")
    let found = try RobotProfile.load(nameOrPath: "canopen-axis-bench", searchRoots: [bench.root])
      .compile()
    #expect(found.joints[1].homing.method == .drive && found.joints[1].homing.position.value == 0.2)
    #expect(found.joints[1].homing.time == Interval(milliseconds: 45_000))
    #expect(found.joints[1].drive.canopen.homesItself && !found.joints[0].drive.canopen.homesItself)
    #expect(found.joints[1].drive.canopen.homingOffset == Angle(3))
    #expect(!found.joints[1].isAbsolute, "its place is what its drive finds")
    let none = try Workshop()
    let text = try none.text(drive)
    let homing = try #require(text.range(of: "  homing:"))
    let latency = try #require(text.range(of: "latency:"))
    try none.write(
      drive, text.replacingCharacters(in: homing.lowerBound..<latency.lowerBound, with: ""))
    try none.replace(
      robot, "    node: 2\n", "    node: 2\n    homing: {to: drive, position: 0.2 rad}\n")
    #expect(
      none.findings("canopen-axis-bench").contains(
        "joints.lift.homing.to is 'drive', but its drive model says nothing of a homing of its own")
    )
    let other = try Workshop()
    try other.replace(
      Workshop.robot, "loading: gravity_loaded",
      "loading: gravity_loaded\n    homing: {to: drive, position: 0 rad}")
    #expect(other.findings().contains("homing.to is 'drive'"))
  }

  /// With this `homing` of joint turn, and its drive model's own taken away when `isBare`.
  private func indexed(_ homing: String, isBare: Bool = false) throws -> Workshop {
    let bench = try Workshop()
    try bench.replace(robot, "    node: 1\n", "    node: 1\n    homing: {\(homing)}\n")
    guard isBare else { return bench }
    let text = try bench.text(drive)
    let homing = try #require(text.range(of: "  homing:"))
    let latency = try #require(text.range(of: "latency:"))
    try bench.write(
      drive, text.replacingCharacters(in: homing.lowerBound..<latency.lowerBound, with: ""))
    return bench
  }

  @Test(arguments: [
    ("lower", "1", 33), ("upper", "1", 34), ("lower", "-1", 34), ("upper", "-1", 33),
  ])
  func anIndexIsLookedForByTheDrivesOwnMethods(
    _ end: String, _ sign: String, _ method: Int8
  ) throws {
    for isBare in [false, true] {
      let place = end == "lower" ? -0.05 : 0.05
      let bench = try indexed(
        "to: index, toward: \(end), speed: 0.1 rad/s, position: \(place) rad", isBare: isBare)
      try bench.replace(robot, "    sign: 1\n", "    sign: \(sign)\n")
      try bench.replace(robot, "    offset: 0 rad\n", "    offset: 0.01 rad\n")
      let joint = try RobotProfile.load(
        nameOrPath: "canopen-axis-bench", searchRoots: [bench.root]
      ).compile().joints[0]
      let node = joint.drive.canopen
      #expect(joint.homing.method == .index && !joint.isAbsolute && node.homesItself)
      #expect(node.homingMethod == method)
      // At the motor, 100 times as fast; both, as vendors differ in which they take.
      #expect(abs(node.homingSpeed.value - 10) < 1e-9 && node.homingCreep == node.homingSpeed)
      // Its model's, or the joint's 3 rad/s² behind 100 : 1.
      #expect(abs(node.homingAcceleration - (isBare ? 300 : 500)) < 1e-9)
      let offset = (place - 0.01) * 100 * (sign == "1" ? 1 : -1)
      #expect(abs(node.homingOffset.value - offset) < 1e-9)
    }
  }

  @Test func whichIndexItIsMustBeKnown() throws {
    for (homing, sentence) in [
      (
        "to: index, position: 0.05 rad",
        "joints.turn.homing is to an index at 0.05 rad, but there is one every 0.0628319 rad, and the "
          + "first one from 'rest' at 0 rad towards lower lies between there and -0.0628319 rad"
      ),
      ("to: index, toward: upper, position: 0.07 rad", "homing is to an index at 0.07 rad"),
      ("to: index, position: 0 rad", "homing is to an index at 0 rad"),
      ("to: index, toward: upper", "homing.position is missing"),
      (
        "to: index, position: -0.05 rad, effort: 3 N*m",
        "homing.effort has no meaning with 'to: index', as the drive moves the joint by itself"
      ),
      ("to: index, position: -0.05 rad, speed: 2 rad/s", "above motion_velocity"),
    ] {
      let found = try indexed(homing).findings("canopen-axis-bench")
      #expect(found.contains(sentence), "\(homing): \(found)")
    }
    // Where one turn of the encoder is more than the joint's travel there is one only.
    let bench = try indexed("to: index, position: 0.05 rad")
    try bench.replace(
      robot, "    node: 1\n", "    node: 1\n    reducer: direct\n    effort: 1 N*m\n")
    let found = bench.findings("canopen-axis-bench")
    #expect(found.isEmpty, "\(found)")
  }

  @Test(arguments: [
    (Workshop.robot, "loading: gravity_loaded", "openarm-right"),
    (
      "robots/pan-tilt-bench/robot.yaml", "servo: {bus: servos, address: 0x40, channel: 0}",
      "pan-tilt-bench"
    ),
  ])
  func drivesOfOtherFamiliesTellNoIndex(_ file: String, _ key: String, _ name: String) throws {
    let bench = try Workshop()
    try bench.replace(file, key, key + "\n    homing: {to: index, position: 0 rad}")
    let found = bench.findings(name)
    #expect(
      found.contains("is 'index', but drives of this family tell no index; write 'stop'"),
      "\(found)")
  }

  @Test func aFamilyHasItsOwnKeys() throws {
    let bench = try Workshop()
    try bench.replace(drive, "latency:", "firmware: 7\nlatency:")
    #expect(
      bench.findings("canopen-axis-bench").contains("firmware belongs to family 'damiao' only"))
    let other = try Workshop()
    try other.replace(Workshop.drive, "latency:", "canopen: {}\nlatency:")
    #expect(other.findings().contains("canopen belongs to family 'cia402' only; remove it"))
    let joint = try Workshop()
    try joint.replace(robot, "    node: 1\n", "    node: 1\n    command_id: 0x01\n")
    #expect(
      joint.findings("canopen-axis-bench").contains(
        "joints.turn.command_id has no meaning for a CANopen drive"))
    let missing = try Workshop()
    try missing.replace(robot, "    node: 1\n", "")
    #expect(missing.findings("canopen-axis-bench").contains("joints.turn.node is missing"))
    let damiao = try Workshop()
    try damiao.replace(
      Workshop.robot, "    command_id: 0x01\n", "    command_id: 0x01\n    node: 4\n")
    #expect(damiao.findings().contains("node belongs to a CANopen drive; remove it"))
    let silent = try Workshop()
    try silent.replace(Workshop.robot, "    command_id: 0x01\n", "")
    #expect(silent.findings().contains("command_id is missing"))
  }

  @Test(arguments: [
    ("node: 2", "node: 1", "joints.lift.node 1, which also means id 0x81, is taken"),
    ("node: 2", "node: 127", "is the master's own node id"),
    ("node: 2", "node: 128", "expected a whole number 1 … 127"),
    ("rate: 500 Hz", "rate: 2000 Hz", "7 frames"),
    ("bit_rate: 1 Mbit/s", "bit_rate: 200 kbit/s", "a CANopen drive has no setting"),
    ("drive_timeout: 100 ms", "drive_timeout: 50 ms", "let three fit into it"),
  ])
  func robotsThatCannotWork(_ old: String, _ new: String, _ sentence: String) throws {
    let bench = try Workshop()
    try bench.replace(robot, old, new)
    let found = bench.findings("canopen-axis-bench")
    // The rate's own sentence counts commands and replies.
    #expect(found.contains(sentence) || sentence == "7 frames" && found.contains("at most 90 %"))
  }

  @Test(arguments: [
    ("mode: cyclic_position", "mode: cyclic_velocty", "did you mean 'cyclic_velocity'"),
    ("abort_connection: fault", "abort_connection: nothing", "abort_connection is 'nothing'"),
    ("creep: 2 rad/s", "creep: 20 rad/s", "canopen.homing.creep is 20 rad/s, faster than 'speed'"),
    ("eds: servo-200w.eds", "eds: /etc/passwd", "an absolute path"),
    ("eds: servo-200w.eds", "eds: ../servo.eds", "leads out of"),
    ("counts_per_turn: 131072", "counts_per_turn: 0", "counts_per_turn is '0'"),
    ("rated_torque: 0.64 N*m       #", "rated_torque: 0 N*m       #", "rated_torque is 0 N*m"),
  ])
  func drivesThatCannotWork(_ old: String, _ new: String, _ sentence: String) throws {
    let bench = try Workshop()
    try bench.replace(drive, old, new)
    let found = bench.findings("canopen-axis-bench")
    #expect(found.contains(sentence), "\(found)")
  }

  @Test func theDataSheetIsHeldAgainstTheFile() throws {
    let sheet = "drives/cia402/servo-200w.eds"
    let bench = try Workshop()
    try bench.replace(sheet, "VendorNumber=", "VendorNumber=0x9A")
    try bench.replace(drive, "vendor: any", "vendor: 0x9B")
    try bench.replace(sheet, "DefaultValue=0x3A1", "DefaultValue=0x321")
    try bench.replace(sheet, "[6007]", "[6008]")
    let found = bench.findings("canopen-axis-bench")
    #expect(found.contains("canopen.vendor is 0x9B, the data sheet says 0x9A"))
    #expect(found.contains("canopen.mode is cyclic_position, which the data sheet does not list"))
    #expect(found.contains("canopen.eds has no object 6007:0, which arming needs"))
  }
}
