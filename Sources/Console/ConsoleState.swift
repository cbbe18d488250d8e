public import FlightDeck
public import RobotCore

/// Everything the console shows at one moment, as a value: filled from the flight deck, or by
/// tests.
///
/// Positions rad or m, velocities rad/s or m/s, efforts N·m or N by joint; temperatures °C;
/// voltages V; currents A; durations ns unless a name says otherwise.
public struct ConsoleState: Sendable {
  /// Where the robot lives.
  public enum Place: Sendable {
    case hardware, twin, virtualTime
  }

  /// What is known of the process that writes the deck.
  public enum Liveness: Sendable, Equatable {
    /// New cycles arrive.
    case running
    /// The process lives but has published no cycle for so many seconds.
    case stale(seconds: Double)
    /// It said that it ended: as asked, or on a fault.
    case ended(onFault: Bool)
    /// It is gone and never said goodbye.
    case killed
  }

  /// Name of the robot.
  public var robot = ""
  /// Where it lives.
  public var world = Place.hardware
  /// The bench timing set applies.
  public var isBench = false
  /// Process id of the run.
  public var processID: Int64 = 0
  /// What is known of the process.
  public var liveness = Liveness.running
  /// Seconds since the run started, on its own clock.
  public var uptime = 0.0
  /// Cycles that were overwritten before this console had read them.
  public var lostCycles: UInt64 = 0
  /// Joints in the order of the profile.
  public var joints: [Joint] = []
  /// Buses in the order of the profile.
  public var buses: [Bus] = []
  /// How the cycle keeps time.
  public var timing = Timing()
  /// What may happen.
  public var safety = Safety()
  /// What happened, oldest first.
  public var events: [Event] = []
  /// Names of the motions that can be played.
  public var motions: [String] = []
  /// What is being played; nil when nothing is.
  public var motion: String?

  /// A robot of which nothing is known.
  public init() {}

  /// True when requests can reach a living process.
  public var canBeAsked: Bool {
    switch liveness {
    case .running, .stale: true
    case .ended, .killed: false
    }
  }
}

extension ConsoleState {
  /// One controlled axis.
  @dynamicMemberLookup
  public struct Joint: Sendable {
    /// Name in the profile.
    public var name = ""
    /// m and N instead of rad and N·m.
    public var isLinear = false
    /// What the newest cycle says of it; each quantity can be read as one of the joint.
    public var row = JointRow()
    /// Soft limits.
    public var lower = 0.0
    /// Soft limits.
    public var upper = 0.0
    /// Speed limit, > 0.
    public var velocityLimit = 0.0
    /// Effort limit, > 0.
    public var effortLimit = 0.0
    /// Limits of its temperatures, in the order of `JointRow.temperatures`, °C; 0: none.
    public var temperatureLimits = JointRow.temperatures.map { _ in 0.0 }
    /// What is shown of it was told to it, and measured by nobody.
    public var isOpenLoop = false

    /// A joint of which nothing is known.
    public init() {}

    /// A quantity of its row.
    public subscript<Value>(dynamicMember quantity: WritableKeyPath<JointRow, Value>) -> Value {
      get { row[keyPath: quantity] }
      set { row[keyPath: quantity] = newValue }
    }
  }

  /// One CAN bus.
  public struct Bus: Sendable {
    /// Name in the profile.
    public var name = ""
    /// CAN FD.
    public var isFD = false
    /// What the controller says.
    public var state = BusState.active
    /// Share of wire time used over the last second, 0…1.
    public var load = 0.0
    /// Frames handed to the kernel.
    public var sent: UInt64 = 0
    /// Frames received from drives.
    public var received: UInt64 = 0
    /// Own frames confirmed to have been on the wire.
    public var confirmed: UInt64 = 0
    /// Error frames.
    public var errors: UInt64 = 0
    /// Frames of no known drive.
    public var unknown: UInt64 = 0
    /// Frames that the kernel did not take from us.
    public var refused: UInt64 = 0
    /// Frames that the kernel dropped before they were read.
    public var missed: UInt64 = 0
    /// Cycles in which more frames waited than one cycle reads.
    public var unread: UInt64 = 0
    /// Own frames not yet confirmed.
    public var inFlight = 0
    /// Error counters of the controller.
    public var transmitErrors = 0
    /// Error counters of the controller.
    public var receiveErrors = 0

