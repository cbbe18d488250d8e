import RobotCore

/// What a drive family asks of a robot's files: its keys, how they are read, and what must hold
/// among its drives. Everything else of a family, see `FamilyTraits` in Drives.
protocol FamilyKeys {
  /// Reads the file of a drive model: the family's own keys, and those that it shares with others.
  static func readModel(_ top: Section, from path: String, into profile: inout DriveProfile)
  /// Reads where a joint's drive is to be found, and refuses the addresses of other families.
  static func readAddress(of joint: inout JointSection)
  /// Reads and works out what follows from the joint's limits and poses, which are known by now.
  static func finish(_ joint: inout JointSection, _ profile: DriveProfile, _ buses: BusSections)
  /// Arbitration ids that a joint's drive sends and takes.
  static func addresses(of joint: JointSection) -> [DriveAddress]
  /// What `joints`, all of this family, must not do to each other. `taken`: who has an id, by
  /// "BUS ID", as the finding of a clash names it.
  static func check(
    _ joints: [JointSection], of robot: RobotChecks, taken: [String: String],
    _ timings: [(name: String, timing: TimingConfiguration)])
  /// Of a bus that no drive can be set to: why, and what to write instead.
  static func remedy(for bus: BusConfiguration) -> String
}

/// The words of `family` in the file of a drive model.
enum FamilyWords {
  static let all: KeyValuePairs<String, DriveFamily> = [
    "damiao": .damiao, "cia402": .ciA402, ServoFacts.family: .servo,
  ]
}

extension DriveFamily {
  /// The one place of this room where the families are told apart.
  var keys: any FamilyKeys.Type {
    switch self {
    case .damiao: DamiaoKeys.self
    case .servo: ServoKeys.self
    case .ciA402: CANopenKeys.self
    }
  }
}
