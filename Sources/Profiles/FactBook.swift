/// Every key of every file that a profile is made of.
enum FactBook {
  /// A kind of file.
  struct File: Sendable {
    /// Name of its schema.
    let name: String
    let title: String
    let group: FactGroup
  }

  static let files = [
    File(name: "robot", title: "Sinew robot profile (robot.yaml)", group: RobotFacts.group),
    File(name: "safety", title: "Sinew safety profile (safety.yaml)", group: StopFacts.group),
    File(name: "drive", title: "Sinew drive model", group: DriveFacts.group),
    File(name: "reducer", title: "Sinew reducer", group: ReducerFacts.group),
  ]
}
