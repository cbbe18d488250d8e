public import RealTime

/// Everything the runtime knows of a robot: flat, of fixed size, checked before it gets here.
///
/// Written by `Profiles` from YAML and URDF, read by the core as bytes. The same bytes go into the
/// flight deck and into each recording. All angles rad, lengths m, times ns, at the joint's side of
/// the reducer unless a name says otherwise.
public struct RobotConfiguration: BitwiseCopyable, Sendable {
  /// "SINEWCFG" in ASCII, first byte lowest.
  public static let magicNumber: UInt64 = 0x4746_4357_454E_4953
  /// Raised whenever a field is added, removed or moved.
  public static let layoutVersion: UInt64 = 4

  /// `magicNumber`.
  public var magic = RobotConfiguration.magicNumber
  /// `layoutVersion` mixed with the size of each part; another build's bytes are refused.
  public var layoutHash: UInt64 = 0
  /// FNV-1a over all bytes with this field 0.
  public var checksum: UInt64 = 0
  /// Name of the robot's profile, also the name of its flight deck.
  public var name = Label()
  /// Rate and time limits on real buses.
  public var timing = TimingConfiguration()
  /// Rate and time limits on a vcan bench.
  public var benchTiming = TimingConfiguration()
  /// Limits and stop behaviour of the whole robot.
  public var safety = SafetyConfiguration()
  /// CAN buses.
  public var buses = BusList<BusConfiguration>(repeating: BusConfiguration(), count: 0)
  /// Controlled axes: one drive each.
  public var joints = JointList<JointConfiguration>(repeating: JointConfiguration(), count: 0)
  /// The body as a tree: parents before children.
  public var bodies = FixedList<BodyConfiguration, 96>(repeating: BodyConfiguration(), count: 0)
  /// Named motions.
  public var motions = FixedList<MotionConfiguration, 16>(
    repeating: MotionConfiguration(), count: 0)
  /// Waypoints of all motions, one after the other.
  public var waypoints = WaypointList<Waypoint>(repeating: Waypoint(), count: 0)
  /// GPIO inputs and outputs.
  public var lines = FixedList<LineConfiguration, 8>(repeating: LineConfiguration(), count: 0)
  /// The monitor of the drives' supply; `isPresent` false when the robot has none.
  public var supply = SupplyConfiguration()
  /// Named waivers of `safety.yaml`: what a drive family lacks, and its substitute.
  public var waivers = FixedList<Label, 16>(repeating: Label(), count: 0)

  /// An empty robot.
  @_noLocks public init() {}
}
