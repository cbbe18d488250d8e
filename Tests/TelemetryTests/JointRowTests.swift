import CFlightDeck
import FlightDeck
import Foundation
import RobotCore
import SwiftProtobuf
import Testing
import Units
import Wording

@testable import Telemetry

/// The row of a joint, from what the cycle knows to what is recorded and told: once filled with a
/// value of its own in every quantity, so that two that were mixed up show.
@Suite struct JointRowTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Every quantity another one, by its name in the recording.
  private static let expected: [String: Double] = [
    "position": 1, "velocity": 2, "effort": 3, "raw_position": 4, "raw_velocity": 5,
    "setpoint": 6, "command_position": 7, "command_velocity": 8, "command_effort": 9,
    "stiffness": 10, "damping": 11, "driver_temperature": 12, "motor_temperature": 13,
    "age": 14_000, "silence": 15_000, "status": 2, "drive_fault": 9, "limited_by": 18,
    "known": 1, "referenced": 0, "fresh": 1,
  ]

  private func row() -> JointRow {
    let now = Instant(nanoseconds: 1_000_000_000)
    var state = JointState()
    (state.position, state.velocity, state.effort) = (Position(1), Velocity(2), Effort(3))
    (state.rawPosition, state.rawVelocity) = (Position(4), Velocity(5))
    state.report.driverTemperature = Temperature(12)
    state.report.motorTemperature = Temperature(13)
    // What the last report alone says of status and fault does not count.
    (state.report.status, state.report.fault) = (.fault, .encoder)
    (state.status, state.driveFault) = (.enabled, .other)
    state.sampled = now - Interval(nanoseconds: 14_000_000)
    state.waitingSince = now - Interval(nanoseconds: 15_000_999)
    state.isKnown = true
    var (setpoint, command) = (JointCommand(), JointCommand())
    (setpoint.position, setpoint.velocity) = (Position(6), Velocity(-1))
    (command.position, command.velocity) = (Position(7), Velocity(8))
    (command.effort, command.stiffness, command.damping) = (Effort(9), 10, 11)
    return JointRow(
      state, setpoint: setpoint, command: command, limitedBy: SafetyFunction(rawValue: 18),
      isFresh: true, now: now, received: now)
  }

  @Test func whatTheCycleKnowsStandsInItsPlace() {
    let row = row()
    let read = JointRow.quantities.map { ($0.name, $0.value(row).number) }
    #expect(Dictionary(uniqueKeysWithValues: read) == JointRowTests.expected)
  }

  /// In single flags too: each of the three is told apart from the others.
  @Test func flagsDoNotTouchEachOther() {
    var row = JointRow()
    row.isReferenced = true
    #expect(!row.isKnown && row.isReferenced && !row.isFresh)
    (row.isKnown, row.isReferenced) = (true, false)
    #expect(row.isKnown && !row.isReferenced && !row.isFresh)
    row.isFresh = true
    #expect(row.isKnown && !row.isReferenced && row.isFresh)
    #expect(row != JointRow() && JointRow() == JointRow())
  }

  /// The row is what lies in the deck, byte for byte; what a damaged deck says is still read.
  @Test func theRowIsTheBytesOfTheDeck() throws {
    #expect(MemoryLayout<JointRow>.size == MemoryLayout<flight_deck_joint>.size)
    #expect(MemoryLayout<JointRow>.stride == MemoryLayout<flight_deck_joint>.stride)
    let deck = SyntheticDeck()
    deck.addCycle(0, silence: 77)
    try deck.publish()
    let joints = try #require(DeckReader(path: deck.path).newest()).joints
    #expect(joints[1].position == SyntheticDeck.position(0) + 1 && joints[1].silence == 77)
    #expect(joints[1].setpoint == joints[1].position + 0.01 && joints[1].isReferenced)
    let bytes = SlotBytes(bytes: [UInt8](repeating: 0xFF, count: MemoryLayout<JointRow>.size))
    let damaged = try #require(bytes.value(JointRow.self, at: 0))
    #expect(damaged.status == .unknown && damaged.driveFault == .other && damaged.isFresh)
  }

  @Test func aRecordingHasEveryQuantityUnderItsName() throws {
    var options = JSONEncodingOptions()
    options.preserveProtoFieldNames = true
    options.alwaysPrintEnumsAsInts = true
    let message = try Sinew_Joint(row()).jsonUTF8Data(options: options)
    let told = try #require(JSONSerialization.jsonObject(with: message) as? [String: NSNumber])
    // A zero is not written: that is how proto3 says it.
    #expect(told.mapValues(\.doubleValue) == JointRowTests.expected.filter { $0.value != 0 })
    #expect(try Sinew_Joint(JointRow()).serializedData().isEmpty)
  }

  @Test func theListAndTheSchemaAgree() throws {
    let schema = try String(
      contentsOf: JointRowTests.root.appendingPathComponent("proto/sinew.proto"), encoding: .utf8)
    let joint = try #require(schema.split(separator: "message Joint {").last?.prefix { $0 != "}" })
    let fields = joint.matches(of: /(\w+) = (\d+);/).map { [String($0.1), String($0.2)] }
    let listed = JointRow.quantities.sorted { $0.field < $1.field }.map {
      [$0.name, "\($0.field)"]
    }
    #expect(fields == listed)
  }

  @Test func programsAreToldWhatWasMeasured() {
    let told = JSONText.object(row().members(of: .status)).line
    #expect(
      told == """
        {"position":1.0,"velocity":2.0,"effort":3.0,"setpoint":6.0,"driver_temperature":12.0,\
        "motor_temperature":13.0,"drive":"enabled","drive_fault":"other","fresh":true,\
        "referenced":false,"age_us":14000,"silence_us":15000,"limited_by":"function 18"}
        """)
    let unheard = JSONText.object(JointRow().members(of: .status)).line
    #expect(
      unheard == """
        {"position":null,"velocity":null,"effort":null,"setpoint":null,"driver_temperature":null,\
        "motor_temperature":null,"drive":"unknown","drive_fault":null,"fresh":false,\
        "referenced":false,"age_us":0,"silence_us":0,"limited_by":null}
        """)
    let history = row().members(of: .history).map(\.0)
    #expect(
      history == ["position", "velocity", "effort", "command", "setpoint", "drive", "silence_us"])
  }

  /// What stands in `docs/joint-row.md`.
  private var page: String {
    let head = """
      # What is known of a joint

      One row a cycle, from the flight deck: in recordings the message `Joint`, for programs the joints
      of `sinew status --json` and, one list each, the history of `sinew blackbox show --json`. Output
      side of the reducer; of two units the second is that of a prismatic joint. *null* stands for what
      was never measured. Written from `JointRow.quantities`.

      | in recordings | field | unit | what it is | `status --json` | `blackbox show --json` |
      |---|---|---|---|---|---|

      """
    return JointRow.quantities.reduce(into: head) { page, quantity in
      func key(_ list: JointQuantity.List) -> String {
        quantity.lists.contains(list) ? "`\(quantity.key)`" : "–"
      }
      let unit = quantity.unit.isEmpty ? "–" : quantity.unit
      page += "| `\(quantity.name)` | \(quantity.field) | \(unit) | \(quantity.meaning) "
      page += "| \(key(.status)) | \(key(.history)) |\n"
    }
  }

  @Test func thePageIsCurrent() throws {
    let path = JointRowTests.root.appendingPathComponent("docs/joint-row.md")
    if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
      try page.write(to: path, atomically: true, encoding: .utf8)
    }
    let stored = try String(contentsOf: path, encoding: .utf8)
    #expect(stored == page, "a quantity changed: UPDATE=1 swift test --filter JointRowTests")
  }

  /// Whoever adds a quantity says it in a sentence.
  @Test func everyQuantityIsExplained() {
    for quantity in JointRow.quantities {
      #expect(quantity.meaning.hasSuffix(".") && quantity.meaning.count > 10, "\(quantity.name)")
    }
    var settings = JointConfiguration()
    settings.temperatureLimit = Temperature(81)
    let limits = JointRow.temperatures.map { ($0.name, $0.limit?(settings)) }
    #expect(limits.first { $0.0 == "driver_temperature" }?.1 == nil && limits.count > 1)
    #expect(limits.first { $0.0 == "motor_temperature" }?.1 == 81)
  }
}
