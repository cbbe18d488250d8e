#if !hasFeature(Embedded)
  public import RobotCore

  /// What profiles and words ask of a drive family. Each family answers in its own folder, so that
  /// nobody else has to know which families there are.
  ///
  /// Never asked by the loop, which must not look up a witness: what that asks is worked out once,
  /// see `traits`.
  public protocol FamilyTraits {
    /// Its drives are on a CAN bus; the others hang on the outputs of a chip.
    static var isOnCAN: Bool { get }
    /// A drive can be set to a bus: to its bit rates and its kind of frames.
    static func isSuited(to bus: BusConfiguration) -> Bool
    /// Frames of one drive in one cycle, command and answers, of at most eight bytes.
    static var framesPerCycle: Int { get }
    /// Frames that all its drives on one bus share in one cycle.
    static var sharedFrames: Int { get }
    /// What guard and cycle will ask of a drive that is configured like this; its `traits` are not
    /// looked at.
    static func traits(of drive: DriveConfiguration) -> DriveTraits
    /// A drive of this family looks for its encoder's index by itself.
    static var hasIndex: Bool { get }
    /// Its frames carry a brake output that is ours to switch.
    static var hasBrakeOutput: Bool { get }
    /// Where a drive is to be found, as people say it.
    static func address(of drive: DriveConfiguration) -> String
    /// Its registers, or those that are asked for, by their number.
    static var registers: [DriveRegister] { get }
    /// A register as one says it that has no name: "register 9".
    static func place(ofRegister number: Int) -> String
  }
#endif
