public import RealTime

/// A value of each joint of any robot.
public typealias PerJoint<Value> = InlineArray<64, Value>
/// Joints, as many as a robot has.
public typealias JointList<Row> = FixedList<Row, 64>
/// CAN buses, as many as a robot has.
public typealias BusList<Row> = FixedList<Row, 8>
/// Waypoints of all motions, one after the other.
public typealias WaypointList<Row> = FixedList<Row, 64>

/// How much room there is for each kind of thing: a robot that needs more is refused while its
/// profile is read, and a list of the loop that is full counts what it left out (`CapacityCode`).
///
/// Each room has a name, so that it can be found, compared and raised in one place.
public enum Capacity {
  /// Controlled axes of a robot. Bit masks of joints are 64 bits wide.
  public static var joints: Int { @_noLocks get { 64 } }
  /// CAN buses of a robot.
  public static var buses: Int { @_noLocks get { 8 } }
  /// Waypoints of all motions together.
  public static var waypoints: Int { @_noLocks get { 64 } }
  /// GPIO lines of a robot.
  public static var lines: Int { @_noLocks get { 8 } }
  /// Waivers of a robot.
  public static var waivers: Int { @_noLocks get { 16 } }
  /// Named motions of a robot.
  public static var motions: Int { @_noLocks get { 16 } }
  /// Frames that a cycle takes from one bus: more wait for the next one, and that is counted.
  public static var framesIn: Int { @_noLocks get { 128 } }
  /// Frames that `joints` drives on one bus can make in a cycle: enable, command and ping of each.
  public static var framesOut: Int { @_noLocks get { joints * 3 } }
  /// Bytes of the longest frame (CAN FD).
  public static var frameBytes: Int { @_noLocks get { 64 } }
  /// Events of one cycle; further ones are counted and told in the next.
  public static var events: Int { @_noLocks get { 64 } }
  /// Findings of a run: a read-back in which one register of every joint differs.
  public static var faults: Int { @_noLocks get { joints } }
  /// Commanders that the mailbox has places for.
  public static var commanders: Int { @_noLocks get { 16 } }
  /// Requests of one cycle: one of each commander and one of the process itself.
  public static var requests: Int { @_noLocks get { commanders + 1 } }
  /// Numbers of safety functions, "none" among them.
  public static var safetyFunctions: Int { @_noLocks get { 32 } }
  /// Settings of one joint that nothing but a safety function knows (`JointConfiguration.own`).
  public static var ownSettings: Int { @_noLocks get { 8 } }
}
