public import RobotCore
public import Units

/// Where the device side is.
public enum World: UInt32, BitwiseCopyable, Sendable {
  /// Real interfaces.
  case hardware
  /// The embedded twin, paced by the clock.
  case twin
  /// The embedded twin, as fast as it goes.
  case virtualTime
  /// The device side alone, on real interfaces (`sinew twin`).
  case serveTwin
}

/// What the command line asked for, in the form in which it crosses to the core.
public struct RunOptions: BitwiseCopyable, Sendable {
  /// Where the device side is.
  public var world = World.twin
  /// Seed of every random number of the twin.
  public var seed: UInt64 = 1
  /// End after so long; zero: run until told to end.
  public var duration = Interval.zero
  /// Motion to play at once (reset, lease and arm included); empty: wait for a commander.
  public var motion = Label()
  /// Interfaces given with `--can` or `--on`, by bus index; empty: the profile's.
  public var interfaces = InlineArray<8, Label>(repeating: Label())
  /// I2C device given with `--i2c`; empty: the profile's.
  public var supplyDevice = Label()
  /// Refuse to start without real-time guarantees.
  public var isStrict = false
  /// The last line of standard output is one JSON object.
  public var isJSON = false
  /// A recorder is started and waited for; its file name follows the configuration.
  public var records = false
  /// No line a second (a console shows the robot instead).
  public var isQuiet = false
  /// SCHED_FIFO priority, 1…99.
  public var priority: Int32 = 80
  /// Processor to run on, −1: any.
  public var processor: Int32 = -1
  /// `sinew twin`: drives never act on their time-out although register 9 says otherwise.
  public var ignoresDriveTimeout = false
  /// `sinew twin`: initial drive time-out, ns; −1: the profile's, 0: off.
  public var driveTimeout: Int64 = -1
  /// `sinew replay`: nothing is run; the recording that is named comes through standard input.
  public var replays = false
  /// It was made with the bench timing set.
  public var replaysBench = false
  /// Length in bytes of the recording's path, which follows the configuration.
  public var recordingPathLength: UInt32 = 0

  /// What `sinew run` does when nothing is said.
  public init() {}
}

/// Options, configuration and recording path in one block of bytes: the whole input of the core.
public enum LaunchImage {
  /// Puts the three together.
  public static func seal(
    _ options: RunOptions, configuration: borrowing RobotConfiguration, recording: String = ""
  ) -> [UInt8] {
    var copy = options
    copy.records = !recording.isEmpty
    copy.recordingPathLength = UInt32(recording.utf8.count)
    let head = unsafe withUnsafeBytes(of: &copy) { unsafe [UInt8]($0) }
    return head + ConfigurationImage.seal(configuration) + Array(recording.utf8)
  }
}

/// What the core was started with. One object, because a configuration is too large to be passed
/// from hand to hand.
public final class Launch {
  /// What the command line asked for.
  public let options: RunOptions
  /// The robot.
  public private(set) var configuration = RobotConfiguration()
  /// The robot's sealed bytes.
  public let image: [UInt8]
  /// Path of the recording, or empty.
  public let recording: String

  /// Takes `LaunchImage.seal`'s bytes apart again.
  public init(_ bytes: [UInt8]) throws(ConfigurationRefusal) {
    let head = MemoryLayout<RunOptions>.size
    let body = MemoryLayout<RobotConfiguration>.size
    guard bytes.count >= head + body else {
      throw .size(found: bytes.count, expected: head + body)
    }
    image = Array(bytes[head..<head + body])
    let options = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: RunOptions.self) }
    let path = bytes[(head + body)...].prefix(Int(options.recordingPathLength))
    self.options = options
    recording = String(decoding: path, as: UTF8.self)
    // The configuration's checksum vouches for the writer, hence for the options before it too.
    try ConfigurationImage.open(image, into: &configuration)
  }

  /// A launch made in place: for tests and for programs of an integrator's own.
  public init(options: RunOptions, configuration: borrowing RobotConfiguration) {
    self.options = options
    recording = ""
    image = ConfigurationImage.seal(configuration)
    unsafe withUnsafeMutableBytes(of: &self.configuration) { unsafe $0.copyBytes(from: image) }
  }
}
