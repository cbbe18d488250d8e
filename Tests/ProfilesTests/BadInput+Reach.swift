// Limits that could never act, stops that could never end, joints that could not hold.
extension BadInput {
  static let reach: [BadInput] = [
    safety("a descent that cannot end", "descent_speed: 20 %", "descent_speed: 3 %"),
    safety("a stop shorter than its braking", "stop_timeout: 5 s", "stop_timeout: 150 ms"),
    safety("a stop that no descent fits into", "stop_timeout: 5 s", "stop_timeout: 1 s"),
    drive("effort beyond what is measured", "torque: 10 N*m", "torque: 6.8 N*m"),
    drive("velocity beyond what is measured", "velocity: 30 rad/s", "velocity: 6.5 rad/s"),
    drive("multi-turn and not absolute", "absolute: true", "absolute: false\n  multi_turn: true"),
    robot("no stiffness", "stiffness: 100 N*m/rad", "stiffness: 0 N*m/rad"),
    robot("colder than the room", "temperature: 90 degC", "temperature: 20 degC"),
    drive("no place at power-up", "absolute: true", "absolute: false"),
    BadInput(
      name: "no such kind of reducer", file: "reducers/direct.yaml", old: "kind: direct",
      new: "kind: gear\nratio: 6"),
    robot("as hot as the drive lets itself be", "temperature: 90 degC", "temperature: 100 degC"),
    robot("effort in steps", "effort: 38 N*m", "effort: 0.05 N*m"),
    robot("stops without a margin", "stop_margin: 3 deg", "stop_margin: 1 deg"),
    robot(
      "standstill in steps", "    velocity: 5 rad/s",
      "    standstill: 0.01 rad/s\n    velocity: 5 rad/s"),
    robot(
      "standstill at speed", "    velocity: 5 rad/s",
      "    standstill: 3 rad/s\n    velocity: 5 rad/s"),
    robot("a joint too slow to stand still", "velocity: 5 rad/s", "velocity: 0.1 rad/s"),
    robot("lowest below the drives' own", "lowest: 18 V", "lowest: 12 V"),
    robot("highest beyond the part", "lowest: 18 V", "lowest: 18 V\n  highest: 40 V"),
    robot("highest below nominal", "lowest: 18 V", "lowest: 18 V\n  highest: 20 V"),
    robot("nominal at the part's end", "nominal: 24 V", "nominal: 36 V"),
    robot("calibration overflow", "current_range: 40 A", "current_range: 0.5 A"),
    drive("a supply beyond the drive", "over_voltage: 52 V", "over_voltage: 24 V"),
    robot("overruns that cannot be counted", "limit: 10\n", "limit: 2000\n"),
    robot("a drive that lets go first", "drive_timeout: 100 ms", "drive_timeout: 10 ms"),
    robot("no time for an answer", "exchange_timeout: 100 ms", "exchange_timeout: 1 ms"),
    safety("a lease before its stream", "lease_timeout: 2 s", "lease_timeout: 100 ms"),
    urdf("too heavy to hold", #"value="0.2775092746011571""#, #"value="1141""#),
    urdf("a mimic beyond its limit", #"multiplier="1""#, #"multiplier="2""#),
    robot("a rest that does not hold", "rest: 0 rad", "rest: 1 rad"),
  ]

  static let places: [BadInput] = [
    robot("blank in an interface", "interface: can-arm ", "interface: 'can 0' "),
    robot("slash in an interface", "interface: can-arm ", "interface: can/0 "),
    robot("the interface ..", "interface: can-arm ", "interface: .. "),
    robot(
      "two buses on one interface", "  power:\n",
      "  leg: {type: can, interface: can-arm, format: classic, bit_rate: 1 Mbit/s, "
        + "sample_point: 75 %, queue_length: 64}\n  power:\n"),
    robot(
      "two buses on one device", "  power:\n",
      "  spare: {type: i2c, device: /dev/sinew/i2c-supply}\n  power:\n"),
    robot("an I2C bus that is no device", "device: /dev/sinew/i2c-supply", "device: i2c-1"),
    robot("a bus of no type blames nobody", "type: can", "type: cna"),
    robot("hexadecimal with a sign", "address: 0x40", "address: 0x+40"),
    robot("a hexadecimal quantity", "velocity: 5 rad/s", "velocity: 0x5 rad/s"),
    robot("an absolute urdf", "urdf: robot.urdf", "urdf: /etc/shadow"),
    robot("a urdf outside", "urdf: robot.urdf", "urdf: ../../../../etc/shadow"),
    robot("an absolute safety file", "safety: safety.yaml", "safety: /etc/shadow"),
    robot("a safety file outside", "safety: safety.yaml", "safety: ../../../etc/passwd"),
    safety("a line out of range is one finding", "line: 1", "line: 4000"),
    safety("a chip that is no device", "chip: /dev/sinew/gpio-estop ", "chip: gpiochip0 "),
    safety(
      "no bias",
      "    bias: pull_down            # contacts to the supply; open, or a broken wire, reads low\n",
      ""),
    safety("a bias that is none", "bias: pull_down", "bias: pull_sideways"),
    safety("a bias that hides an open contact", "bias: pull_down", "bias: pull_up"),
    safety("a level that hides an open contact", "active_low: false", "active_low: true"),
    safety(
      "a bias of an output", "    role: emergency_stop\n    chip: /dev/sinew/gpio-estop   # stable",
      "    role: enable\n    chip: /dev/sinew/gpio-estop   # stable"),
  ]
}
