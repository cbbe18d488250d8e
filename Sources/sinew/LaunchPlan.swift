import DeviceIO
import FlightDeck
import Foundation
import Profiles
import RealTime
import RobotCore
import Units
import Wording

/// A compiled profile and what the command line asked for, ready to become the core.
struct LaunchPlan {
  /// What crosses to the core beside the configuration.
  var options = RunOptions()
  /// The robot.
  private(set) var configuration: RobotConfiguration
  private var recording = ""

  /// Loads and compiles the profile. `name` replaces the profile's own.
  init(profile: String, name: String?) throws {
    configuration = try ProfileFindings.load(profile).compile()
    guard let name else { return }
    // The name becomes part of file names.
    let isPlain = name.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0))
    }
    guard !name.isEmpty, isPlain, !name.hasPrefix("."), let label = Label(name) else {
      throw Refusal(
        "--name \"\(name)\": use 1 to 47 letters, digits, '-', '_' and '.', not '.' first.", .usage)
    }
    configuration.name = label
  }

  private var busNames: [String] {
    configuration.buses.indices.map { configuration.buses[$0].name.text }
  }

  /// "BUS=IFACE", or IFACE alone when the robot has one bus.
  mutating func setInterfaces(_ texts: [String], option: String) throws {
    var given: [Int: String] = [:]
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let names = busNames
      let index: Int
      if parts.count == 2 {
        guard let found = names.firstIndex(of: String(parts[0])) else {
          throw Refusal(
            "\(option) \(text): the robot has no bus \"\(parts[0])\"; it has: "
              + "\(names.joined(separator: ", ")).", .usage)
        }
        index = found
      } else {
        guard names.count == 1 else {
          throw Refusal(
            "\(option) \(text): the robot has \(names.count) buses; write BUS=IFACE with one of: "
              + "\(names.joined(separator: ", ")).", .usage)
        }
        index = 0
      }
      let interface = String(parts[parts.count - 1])
      guard LaunchPlan.isInterfaceName(interface), let label = Label(interface) else {
        throw Refusal(
          "\(option) \(text): \"\(interface)\" is no interface: 1 to 15 bytes without blanks, '/' "
            + "and ':', such as can0; which there are: ip -brief link", .usage)
      }
      if let other = given[index] {
        throw Refusal(
          "\(option) \(text): bus \(names[index]) was given \(other) already; name one interface "
            + "for each bus.", .usage)
      }
      if let (bus, _) = given.first(where: { $0.value == interface }) {
        throw Refusal(
          "\(option) \(text): \(interface) was given to bus \(names[bus]) already; each bus needs "
            + "an interface of its own.", .usage)
      }
      given[index] = interface
      // ARPHRD_CAN of linux/if_arp.h. One that is not there yet is the core's business.
      let kind = try? String(contentsOfFile: "/sys/class/net/\(interface)/type", encoding: .utf8)
      let isOther = kind.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) != "280" }
      guard isOther != true else {
        throw Refusal(
          "\(option) \(text): \(interface) is no CAN interface; which there are: "
            + "ip -brief link show type can (or type vcan)", .usage)
      }
      options.interfaces[index] = label
      // Also what deck, recording and advice name.
      configuration.buses[index].interface = label
    }
  }

  /// What the kernel takes as a name (dev_valid_name of net/core/dev.c; IFNAMSIZ is 16 with the
  /// closing zero).
  private static func isInterfaceName(_ name: String) -> Bool {
    let isPlain = name.unicodeScalars.allSatisfy {
      !$0.properties.isWhitespace && $0 != "/" && $0 != ":" && $0.value > 0x20
    }
    return !name.isEmpty && name.utf8.count < 16 && isPlain && name != "." && name != ".."
  }

  /// "BUS=DEVICE", or DEVICE alone: where the parts on an I2C bus of the profile really are.
  mutating func setI2CDevice(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let buses = i2cBuses
    guard let first = buses.first else {
      throw Refusal("--i2c \(text): the robot has nothing on I2C.", .usage)
    }
    guard parts.count == 2 || buses.count == 1 else {
      throw Refusal(
        "--i2c \(text): name the bus too, as BUS=DEVICE; the robot has: "
          + "\(buses.joined(separator: ", ")).", .usage)
    }
    let bus = parts.count == 2 ? String(parts[0]) : first
    guard buses.contains(bus) else {
      throw Refusal(
        "--i2c \(text): the robot has no I2C bus \"\(bus)\"; it has: "
          + "\(buses.joined(separator: ", ")).", .usage)
    }
    guard let device = parts.last, !device.isEmpty, let label = Label(String(device)) else {
      throw Refusal("--i2c \(text): name a device, such as /dev/i2c-1.", .usage)
    }
    if configuration.supply.isPresent, configuration.supply.bus.text == bus {
      options.supplyDevice = label
    }
    for joint in configuration.joints.indices
    where configuration.joints[joint].drive.servo.bus.text == bus {
      // Also what deck, recording and advice name.
      configuration.joints[joint].drive.servo.device = label
    }
  }

  /// The I2C buses on which the robot has something, each once.
  private var i2cBuses: [String] {
    var buses: [String] = configuration.supply.isPresent ? [configuration.supply.bus.text] : []
    for joint in configuration.joints.indices {
      let bus = configuration.joints[joint].drive.servo.bus.text
      if !bus.isEmpty, !buses.contains(bus) { buses.append(bus) }
    }
    return buses
  }

  /// JOINT=VALUE: what stands in the way of a joint of the twin is a stop that no profile knows of.
  mutating func setObstacle(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let joints = configuration.joints.indices.filter {
      !parts[0].isEmpty && configuration.joints[$0].name.text.hasSuffix(parts[0])
    }
    guard parts.count == 2, joints.count == 1, let joint = joints.first,
      let value = Double(parts[1]), value.isFinite
    else {
      throw Refusal(
        "--obstacle \(text): write JOINT=VALUE with one joint of the robot, or an end of its name "
          + "that fits no other, and a number in rad or m.", .usage)
    }
    if configuration.joints[joint].startPosition.value < value {
      configuration.joints[joint].upperStop = Position(value)
    } else {
      configuration.joints[joint].lowerStop = Position(value)
    }
  }

  /// A motion of the profile.
  mutating func setMotion(_ name: String) throws {
    let known = configuration.motions.indices.map { configuration.motions[$0].name.text }
    guard known.contains(name), let label = Label(name) else {
      throw Refusal(
        "--motion \(name): the robot has no such motion; it has: "
          + "\(known.isEmpty ? "none" : known.joined(separator: ", ")).", .usage)
    }
    options.motion = label
  }

  /// Late cycles are counted and stop nothing: the embedded twin waits for the host, so its own
  /// lateness says nothing of the robot.
  mutating func countOverruns() {
    configuration.timing.overrunPolicy = .count
    configuration.benchTiming.overrunPolicy = .count
  }

  /// Refused now rather than by the recorder a moment later.
  mutating func setRecording(_ path: String) throws {
    guard !path.isEmpty else { throw Refusal("--record needs a file name.", .usage) }
    guard !FileManager.default.fileExists(atPath: path) else {
      throw Refusal(
        "--record \(path): exists already, and a recording is never overwritten; name another "
          + "file or remove it.", .usage)
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
      isFolder.boolValue
    else {
      throw Refusal(
        "--record \(path): there is no folder \(folder); make it first: mkdir -p \(folder)", .usage)
    }
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw Refusal(
        "--record \(path): you may not write into \(folder); name a file elsewhere.", .noPermission)
    }
    try LaunchPlan.requireCreatable(path, in: folder)
    recording = path
  }

  /// By trying it: /proc and the like are folders that root may write into and that take no files.
  private static func requireCreatable(_ path: String, in folder: String) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor < 0 else {
      _ = close(descriptor)
      _ = unsafe unlink(path)
      return
    }
    let code = errno
    let isPermission = [EACCES, EPERM, EROFS].contains(code)
    let why = code == ENOENT ? "it takes no files" : unsafe String(cString: strerror(code))
    throw Refusal(
      "--record \(path): no file can be made in \(folder): \(why); name a file elsewhere.",
      isPermission ? .noPermission : .usage)
  }

  /// As this program was built, so that what is built goes beside it.
  private static var buildMode: String {
    #if DEBUG
      ""
    #else
      "-c release "
    #endif
  }

  /// The program beside this one.
  static func path(of program: String) throws -> String {
    let own = CurrentProcess.executablePath ?? ""
    let folder = own.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let path = (folder + [Substring(program)]).joined(separator: "/")
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Refusal(
        "\(path) is missing; build it, in the clone, with: swift build \(buildMode)--product \(program)",
        .unavailable)
    }
    return path
  }

  /// Everything the core needs, behind a descriptor that it inherits.
  func seal() throws -> Int32 {
    let image = LaunchImage.seal(options, configuration: configuration, recording: recording)
    do { return try SharedMemory.sealedFile(bytes: image, name: "sinew-launch") } catch {
      throw Refusal("The compiled profile cannot be handed over: \(error)", .unavailable)
    }
  }

  /// Becomes the core.
  func become(_ program: String) throws -> Never {
    let path = try LaunchPlan.path(of: program)
    let descriptor = try seal()
    do {
      try CurrentProcess.execute(path: path, arguments: [program, String(descriptor)])
    } catch {
      throw Refusal("\(path) cannot be started: \(error)", .unavailable)
    }
  }
}
