import Drives
import Foundation
import RobotCore
import Testing
import Units
import Wire

/// One line of `Tests/Golden/damiao.candump`: a frame, and in words what it says.
struct GoldenLine: CustomStringConvertible {
  let frame: CANFrame
  let kind: String
  let words: [String]
  let description: String
  var numbers: [Double] { words.compactMap(Double.init) }

  static func load() throws -> [GoldenLine] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/damiao.candump")
    let text = try String(contentsOf: file, encoding: .utf8)
    return try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let words = line.split(separator: " ").map(String.init)
      let frame = try #require(CANFrame(candump: Substring(words[0])), "\(line)")
      try #require(words[1] == "=>", "\(line)")
      return GoldenLine(
        frame: frame, kind: words[2], words: words[3...].filter { $0 != "|" },
        description: String(line))
    }
  }
}

@Suite("Damiao against frames of two independent encoders")
struct DamiaoGoldenTests {
  @Test("every line is checked, and none is unknown")
  func lines() throws {
    let lines = try GoldenLine.load()
    #expect(lines.count == 30)
    for line in lines { try check(line) }
  }

  func check(_ line: GoldenLine) throws {
    switch line.kind {
    case "request": try request(line)
    case "mit": mit(line)
    case "position-velocity", "position-force": mode(line)
    case "write": try write(line)
    case "feedback": try feedbackFrame(line)
    case "reply": try reply(line)
    default: Issue.record("unknown kind in \(line)")
    }
  }

  func request(_ line: GoldenLine) throws {
    let drive = Model.all[0].drive(id: 1)
    let request = try #require(DriveRequest.allCases.first { "\($0)" == line.words[0] })
    #expect(drive.request(request).candump == line.frame.candump)
  }

  func mit(_ line: GoldenLine) {
    let n = line.numbers
    var command = DriveCommand()
    command.position = Angle(n[3])
    command.velocity = AngularVelocity(n[4])
    command.stiffness = n[5]
    command.damping = n[6]
    command.torque = Torque(n[7])
    let drive = Model("", n[0], n[1], n[2]).drive(id: line.frame.id)
    #expect(drive.encode(command).candump == line.frame.candump, "\(line)")
    var fields = BitFields(line.frame.bytes)
    func near(_ bits: Int, _ low: Double, _ high: Double, _ wanted: Double) {
      let found = fields.take(bits, low, high)
      let step = (high - low) / Double((1 << bits) - 1)
      #expect(abs(found - min(max(wanted, low), high)) <= step, "\(line)")
    }
    near(16, -n[0], n[0], n[3])
    near(12, -n[1], n[1], n[4])
    near(12, 0, 500, n[5])
    near(12, 0, 5, n[6])
    near(12, -n[2], n[2], n[7])
  }

  func mode(_ line: GoldenLine) {
    let n = line.numbers
    let drive = Damiao(Model.all[0].configuration(id: 1), isFD: false)
    let frame =
      n.count == 2
      ? drive.encode(position: Angle(n[0]), speedLimit: AngularVelocity(n[1]))
      : drive.encode(
        position: Angle(n[0]), speedLimit: AngularVelocity(n[1]), currentLimit: n[2])
    #expect(frame.candump == line.frame.candump)
  }

  func write(_ line: GoldenLine) throws {
    let drive = Damiao(Model.all[0].configuration(id: 1), isFD: false)
    let register = try #require(DamiaoRegister(rawValue: UInt8(line.numbers[0])))
    #expect(drive.write(register, line.numbers[1])?.candump == line.frame.candump)
  }

  func feedbackFrame(_ line: GoldenLine) throws {
    let n = line.numbers
    let model = Model("", n[0], n[1], n[2])
    let id = line.frame.id - 0x10
    let report = try #require(model.drive(id: id).decode(line.frame), "\(line)")
    #expect("\(report.status)" == line.words[3], "\(line)")
    #expect("\(report.fault)" == line.words[4], "\(line)")
    #expect(abs(report.position.value - n[3]) <= 2 * n[0] / 65_535, "\(line)")
    #expect(abs(report.velocity.value - n[4]) <= 2 * n[1] / 4_095, "\(line)")
    #expect(abs(report.torque.value - n[5]) <= 2 * n[2] / 4_095, "\(line)")
    #expect(report.driverTemperature.value == n[6] && report.motorTemperature.value == n[7])
    let again = feedback(
      model, id: id, error: line.frame.data[0] >> 4, p: report.position.value,
      v: report.velocity.value, t: report.torque.value, driver: UInt8(n[6]), motor: UInt8(n[7]))
    #expect(again.candump == line.frame.candump)
  }

  func reply(_ line: GoldenLine) throws {
    let drive = Damiao(Model.all[0].configuration(id: 1), isFD: false)
    let register = try #require(DamiaoRegister(rawValue: UInt8(line.numbers[0])))
    #expect(drive.value(of: register, in: line.frame) == line.numbers[1], "\(line)")
    #expect(Model.all[0].drive(id: 1).decode(line.frame) == nil, "a reply is no feedback")
  }
}
