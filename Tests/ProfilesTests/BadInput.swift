/// One line changed in a shipped profile.
struct BadInput {
  var name: String
  var file: String
  var old: String
  var new: String

  static func robot(_ name: String, _ old: String, _ new: String) -> BadInput {
    BadInput(name: name, file: Workshop.robot, old: old, new: new)
  }
  static func urdf(_ name: String, _ old: String, _ new: String) -> BadInput {
    BadInput(name: name, file: Workshop.urdf, old: old, new: new)
  }
  static func safety(_ name: String, _ old: String, _ new: String) -> BadInput {
    BadInput(name: name, file: Workshop.safety, old: old, new: new)
  }
  static func drive(_ name: String, _ old: String, _ new: String) -> BadInput {
    BadInput(name: name, file: Workshop.drive, old: old, new: new)
  }

  static let values: [BadInput] = [
    robot("unknown key", "  silence_limit: 15 ms", "  silence_limt: 15 ms"),
    robot("missing unit", "velocity: 5 rad/s", "velocity: 5"),
    robot("wrong unit", "velocity: 5 rad/s", "velocity: 5 m/s"),
    robot("unit of another joint type", "velocity: 0.3 m/s", "velocity: 0.3 rad/s"),
    robot("a word for a number", "velocity: 5 rad/s", "velocity: fast"),
    robot("NaN", "stiffness: 100 N*m/rad", "stiffness: .nan"),
    robot("infinity", "effort: 38 N*m", "effort: inf N*m"),
    robot("overflow", "effort: 38 N*m", "effort: 1e999 N*m"),
    robot("too slow", "motion_acceleration: 4 rad/s^2", "motion_acceleration: 1e-12 rad/s^2"),
    robot("too fast", "acceleration: 25 rad/s^2", "acceleration: 1e300 rad/s^2"),
    robot("too little", "stop_damping: ", "stop_damping: 1e-300 N*m*s/rad #"),
    robot("negative", "acceleration: 25 rad/s^2", "acceleration: -25 rad/s^2"),
    robot("missing key", "    effort: 38 N*m\n", ""),
    robot("duplicate key", "    loading: gravity_loaded", "    bus: arm"),
    robot("duplicate joint", "openarm_right_joint2:", "openarm_right_joint1:"),
    robot("group for a value", "rate: 1000 Hz", "rate: {fast: true}"),
    robot(
      "value for a group", "following_error:\n      limit: 0.3 rad\n      time: 50 ms",
      "following_error: 3"),
    robot("list for a group", "motions:\n", "motions: []\nmotion:\n"),
    robot("escape in a text", "description: ", #"description: "\e[31m\x07" # "#),
    robot("escape in a key", "description: ", #""\x9B31m": "#),
    robot("escape in a key twice", "description: ", "\"\\e[31m\": 1\n\"\\e[31m\": "),
    robot("escape in a list", "motions:\n", "motions: [[\"\\u202E\"]]\nmotion:\n"),
    robot("wrong schema", "schema: sinew-robot/1", "schema: sinew-drive/1"),
    robot("name with a slash", "name: openarm-right", "name: ../openarm"),
    robot("wrong word", "stop: controlled_descent", "stop: controled_descent"),
    robot("rate out of range", "rate: 1000 Hz", "rate: 50 kHz"),
    robot("silence under 3 periods", "silence_limit: 15 ms", "silence_limit: 2 ms"),
    robot("silence of minutes", "silence_limit: 15 ms", "silence_limit: 1000 s"),
    robot("commander gone for minutes", "command_timeout: 200 ms", "command_timeout: 1000 s"),
    robot("drive alone for minutes", "drive_timeout: 100 ms", "drive_timeout: 1000 s"),
    robot("overruns of an hour", "window: 1 s", "window: 3600 s"),
    robot("an exchange of a minute", "exchange_timeout: 100 ms", "exchange_timeout: 60 s"),
    robot("supply seldom read", "  period: 20 ms", "  period: 20 s"),
    robot("supply of a minute ago", "age_limit: 500 ms", "age_limit: 60 s"),
    robot("dwell of a day", "dwell: 300 ms", "dwell: 86400 s"),
    robot("following late", "time: 50 ms", "time: 3 s"),
    robot("bad bus type", "type: i2c", "type: spi"),
    robot("FD keys on classic", "format: fd", "format: classic"),
    robot("long interface", "interface: can-arm ", "interface: can-arm-of-the-robot "),
    robot("queue of nothing", "queue_length: 64", "queue_length: 0"),
    robot("supply on no bus", "bus: power", "bus: powre"),
    robot("shunt range", "current_range: 40 A", "current_range: 60 A"),
    robot("address", "address: 0x40", "address: 0x50"),
  ]

  static let joints: [BadInput] = [
    robot("unknown drive", "drive: damiao/dm-j4340", "drive: damiao/dm-j4304"),
    robot("drive outside", "drive: damiao/dm-j4340", "drive: ../../etc/passwd"),
    robot("unknown bus", "bus: arm", "bus: leg"),
    robot("unknown reducer", "reducer: linear-openarm-gripper", "reducer: linear-gripper"),
    robot("rotary reducer on a slide", "reducer: linear-openarm-gripper", "reducer: direct"),
    robot("no feedback id", "    feedback_id: 0x13\n", ""),
    robot("feedback id 0", "feedback_id: 0x13", "feedback_id: 0"),
    robot("id clash", "command_id: 0x05", "command_id: 0x04"),
    robot("feedback and command clash", "feedback_id: 0x16", "feedback_id: 0x02"),
    robot("id in a mode channel", "feedback_id: 0x16", "feedback_id: 0x105"),
    robot("unknown joint", "openarm_right_joint3:", "openarm_right_jiont3:"),
    robot("fixed joint", "openarm_right_joint3:", "openarm_right_hand_tcp_joint:"),
    robot("mimic joint", "openarm_right_joint3:", "openarm_right_finger_joint2:"),
    robot("stiffness without damping", "damping: 4 N*m*s/rad", "damping: 0 N*m*s/rad"),
    robot("stiffness beyond the frame", "stiffness: 100 N*m/rad", "stiffness: 600 N*m/rad"),
    robot("stiffness through the reducer", "stiffness: 1500 N/m", "stiffness: 300000 N/m"),
    robot("damping beyond the frame", "damping: 4 N*m*s/rad", "damping: 6 N*m*s/rad"),
    robot("velocity beyond the URDF", "velocity: 5 rad/s", "velocity: 20 rad/s"),
    robot("velocity in steps", "velocity: 0.3 m/s", "velocity: 1 mm/s"),
    robot("acceleration in steps", "acceleration: 25 rad/s^2", "acceleration: 5 rad/s^2"),
    robot("effort beyond the peak", "effort: 38 N*m", "effort: 60 N*m"),
    robot("limit beyond the URDF", "lower: 3 deg", "lower: -0.5 rad"),
    robot("limits swapped", "lower: 3 deg", "lower: 3 rad"),
    robot("rest outside", "rest: 5 mm", "rest: 50 mm"),
    drive("position beyond the frame", "position: 12.5 rad", "position: 1.2 rad"),
    robot(
      "a brake that nothing closes", "loading: gravity_loaded\n    stop: controlled_descent",
      "loading: braked\n    stop: brake"),
    robot(
      "a brake where none is", "loading: gravity_loaded", "loading: gravity_loaded\n    " + brake),
    robot("a brake on no line", "loading: gravity_loaded", "loading: braked\n    " + brake),
    robot(
      "a brake without its line", "loading: gravity_loaded",
      "loading: braked\n    brake: {output: line, engage_time: 40 ms, release_time: 60 ms}"),
    robot(
      "a brake of the drive", "loading: gravity_loaded",
      "loading: braked\n    brake: {output: drive, engage_time: 40 ms, release_time: 60 ms}"),
    robot(
      "a brake that never closes", "loading: gravity_loaded",
      "loading: braked\n    brake: {engage_time: 4 s, release_time: 60 ms, line: elbow}"),
    robot(
      "homing faster than it moves", "loading: gravity_loaded",
      "loading: gravity_loaded\n    homing: {to: stop, speed: 5 rad/s, effort: 30 N*m}"),
    robot(
      "homing on no line", "loading: gravity_loaded",
      "loading: gravity_loaded\n    homing: {to: switch, position: 9 rad, line: elbow}"),
    robot(
      "homing without its line", "loading: gravity_loaded",
      "loading: gravity_loaded\n    homing: {to: switch, position: 0 rad}"),
    robot(
      "homing to an index", "loading: gravity_loaded",
      "loading: gravity_loaded\n    homing: {to: index, position: 0 rad}"),
    robot(
      "homing to a mark nowhere", "loading: gravity_loaded",
      "loading: gravity_loaded\n    homing: {to: mark, line: elbow}"),
    robot(
      "homing by a drive that cannot", "loading: gravity_loaded",
      "loading: gravity_loaded\n    homing: {to: drive, position: 0 rad, time: 0 s}"),
    robot("gripper that opens", "stop: hold", "stop: torque_off"),
    robot("following nothing", "limit: 0.3 rad", "limit: 1000000 rad"),
    robot("motion too fast", "motion_velocity: 1.2 rad/s", "motion_velocity: 6 rad/s"),
    robot("hot", "temperature: 90 degC", "temperature: 120 degC"),
    robot("target outside", "openarm_right_joint6: 0.3 rad", "openarm_right_joint6: 0.9 rad"),
    robot("target of no joint", "openarm_right_joint6: 0.3 rad", "openarm_right_joint9: 0.3 rad"),
    robot("full bus", "rate: 1000 Hz", "rate: 1200 Hz"),
    robot("missing urdf", "urdf: robot.urdf", "urdf: robto.urdf"),
    robot("missing safety", "safety: safety.yaml", "safety: saftey.yaml"),
  ]

  private static let brake =
    "brake: {output: line, line: elbow, engage_time: 40 ms, release_time: 60 ms}"

  static let parts: [BadInput] = [
    safety("gravity of two", "[0 m/s^2, 0 m/s^2, -9.81 m/s^2]", "[0 m/s^2, -9.81 m/s^2]"),
    safety("gravity without unit", "-9.81 m/s^2]", "-9.81]"),
    safety("short ramp", "arming_ramp: 300 ms", "arming_ramp: 100 ms"),
    safety("fine standstill", "standstill: 2 %", "standstill: 0.1 %"),
    safety("standstill at full speed", "standstill: 2 %", "standstill: 100 %"),
    safety("no descent", "descent_speed: 20 %", "descent_speed: 1e-7 %"),
    safety("a stop without time", "stop_timeout: 5 s", "stop_timeout: 1 ns"),
    safety("a stop of an hour", "stop_timeout: 5 s", "stop_timeout: 3600 s"),
    safety("a lease without end", "lease_timeout: 2 s", "lease_timeout: 3600 s"),
    safety("damped for a minute", "damped_time: 500 ms", "damped_time: 60 s"),
    safety("armed in a minute", "arming_ramp: 300 ms", "arming_ramp: 60 s"),
    safety("held for a week", "hold_time: 0 s", "hold_time: 604800 s"),
    safety("e-stop of an hour", "debounce: 2 ms", "debounce: 3600 s"),
    safety("no e-stop", "lines:\n", "lines: {}\nlnes:\n"),
    safety("no e-stop and open loop", "waivers: {}", "waivers: {emergency_stop: open_loop}"),
    safety("line twice", "line: 1", "line: 0"),
    safety("unknown waiver", "waivers: {}", "waivers: {timeuot: enable_line}"),
    safety("unknown substitute", "waivers: {}", "waivers: {timeout: hope}"),
    drive("seconds to a frame", "latency: 100 us", "latency: 1 s"),
    drive("encoder of seconds ago", "delay: 50 us", "delay: 1 s"),
    drive("rotor side", "position: output", "position: rotor"),
    drive("no time-out", "command_timeout: true", "command_timeout: false"),
    drive("voltages swapped", "over_voltage: 52 V", "over_voltage: 12 V"),
    drive("peak below rated", "peak_torque: 7 N*m", "peak_torque: 2 N*m"),
    drive("unknown family", "family: damiao", "family: damaio"),
    BadInput(
      name: "ratio of a linear reducer", file: Workshop.reducer, old: "kind: linear",
      new: "kind: linear\nratio: 2"),
    BadInput(
      name: "travel of a rotary reducer", file: Workshop.reducer, old: "kind: linear",
      new: "kind: planetary\nratio: 2"),
  ]

  static let bodies: [BadInput] = [
    urdf("no robot", #"<robot name="openarm-right">"#, "<model>"),
    urdf("unknown element", #"<axis xyz="0 0 1"/>"#, #"<axes xyz="0 0 1"/>"#),
    urdf("open tag", "</link>", ""),
    urdf("open quote", #"<link name="world"/>"#, #"<link name="world/>"#),
    urdf(
      "doctype", #"<robot name="openarm-right">"#,
      #"<!DOCTYPE x [<!ENTITY a "b">]>\#n<robot name="openarm-right">"#),
    urdf(
      "no limit",
      #"    <limit lower="-1.396263" upper="3.490659" velocity="16.754666" effort="40"/>\#n"#,
      ""),
    urdf("limit without velocity", #" velocity="16.754666""#, ""),
    urdf(
      "limits swapped", #"lower="-1.396263" upper="3.490659""#,
      #"lower="3.490659" upper="-1.396263""#),
    urdf("NaN", #"value="0.2775092746011571""#, #"value="nan""#),
    urdf("zero mass", #"value="0.2775092746011571""#, #"value="0""#),
    urdf("mass of nothing", #"value="0.2775092746011571""#, #"value="1e-300""#),
    urdf("mass of a ship", #"value="0.2775092746011571""#, #"value="1e10""#),
    urdf("mass of no thing", #"value="0.2775092746011571""#, #"value="1e300""#),
    urdf("inertia of no thing", #"ixx="0.000359""#, #"ixx="1e300""#),
    urdf("origin beyond", #"xyz="0 -0.031 0.698""#, #"xyz="0 1e300 0.698""#),
    urdf("rotation beyond", #"rpy="1.5708 0 0""#, #"rpy="1e300 0 0""#),
    urdf("axis beyond", #"<axis xyz="0 0 1"/>"#, #"<axis xyz="0 0 1e300"/>"#),
    urdf("unknown attribute", #"<mass value="0.2775"#, #"<mass valu="2" value="0.2775"#),
    urdf(
      "two masses", #"<mass value="0.2775"#, #"<mass value="1"/><mass value="0.2775"#),
    urdf("unknown element in inertial", #"<mass value="0.2775"#, #"<mas/><mass value="0.2775"#),
    urdf("negative mass", #"value="0.2775092746011571""#, #"value="-0.3""#),
    urdf("inertia not positive", #"ixx="0.000359""#, #"ixx="-0.000359""#),
    urdf("inertia of no body", #"ixx="0.000359""#, #"ixx="0.359""#),
    urdf("axis zero", #"<axis xyz="0 0 1"/>"#, #"<axis xyz="0 0 0"/>"#),
    urdf("axis of two", #"<axis xyz="0 0 1"/>"#, #"<axis xyz="0 1"/>"#),
    urdf("two roots", #"<link name="world"/>"#, #"<link name="world"/>\#n  <link name="moon"/>"#),
    urdf(
      "missing link", #"<parent link="openarm_right_link1"/>"#,
      #"<parent link="openarm_right_lnik1"/>"#),
    urdf(
      "link twice", #"<link name="openarm_right_link8"/>"#,
      #"<link name="openarm_right_link8"/>\#n  <link name="openarm_right_link8"/>"#),
    urdf(
      "joint twice", #"<joint name="openarm_right_joint2""#,
      #"<joint name="openarm_right_joint1""#),
    urdf(
      "cycle off the tree", #"<parent link="openarm_right_link0"/>"#,
      #"<parent link="openarm_right_link5"/>"#),
    urdf(
      "cycle through all", #"<link name="world"/>"#,
      #"<link name="world"/>\#n  <joint name="loop" type="fixed">"#
        + #"<parent link="openarm_right_hand"/><child link="world"/></joint>"#),
    urdf(
      "two parents", #"<link name="world"/>"#,
      #"<link name="world"/>\#n  <joint name="extra" type="fixed"><parent link="world"/>"#
        + #"<child link="openarm_right_hand"/></joint>"#),
    urdf(
      "to itself", #"<child link="openarm_right_link8"/>"#,
      #"<child link="openarm_right_link7"/>"#),
    urdf(
      "mimic of nobody", #"<mimic joint="openarm_right_finger_joint1""#,
      #"<mimic joint="openarm_right_finger_joint3""#),
    urdf(
      "mimic of another type", #"<mimic joint="openarm_right_finger_joint1""#,
      #"<mimic joint="openarm_right_joint7""#),
    urdf("joint type", #"type="prismatic""#, #"type="continuous""#),
    urdf(
      "uncontrolled joint", #"<joint name="right_openarm_hand_joint" type="fixed">"#,
      #"<joint name="right_openarm_hand_joint" type="revolute">"#
        + #"<limit lower="-1" upper="1" velocity="1" effort="1"/>"#),
  ]
}
