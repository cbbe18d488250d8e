import Profiles
import Testing

/// What can be wrong with a servo, each told with its place and its way out.
@Suite struct ServoProfileTests {
  private static let robot = "robots/pan-tilt-bench/robot.yaml"
  private static let safety = "robots/pan-tilt-bench/safety.yaml"
  private static let drive = "drives/servo/mg996r.yaml"

  struct Case: Sendable {
    let file: String
    let old: String
    let new: String
    let says: String
  }

  static let cases = [
    Case(
      file: safety, old: "  feedback: open_loop", new: "  identity: open_loop",
      says: "says nothing of itself, so nothing that it does can be evidence; name the waiver "
        + "'feedback: open_loop'"),
    Case(
      file: safety, old: "  timeout: power_line", new: "  identity: open_loop",
      says: "has no command time-out of its own; name the waiver 'timeout'"),
    Case(
      file: robot, old: "channel: 1\n", new: "channel: 0\n",
      says: "servo.channel 0 of the chip at 0x40 is taken by head_pan"),
    Case(
      file: robot, old: "channel: 1\n", new: "channel: 16\n", says: "a whole number 0 … 15"),
    Case(
      file: robot, old: "bus: servos, address", new: "bus: servo, address",
      says: "'servo' is no I2C bus of this robot; did you mean 'servos'"),
    Case(
      file: robot, old: "pulse_at_lower: 950 us", new: "pulse_at_lower: 400 us",
      says: "is 400 µs, the servo takes 500 µs … 2500 µs"),
    Case(
      file: robot, old: "pulse_at_lower: 950 us", new: "pulse_at_lower: 2020 us",
      says: "is the same as pulse_at_lower, so it would never move"),
    Case(
      file: robot, old: "velocity: 4 rad/s", new: "velocity: 6.2 rad/s",
      says: "the servo's speed allows at most 6.1 rad/s"),
    Case(
      file: robot, old: "effort: 0.8 N*m", new: "effort: 0.95 N*m",
      says: "the servo's stall torque allows at most 0.92 N*m"),
    Case(
      file: robot, old: "    servo: {bus: servos, address: 0x40, channel: 0}\n",
      new: "    servo: {bus: servos, address: 0x40, channel: 0}\n    stiffness: 3 N*m/rad\n",
      says: "joints.head_pan.stiffness is not a known key"),
    Case(
      file: drive, old: "frequency: 50 Hz", new: "frequency: 60 Hz",
      says: "whose pulses come 60 times a second for head_pan"),
    Case(
      file: drive, old: "longest_pulse: 2500 us", new: "longest_pulse: 450 us",
      says: "must be above shortest_pulse 500 µs"),
    Case(
      file: drive, old: "servo:\n", new: "latency: 1 ms\nservo:\n",
      says: "latency belongs to family 'damiao, cia402' only; remove it"),
  ]

  @Test(arguments: 0..<cases.count) func eachMistakeIsTold(_ index: Int) throws {
    let one = Self.cases[index]
    let bench = try Workshop()
    try bench.replace(one.file, one.old, one.new)
    let found = bench.findings("pan-tilt-bench")
    #expect(found.contains(one.says), "\(found)")
  }

  /// Each of the hand's five further servos on a chip of its own: one too many, told once.
  @Test func aFifthChipIsRefused() throws {
    let bench = try Workshop()
    for channel in 2...4 {
      try bench.replace(
        Self.robot, "servo: {channel: \(channel)}",
        "servo: {channel: \(channel), address: 0x5\(channel)}")
    }
    #expect(bench.findings("pan-tilt-bench").isEmpty, "four chips fit")
    for channel in 5...6 {
      try bench.replace(
        Self.robot, "servo: {channel: \(channel)}", "servo: {channel: \(channel), address: 0x55}")
    }
    let found = bench.findings("pan-tilt-bench")
    #expect(found.contains("servo.address 0x55 is chip 5 of this robot, at most 4 fit"), "\(found)")
    #expect(found.split(separator: "\n").count == 1, "told once: \(found)")
  }

  /// A servo's joint needs no ids and no gains; a joint on CAN still needs each of them.
  @Test(arguments: [
    "command_id: 0x01", "feedback_id: 0x11", "temperature: 90 degC", "stiffness: 30 N*m/rad",
    "damping: 1.5 N*m*s/rad", "stop_damping: 2 N*m*s/rad",
  ]) func aDriveOnCANStillNeedsItsKeys(_ line: String) throws {
    let bench = try Workshop()
    try bench.replace(Self.robot, "    \(line)\n", "")
    let key = line.prefix { $0 != ":" }
    let found = bench.findings("pan-tilt-bench")
    #expect(found.contains("joints.turntable.\(key) is missing"), "\(found)")
  }
}
