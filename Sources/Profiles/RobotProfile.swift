import RealTime
public import RobotCore
import Units
import Wording

/// A robot's profile: its YAML files, its URDF, the drives and reducers they name, all checked.
public struct RobotProfile: Sendable {
  /// The name, also that of the flight deck.
  public let name: String
  /// One line for people.
  public let summaryLine: String
  /// Every file that was read, `robot.yaml` first.
  public let files: [String]
  /// Controlled joint → drive file, such as "damiao/dm-j4310", in the order of the joints.
  public let driveNames: [String]
  /// What is worth knowing and nothing to refuse the profile for.
  public let remarks: [ProfileFinding]
  private let compiled: RobotConfiguration

  /// Reads and checks a profile.
  ///
  /// `nameOrPath` is a name below `robots/` of one of `searchRoots`, or the path of a `robot.yaml`
  /// or of its folder. Throws everything that is wrong, each finding with file, line and column.
  public static func load(
    nameOrPath: String, searchRoots: [String] = ProfileLibrary.defaultRoots()
  ) throws(ProfileError) -> RobotProfile {
    let findings = FindingList()
    var reader = RobotReader(findings: findings, searchRoots: searchRoots)
    let profile = reader.read(nameOrPath)
    try findings.throwIfAny()
    guard let profile else {
      throw ProfileError(findings: [
        ProfileFinding(file: nameOrPath, line: 0, column: 0, sentence: "could not be read")
      ])
    }
    return profile
  }

  init(
    name: String, summaryLine: String, files: [String], driveNames: [String],
    remarks: [ProfileFinding], compiled: RobotConfiguration
  ) {
    self.name = name
    self.summaryLine = summaryLine
    self.files = files
    self.driveNames = driveNames
    self.remarks = remarks
    self.compiled = compiled
  }

  /// How full each CAN bus is at the real rate, in the order of the buses.
  public var busLoads: [BusLoad] {
    compiled.buses.indices.map { index in
      let families = compiled.joints.indices.map { compiled.joints[$0].drive }
        .filter { Int($0.bus) == index }.map(\.family)
      return BusLoad(
        bus: compiled.buses[index], families: families, period: compiled.timing.period)
    }
  }

  /// The flat configuration that the core runs from; seal it with `ConfigurationImage`.
  public func compile() -> RobotConfiguration { compiled }
}
