import Profiles
import RealTime
import RobotCore
import Units
import Wording

/// What `sinew profile show` tells.
struct ProfileView {
  let profile: RobotProfile
  private let configuration: RobotConfiguration

  init(_ profile: RobotProfile) {
    self.profile = profile
    configuration = profile.compile()
  }

  /// For people.
  var text: String {
    let period = Double(configuration.timing.period.nanoseconds)
    var lines = [
      profile.summaryLine,
      "rate     \(Digits.text(1e9 / period, 0)) Hz; silence limit "
        + "\(milliseconds(configuration.timing.silenceLimit)), command time-out "
        + "\(milliseconds(configuration.timing.commandTimeout)), drive time-out "
        + milliseconds(configuration.timing.driveTimeout),
    ]
    for index in configuration.buses.indices {
      let bus = configuration.buses[index]
      let data = bus.isFD ? " / \(bus.dataBitRate / 1_000) kbit/s, CAN FD" : ", classic"
      lines.append(
        "bus      \(bus.name.text) on \(bus.interface.text): \(bus.bitRate / 1_000) kbit/s\(data)")
    }
    lines += profile.busLoads.map { "load     \($0.sentence)" }
    if configuration.supply.isPresent {
      lines.append(
        "supply   \(Digits.text(configuration.supply.nominal.value, 1)) V, lowest "
          + "\(Digits.text(configuration.supply.lowest.value, 1)) V, watched on "
          + configuration.supply.device.text)
    }
    for index in configuration.lines.indices {
      let line = configuration.lines[index]
      lines.append(
        "line     \(line.name.text): \(line.chip.text) \(line.offset), \(words(line).joined(separator: ", "))"
      )
    }
    lines += joints
    for index in configuration.motions.indices {
      let motion = configuration.motions[index]
      lines.append(
        "motion   \(motion.name.text): \(motion.count) waypoints"
          + (motion.repeats ? ", repeats" : ""))
    }
    for index in configuration.waivers.indices {
      lines.append("waiver   \(configuration.waivers[index].text)")
    }
    lines += profile.files.map { "file     \($0)" }
    return lines.map { $0 + "\n" }.joined()
  }

  private var joints: [String] {
    let names = configuration.joints.indices.map { configuration.joints[$0].name.text }
    let width = max(5, names.map(\.count).max() ?? 0)
    var lines = [
      Digits.left("joint", width) + "       lower       upper  velocity    effort  drive"
    ]
    for index in configuration.joints.indices {
      let joint = configuration.joints[index]
      lines.append(
        Digits.left(names[index], width) + number(joint.lower.value, 12)
          + number(joint.upper.value, 12) + number(joint.velocityLimit.value, 10)
          + number(joint.effortLimit.value, 10)
          + "  \(joint.drive.model.text) \(Self.place(joint.drive)), \(joint.type.positionUnit), "
          + joint.loading.word)
    }
    return lines
  }

  /// Where a drive is to be found.
  private static func place(_ drive: DriveConfiguration) -> String {
    guard drive.family == .servo else { return drive.address }
    let chip = String(drive.servo.address, radix: 16)
    return "output \(drive.servo.channel) of chip 0x\(chip) on \(drive.servo.bus.text), open loop"
  }

  /// What a line is for, and how its level is meant.
  private func words(_ line: LineConfiguration) -> [String] {
    let level = line.isActiveLow ? "active low" : "active high"
    switch line.role {
    case .emergencyStop: return ["emergency stop", level, "bias \(Self.word(line.bias))"]
    case .enable: return ["enable", level]
    case .brake: return ["brake", level]
    case .homing: return ["homing switch", level, "bias \(Self.word(line.bias))"]
    }
  }

  /// As a profile writes it.
  private static func key(_ role: LineRole) -> String {
    switch role {
    case .emergencyStop: "emergency_stop"
    case .enable: "enable"
    case .brake: "brake"
    case .homing: "homing"
    }
  }

  private static func word(_ bias: LineBias) -> String {
    switch bias {
    case .none: "none (the board pulls it)"
    case .pullUp: "pull up"
    case .pullDown: "pull down"
    }
  }

  private func json(_ line: LineConfiguration) -> JSONText {
    let bias =
      switch line.bias {
      case .none: "none"
      case .pullUp: "pull_up"
      case .pullDown: "pull_down"
      }
    let isInput = line.role == .emergencyStop || line.role == .homing
    return [
      "name": .string(line.name.text), "chip": .string(line.chip.text), "line": .int(line.offset),
      "role": .string(Self.key(line.role)),
      "active_low": .bool(line.isActiveLow), "bias": isInput ? .string(bias) : .null,
    ]
  }

  private func number(_ value: Double, _ width: Int) -> String {
    Digits.right(Digits.text(value, 3), width)
  }

  private func milliseconds(_ interval: Interval) -> String {
    Digits.text(interval.seconds * 1e3, 0) + " ms"
  }

  /// For programs.
  var json: JSONText {
    [
      "name": .string(profile.name), "summary": .string(profile.summaryLine),
      "period_ns": .integer(configuration.timing.period.nanoseconds),
      "files": .array(profile.files.map { .string($0) }),
      "buses": .array(
        configuration.buses.indices.map {
          let bus = configuration.buses[$0]
          return [
            "name": .string(bus.name.text), "interface": .string(bus.interface.text),
            "fd": .bool(bus.isFD), "bit_rate": .int(bus.bitRate),
            "data_bit_rate": .int(bus.dataBitRate),
          ]
        }),
      "bus_loads": .array(profile.busLoads.map(json)),
      "lines": .array(configuration.lines.indices.map { json(configuration.lines[$0]) }),
      "joints": .array(configuration.joints.indices.map { json(configuration.joints[$0]) }),
      "motions": .array(
        configuration.motions.indices.map { .string(configuration.motions[$0].name.text) }),
      "waivers": .array(
        configuration.waivers.indices.map { .string(configuration.waivers[$0].text) }),
    ]
  }

  private func json(_ load: BusLoad) -> JSONText {
    [
      "bus": .string(load.name), "drives": .int(load.drives),
      "usual_ns": .integer(load.usual.nanoseconds), "worst_ns": .integer(load.worst.nanoseconds),
      "period_ns": .integer(load.period.nanoseconds), "worst_share": .number(load.worstShare),
      "tight": .bool(load.isTight),
    ]
  }

  private func json(_ joint: JointConfiguration) -> JSONText {
    [
      "name": .string(joint.name.text), "unit": .string(joint.type.positionUnit),
      "lower": .number(joint.lower.value), "upper": .number(joint.upper.value),
      "velocity_limit": .number(joint.velocityLimit.value),
      "effort_limit": .number(joint.effortLimit.value), "loading": .string(joint.loading.word),
      "stop": .string(joint.stopKind.word), "drive": .string(joint.drive.model.text),
      "address": .string(joint.drive.address), "command_id": .int(joint.drive.commandID),
      "feedback_id": .int(joint.drive.feedbackID),
      "bus": joint.drive.bus == DriveConfiguration.noBus ? .null : .int(joint.drive.bus),
      "feedback": .bool(joint.hasFeedback), "stiffness": .number(joint.stiffness),
      "damping": .number(joint.damping),
    ]
  }
}