    /// A silent bus.
    public init() {}
  }

  /// A distribution of durations in ns.
  public struct Distribution: Sendable {
    /// How many were counted.
    public var total: UInt64 = 0
    /// Median.
    public var p50: Int64 = 0
    /// 99 %.
    public var p99: Int64 = 0
    /// 99.9 %.
    public var p999: Int64 = 0
    /// Largest.
    public var maximum: Int64 = 0
    /// Counts by octave: entry k counts durations below 2^k ns and not below 2^(k−1).
    public var octaves: [UInt64] = []

    /// Nothing counted.
    public init() {}
  }

  /// How the cycle keeps time.
  public struct Timing: Sendable {
    /// Wanted period, ns.
    public var period: Int64 = 1_000_000
    /// Cycles a second as seen between two looks; nil before the second look.
    public var rate: Double?
    /// Cycles since the start.
    public var cycles: UInt64 = 0
    /// Cycles that came late or took too long.
    public var overruns: UInt64 = 0
    /// Heap calls of the loop thread since arming.
    public var allocations: UInt64 = 0
    /// Page faults of the loop thread since arming.
    public var pageFaults: UInt64 = 0
    /// From the nominal to the real start of a cycle.
    public var lateness = Distribution()
    /// From decode to record, without system calls.
    public var compute = Distribution()

    /// Nothing counted.
    public init() {}
  }

  /// The supply of the drives.
  public struct Supply: Sendable {
    /// V.
    public var voltage = 0.0
    /// A.
    public var current = 0.0
    /// Since the measurement, s.
    public var age = 0.0
    /// Above the least voltage.
    public var isPresent = true

    /// No voltage known.
    public init() {}
  }

  /// What one safety function has done since the start.
  public struct Count: Sendable {
    /// Its name.
    public var name = ""
    /// How often it began to act.
    public var acted: UInt64 = 0
    /// Share of its limit that was left at the nearest approach; nil: it has none, or nothing came
    /// near yet.
    public var left: Double?
    /// The nearest approach in words; "" when there is none.
    public var nearest = ""

    /// Nothing done.
    public init() {}
  }

  /// What may happen, and why not.
  public struct Safety: Sendable {
    /// Where the robot stands.
    public var phase = RobotPhase.latched
    /// The stop under way or carried out.
    public var stopKind = StopKind.none
    /// The latched fault as a sentence; nil when none is.
    public var fault: String?
    /// What to do about it; nil when nothing is known.
    public var nextStep: String?
    /// An e-stop line is open.
    public var isEmergencyStopOpen = false
    /// E-stop lines in the profile.
    public var emergencyStopLines = 0
    /// Process id of the lease holder, 0 none.
    public var leaseHolder: Int64 = 0
    /// This console holds the lease.
    public var isLeaseMine = false
    /// What the safety functions have done, in words; in the order in which they act.
    public var counts: [Count] = []
    /// The supply; nil when the robot has no monitor or nothing has been read yet.
    public var supply: Supply?

    /// The boot state.
    public init() {}
  }

  /// One line of the log.
  public struct Event: Sendable {
    /// How much it matters.
    public enum Weight: Sendable {
      case note, caution, alarm
    }

    /// Seconds since the run started.
    public var time = 0.0
    /// What happened, as a sentence.
    public var text = ""
    /// How much it matters.
    public var weight = Weight.note

    /// One line.
    public init(time: Double, text: String, weight: Weight = .note) {
      self.time = time
      self.text = text
      self.weight = weight
    }
  }
}
