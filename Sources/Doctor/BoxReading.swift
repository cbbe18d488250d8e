/// What was read off a box, before anybody judges it. Tests fill it by hand.
public struct BoxReading: Sendable {
  /// Wake-ups of a 1 kHz loop against their nominal instants.
  public struct Latency: Sendable, Equatable {
    /// Wake-ups counted.
    public var count: UInt64 = 0
    /// Median, ns.
    public var p50: Int64 = 0
    /// 99 %, ns.
    public var p99: Int64 = 0
    /// 99.9 %, ns.
    public var p999: Int64 = 0
    /// Largest, ns.
    public var maximum: Int64 = 0

    /// Nothing counted.
    public init() {}
  }

  /// One real-time guarantee as the kernel answered when it was asked for.
  public struct Grant: Sendable, Equatable {
    /// What was asked for.
    public var name: String
    /// True when it was given.
    public var isGranted: Bool
    /// What to type to get it; empty when given.
    public var fix: String
    /// `--strict` does not start without it.
    public var isRequired: Bool

    /// One answer.
    public init(name: String, isGranted: Bool, fix: String, isRequired: Bool = true) {
      self.isRequired = isRequired
      self.name = name
      self.isGranted = isGranted
      self.fix = fix
    }
  }

  /// One CAN interface.
  public struct CAN: Sendable, Equatable {
    /// Name of the interface.
    public var name = ""
    /// A virtual interface (vcan, vxcan).
    public var isVirtual = false
    /// Link state in the kernel's words: `up`, `down`, `unknown`.
    public var link = ""
    /// Controller state in the kernel's words; empty when it says none.
    public var state = ""
    /// The mtu allows CAN FD frames.
    public var isFD = false
    /// Arbitration bit rate, bit/s; 0 when unknown.
    public var bitRate = 0
    /// Data bit rate, bit/s; 0 when there is none.
    public var dataBitRate = 0
    /// Kernel transmit queue, frames.
    public var queueLength = 0
    /// Frames received.
    public var received = 0
    /// Frames sent.
    public var sent = 0
    /// Receive and transmit errors.
    public var errors = 0
    /// Frames dropped.
    public var dropped = 0

    /// An interface of which nothing is known.
    public init() {}
  }

  /// One device file.
  public struct Device: Sendable, Equatable {
    /// Its path.
    public var path: String
    /// This user may read and write it.
    public var isUsable: Bool
    /// A GPIO chip that is known to have no pull resistors to switch.
    public var hasNoPull: Bool

    /// One device file.
    public init(path: String, isUsable: Bool, hasNoPull: Bool = false) {
      self.path = path
      self.isUsable = isUsable
      self.hasNoPull = hasNoPull
    }
  }

  /// One program of the project and the libraries it does not find.
  public struct Program: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// It lies beside `sinew`.
    public var isPresent: Bool
    /// Libraries that the loader does not find.
    public var missing: [String]

    /// One program.
    public init(name: String, isPresent: Bool, missing: [String] = []) {
      self.name = name
      self.isPresent = isPresent
      self.missing = missing
    }
  }

  /// Kernel release, as `uname -r`.
  public var kernel = ""
  /// The kernel says it is fully preemptible.
  public var isRealTimeKernel = false
  /// Real-time guarantees, by trying them.
  public var grants: [Grant] = []
  /// A loop under the ordinary scheduler; nil when it could not be measured.
  public var ordinary: Latency?
  /// A loop under SCHED_FIFO; nil without permission.
  public var fifo: Latency?
  /// Frequency governors in use, each once; empty when the kernel sets no frequency.
  public var governors: [String] = []
  /// Processors online.
  public var processors = 0
  /// Share of each period that real-time threads may use, µs; −1 for all of it, nil unknown.
  public var throttleRuntime: Int?
  /// That period, µs.
  public var throttlePeriod: Int?
  /// CAN interfaces.
  public var can: [CAN] = []
  /// I2C buses.
  public var i2c: [Device] = []
  /// GPIO chips.
  public var gpio: [Device] = []
  /// Installed rules files of this project.
  public var rules: [String] = []
  /// Names in /dev/sinew, which the rules give to the robot's I2C bus and GPIO chip.
  public var stableNames: [String] = []
  /// Name of the clock's source.
  public var clockSource = ""
  /// The wall clock is disciplined; nil when nobody says.
  public var isClockSynchronised: Bool?
  /// How far the wall clock moved against the monotonic one during the look, ns.
  public var clockStep: Int64 = 0
  /// Memory, kB.
  public var memoryTotal = 0
  /// Memory that can still be had, kB.
  public var memoryAvailable = 0
  /// Swap in use, kB.
  public var swapUsed = 0
  /// This is a container: nobody logs in, groups and devices come with its start.
  public var isContainer = false
  /// The user is root.
  public var isRoot = false
  /// The group `sinew` exists.
  public var hasGroup = false
  /// The user is in it.
  public var isInGroup = false
  /// The user's name.
  public var user = ""
  /// Where the Swift runtime was loaded from; empty when it is part of the program.
  public var swiftRuntime = ""
  /// The programs of the project.
  public var programs: [Program] = []

  /// A box of which nothing is known.
  public init() {}
}
