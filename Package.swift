// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
let warnC: [CSetting] = [
  .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
]

/// A room of the house: one Swift module. Dependencies enforce which room may look into which.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A small C shim: one library each.
func shim(_ name: String, links: [String] = []) -> Target {
  .target(
    name: name, cSettings: warnC, linkerSettings: links.map { LinkerSetting.linkedLibrary($0) })
}

/// One of the small programs.
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// Tests of one room.
func check(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let values: [Target.Dependency] = ["Units", "RealTime", "RobotCore"]

let rooms: [Target] = [
  .systemLibrary(name: "CMath"),
  shim("CMallocProbe"),
  shim("CMemory"),
  shim("CFlightDeck"),
  shim("CDeviceIO", links: ["socketcan", "gpiod", "i2c"]),
  shim("CMuJoCo", links: ["mujoco"]),
  shim("CTerminal", links: ["ncursesw"]),
  shim("CZstd", links: ["zstd"]),
  room("Units"),
  room("RealTime", ["CMemory"]),
  room("RobotCore", ["RealTime", "Units"]),
  room("Wire", ["Units"]),
  room("Wording", ["Drives", "Safety"] + values),
  room("DeviceIO", ["CDeviceIO", "Wire"] + values),
  room("FlightDeck", ["CFlightDeck", "DeviceIO"] + values),
  room("Drives", ["CMath", "Wire"] + values),
  room("Sensors", ["CMath"] + values),
  room("Reducers", values),
  room("Kinematics", ["CMath"] + values),
  room("Motion", ["CMath", "Kinematics"] + values),
  room("Safety", ["CMath"] + values),
  room(
    "Cycle", ["CMath", "Drives", "Kinematics", "Motion", "Reducers", "Safety", "Wire"] + values),
  room(
    "Runtime",
    [
      "CFlightDeck", "CMallocProbe", "Cycle", "DeviceIO", "Drives", "FlightDeck", "Safety",
      "Sensors", "Wire", "Wording",
    ]
      + values),
  room(
    "Profiles",
    [.product(name: "Yams", package: "Yams"), "Drives", "Kinematics", "Safety", "Sensors", "Wire"]
      + ["Wording"] + values),
  room("Twin", ["CMath", "CMuJoCo", "DeviceIO", "Wire", "Wording"] + values),
  room("Telemetry", ["CFlightDeck", "CZstd", "FlightDeck", "Wording", protobuf] + values),
  room("Doctor", ["DeviceIO", "Wording"] + values),
  room("Console", ["CTerminal", "FlightDeck", "Telemetry", "Wording"] + values),
  program(
    "sinew",
    ["Console", "DeviceIO", "Doctor", "FlightDeck", "Profiles", "Telemetry", "Wording", arguments]
      + values),
  program(
    "sinew-run", ["CMallocProbe", "Cycle", "DeviceIO", "FlightDeck", "Runtime", "Wording"] + values),
  program(
    "sinew-twin",
    ["CMallocProbe", "Cycle", "DeviceIO", "FlightDeck", "Runtime", "Twin", "Wording"] + values),
]

let tests: [Target] = [
  check("WireTests", ["Wire"] + values),
  check("RealTimeTests", ["CFlightDeck"] + values),
  check("DeviceIOTests", ["CDeviceIO", "DeviceIO", "Wire"] + values),
  check(
    "DrivesTests", ["CMallocProbe", "Drives", "Reducers", "Sensors", "Wire", "Wording"] + values),
  check("KinematicsTests", ["CMallocProbe", "Kinematics", "Profiles", "Wording"] + values),
  check(
    "ProfilesTests",
    ["FlightDeck", "Profiles", "Safety", "Wording", .product(name: "Yams", package: "Yams")]
      + values),
  check("SafetyTests", ["CMallocProbe", "Motion", "Safety", "Wording"] + values),
  check("CycleTests", ["Cycle"] + values),
  check(
    "TwinTests",
    ["CMallocProbe", "CMuJoCo", "DeviceIO", "Drives", "Kinematics", "Profiles", "Twin", "Wire"]
      + ["Wording"] + values),
  check(
    "RuntimeTests",
    ["CFlightDeck", "CMallocProbe", "Cycle", "DeviceIO", "FlightDeck", "Profiles", "Runtime"]
      + ["Safety", "Telemetry", "Twin", "Wire", "Wording", protobuf] + values),
  check(
    "TelemetryTests",
    ["CFlightDeck", "CZstd", "FlightDeck", "Telemetry", "Wording", "sinew", protobuf] + values),
  check(
    "ConsoleTests",
    ["CFlightDeck", "Console", "FlightDeck", "Safety", "Telemetry", "Wording"] + values),
  check("DoctorTests", ["Doctor", "Wording"] + values),
  check("TidyTests", []),
]

/// Test targets that scripts/test asks for where a step runs a few rooms only: `SINEW_TESTS="A B"`.
let asked = Context.environment["SINEW_TESTS"]?.split(separator: " ").map(String.init)

let package = Package(
  name: "sinew",
  products: [
    .library(name: "RobotCore", targets: ["RobotCore", "RealTime", "Units"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: rooms + tests.filter { asked?.contains($0.name) ?? true },
  cLanguageStandard: .c17
)
