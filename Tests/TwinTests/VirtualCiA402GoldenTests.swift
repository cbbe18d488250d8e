import Foundation
import RobotCore
import Testing
import Twin
import Units
import Wire

/// The device against frames that independent stacks exchanged: Tests/Golden/cia402.candump.
@Suite struct VirtualCiA402GoldenTests {
  struct Line {
    let number: Int
    let id: UInt32
    let data: [UInt8]
    let answers: [Substring]
    var isState: Bool { answers.first == "state" }
    var isSilence: Bool { answers.first == "silence" }
  }

  /// Lines in sections that begin with a comment: each with a device of its own.
  static func sections() throws -> [[Line]] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/cia402.candump")
    let text = try String(contentsOf: file, encoding: .utf8)
    var sections: [[Line]] = [[]]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("#") {
        if sections.last?.isEmpty == false { sections.append([]) }
        continue
      }
      guard !line.isEmpty else { continue }
      let words = line.split(separator: " ")
      let parts = words[0].split(separator: "#", omittingEmptySubsequences: false)
      try #require(words.count > 2 && words[1] == "=>", "line \(index + 1)")
      sections[sections.count - 1].append(
        Line(
          number: index + 1, id: try #require(UInt32(parts[0], radix: 16)),
          data: hex(parts[1]), answers: Array(words[2...])))
    }
    return sections
  }

  private static func hex(_ text: Substring) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16) ?? 0
    }
  }

  private static func matches(_ frame: CANFrame, _ wanted: Substring) -> Bool {
    let found = bytes(frame).map { byte in
      let text = String(byte, radix: 16, uppercase: true)
      return text.count == 1 ? "0\(text)" : text
    }.joined()
    let id = String(frame.id, radix: 16, uppercase: true)
    let parts = wanted.split(separator: "#", omittingEmptySubsequences: false)
    guard id == parts[0], found.count == parts[1].count else { return false }
    return zip(found, parts[1]).allSatisfy { $1 == "." || $0 == $1 }
  }

  @Test func everyLine() throws {
    let sections = try Self.sections()
    #expect(sections.reduce(0) { $0 + $1.count } > 150)
    for section in sections {
      var benches: [UInt8: ServoBench] = [:]
      var node: UInt8 = 2
      for line in section {
        if line.id > 0x80 { node = UInt8(line.id & 0x7F) }
        let bench = try benches[node] ?? ServoBench(node: node)
        benches[node] = bench
        check(line, bench)
      }
    }
  }

  private func check(_ line: Line, _ bench: ServoBench) {
    // Long enough for two heartbeats, for a boot, for a block, for an answer.
    let isLong = line.answers.contains { $0.hasSuffix("#05") }
    let wait = isLong ? 300 : line.id == 0 ? 60 : line.answers.count > 3 ? 20 : 2
    let found = bench.bench.ask(line.id, line.data, wait: wait)
    if line.isSilence {
      #expect(found.isEmpty, "line \(line.number)")
    } else if line.isState {
      let word = found.first.map { UInt16($0.data[4]) | UInt16($0.data[5]) << 8 } ?? 0xFFFF
      guard line.answers[1] != "..", let wanted = UInt16(line.answers[1], radix: 16) else { return }
      let mask: UInt16 = wanted == 0x40 ? 0x4F : 0x6F
      #expect(word & mask == wanted, "line \(line.number): \(String(word, radix: 16))")
    } else {
      #expect(found.count == line.answers.count, "line \(line.number): \(found.map(bytes))")
      for (frame, wanted) in zip(found, line.answers) {
        #expect(Self.matches(frame, wanted), "line \(line.number): \(bytes(frame)) not \(wanted)")
      }
    }
  }
}
