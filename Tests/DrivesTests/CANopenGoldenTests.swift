import Drives
import Foundation
import RealTime
import RobotCore
import Testing
import Units
import Wire

/// The lines of `Tests/Golden/canopen.candump`: what it says stands in its head.
struct CANopenGolden {
  let lines: [[String]]

  init() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/canopen.candump")
    let text = try String(contentsOf: file, encoding: .utf8)
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ").map(String.init) }
  }

  func all(_ word: String) -> [[String]] { lines.filter { $0.first == word } }

  /// The frames of each recorded transfer.
  var transfers: [(head: [String], frames: [(isOurs: Bool, frame: CANFrame)])] {
    lines.indices.filter { lines[$0].first == "transfer" }.map { start in
      let rows = lines[(start + 1)...].prefix { !$0.isEmpty }
      let frames = rows.compactMap { row in
        CANFrame(candump: Substring(row[1])).map { (row[0] == ">", $0) }
      }
      return (lines[start], frames)
    }
  }
}

@Suite("CANopen against frames between independent stacks")
struct CANopenGoldenTests {
  let golden: CANopenGolden
  init() throws { golden = try CANopenGolden() }

  func object(_ text: String) throws -> (index: UInt16, subindex: UInt8) {
    let parts = text.split(separator: ":")
    return (
      try #require(UInt16(parts[0], radix: 16)), try #require(UInt8(parts[1], radix: 16))
    )
  }

  func node(_ frame: CANFrame) -> UInt8 { UInt8(frame.id & 0x7F) }

  /// Asks as the line says, compares the frame, and gives the answer.
  func run(_ line: ArraySlice<String>, _ value: UInt32 = 0, bytes: UInt8 = 0) throws -> SDOTransfer
  {
    let line = Array(line)
    let request = try #require(CANFrame(candump: Substring(line[3])))
    let answer = try #require(CANFrame(candump: Substring(line[5])))
    let (index, subindex) = try object(line[1])
    var transfer = SDOTransfer(node: node(request))
    if line[0] == "upload" {
      transfer.upload(index, subindex)
    } else {
      transfer.download(index, subindex, value, bytes: bytes)
    }
    let sent = transfer.step(now: Instant(nanoseconds: 1), patience: Interval(milliseconds: 10))
    #expect(sent?.candump == request.candump, "\(line)")
    let isOurs = transfer.take(answer)
    #expect(isOurs, "\(line)")
    return transfer
  }

  @Test("every expedited upload and download, both frames")
  func expedited() throws {
    let uploads = golden.all("upload"), downloads = golden.all("download")
    #expect(uploads.count >= 40 && downloads.count >= 25)
    for line in uploads {
      let transfer = try run(line[0...])
      #expect(transfer.phase == .done)
      #expect(String(transfer.value, radix: 16, uppercase: true) == line[7], "\(line)")
      #expect(String(transfer.length) == line[8], "\(line)")
    }
    for line in downloads {
      let value = try #require(UInt32(line[7], radix: 16))
      let transfer = try run(line[0...], value, bytes: try #require(UInt8(line[8])))
      #expect(transfer.phase == .done, "\(line)")
    }
  }

  @Test("every abort is told with its code")
  func aborts() throws {
    let lines = golden.all("abort")
    #expect(lines.count >= 5)
    for line in lines {
      let bytes = Array(try #require(CANFrame(candump: Substring(line[4]))).bytes)
      let value = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[4 + $1]) << (8 * UInt32($1)) }
      let transfer = try run(line[1...], value, bytes: 4 - (bytes[0] >> 2 & 3))
      #expect(transfer.phase == .aborted)
      #expect(transfer.abort == UInt32(line[8], radix: 16), "\(line)")
    }
  }

  @Test("status words, network management, heartbeats, emergencies")
  func words() throws {
    for line in golden.all("status") {
      let state = PowerState(statusWord: try #require(UInt16(line[1], radix: 16)))
      #expect("\(state)" == line[3], "\(line)")
    }
    let commands: [NodeCommand] = [
      .start, .stop, .enterPreOperational, .resetNode, .resetCommunication,
    ]
    for line in golden.all("nmt") {
      let command = try #require(commands.first { "\($0)" == line[3] })
      #expect(command.frame(to: try #require(UInt8(line[4]))).candump == line[1])
    }
    for line in golden.all("heartbeat") {
      let frame = try #require(CANFrame(candump: Substring(line[1])))
      #expect("\(NodeState(byte: frame.bytes[0]))" == line[3])
      if line[3] == "operational" {
        #expect(Heartbeat.frame(of: node(frame)).candump == frame.candump)
      }
    }
    #expect(golden.all("status").count >= 8 && golden.all("nmt").count >= 3)
  }

  /// Runs a recorded transfer: our frames must be those, in that order.
  func replay(
    _ head: [String], _ frames: [(isOurs: Bool, frame: CANFrame)], _ content: [UInt8]
  ) throws -> (SDOLongTransfer, [UInt8]) {
    let kinds: [SDOLongTransfer.Kind] = [
      .segmentedDownload, .segmentedUpload, .blockDownload, .blockUpload,
    ]
    let kind = try #require(kinds.first { "\($0)" == head[1] })
    let (index, subindex) = try object(head[2])
    let isDown = head[1].hasSuffix("Download")
    var transfer = SDOLongTransfer(kind, node: node(frames[0].frame), index, subindex)
    var data = Table<UInt8>(repeating: 0, count: 0, capacity: content.count)
    if isDown { for byte in content { data.append(byte) } }
    var out = Table<CANFrame>(repeating: CANFrame(id: 0), count: 0, capacity: 128)
    var next = 0
    func now() -> Instant { Instant(nanoseconds: 1 + Int64(next)) }
    for (isOurs, frame) in frames where transfer.phase != .aborted {
      if isOurs {
        if next >= out.count {
          out.removeAll()
          next = 0
          transfer.step(now: now(), patience: Interval(milliseconds: 10), data: data, into: &out)
        }
        try #require(next < out.count, "\(head): nothing is sent for \(frame.candump)")
        let sent = out[next].candump
        #expect(sent == frame.candump, "\(head)")
        next += 1
      } else {
        let isTaken = transfer.take(frame, data: &data)
        #expect(isTaken, "\(head): \(frame.candump)")
      }
    }
    return (transfer, (0..<data.count).map { data[$0] })
  }

  /// What was transferred: 20 bytes 0, 1, 2 …; 300 bytes in steps of 7; a text; a number.
  func content(_ head: [String]) -> [UInt8] {
    switch head[3] {
    case "20": (0..<20).map { UInt8($0) }
    case "300": (0..<300).map { UInt8($0 * 7 & 0xFF) }
    case "28": Array("Servo drive simulator, rev 3".utf8)
    default: [0, 0, 0, 0]
    }
  }

  @Test("segmented and block transfers, both ways, frame by frame")
  func long() throws {
    #expect(golden.transfers.count == 6)
    for (head, frames) in golden.transfers {
      let (transfer, data) = try replay(head, frames, content(head))
      #expect(transfer.phase == .done, "\(head)")
      #expect(data == content(head), "\(head)")
    }
  }

  @Test("a spoilt transfer is refused: toggle, check sum, sequence, length, memory")
  func spoilt() throws {
    for (head, frames) in golden.transfers where head[1].hasSuffix("Upload") && head[3] != "4" {
      var spoilt = frames
      // The last frame of the server: end of the block with its check sum, or the last segment.
      let place = try #require(spoilt.lastIndex { !$0.isOurs })
      let isBlock = head[1] == "blockUpload"
      if isBlock { spoilt[place].frame.data[1] ^= 1 } else { spoilt[place].frame.data[0] ^= 0x10 }
      let (transfer, _) = try replay(head, Array(spoilt[...place]), content(head))
      #expect(transfer.phase == .aborted)
      #expect(transfer.abort == (isBlock ? 0x0504_0004 : 0x0503_0000))
      let (full, _) = try replay(head, Array(frames[...place]), Array(content(head).dropLast(9)))
      #expect(full.abort == 0x0504_0005, "more than there is room for")
    }
  }

  @Test("a lost segment of a block is sent again")
  func lostSegment() throws {
    let (head, frames) = try #require(golden.transfers.first { $0.head[1] == "blockUpload" })
    var transfer = SDOLongTransfer(.blockUpload, node: 2, 0x1F50, 1)
    var data = Table<UInt8>(repeating: 0, count: 0, capacity: 300)
    var out = Table<CANFrame>(repeating: CANFrame(id: 0), count: 0, capacity: 4)
    let server = frames.filter { !$0.isOurs }.map(\.frame)
    func step(_ transfer: inout SDOLongTransfer) -> String? {
      out.removeAll()
      transfer.step(
        now: Instant(nanoseconds: 1), patience: Interval(milliseconds: 1), data: data, into: &out)
      return out.count == 1 ? out[0].candump : nil
    }
    _ = step(&transfer)
    _ = transfer.take(server[0], data: &data)
    _ = step(&transfer)
    let segments = Array(server[1...43])
    for (place, frame) in segments.enumerated() where place != 10 {
      _ = transfer.take(frame, data: &data)
    }
    #expect(step(&transfer) == "602#A20A7F0000000000", "ten came in their order")
    for (number, frame) in segments[10...].enumerated() {
      var again = frame
      again.data[0] = frame.data[0] & 0x80 | UInt8(number + 1)
      _ = transfer.take(again, data: &data)
    }
    #expect(step(&transfer) == "602#A2217F0000000000")
    _ = transfer.take(server[44], data: &data)
    #expect(step(&transfer) == "602#A100000000000000")
    #expect(transfer.phase == .done && data.count == 300, "\(head)")
  }

  @Test("a server that is silent gets the abort for that, once")
  func silence() {
    var transfer = SDOTransfer(node: 5)
    transfer.upload(0x1000, 0)
    let patience = Interval(milliseconds: 10)
    var now = Instant(nanoseconds: 1)
    #expect(transfer.step(now: now, patience: patience)?.candump == "605#4000100000000000")
    now = now + patience
    #expect(transfer.step(now: now, patience: patience) == nil)
    now = now + patience
    #expect(transfer.step(now: now, patience: patience)?.candump == "605#8000100000000405")
    #expect(transfer.phase == .aborted && transfer.abort == SDOAbort.timeout)
    #expect(transfer.step(now: now, patience: patience) == nil)
  }

  @Test("a short object may come in segments; an answer for another object is left alone")
  func segments() {
    var transfer = SDOTransfer(node: 5)
    let now = Instant(nanoseconds: 1), patience = Interval(milliseconds: 10)
    transfer.upload(0x6041, 0)
    _ = transfer.step(now: now, patience: patience)
    let foreign = transfer.take(CANFrame(0x585, [0x43, 0x00, 0x10, 0, 1, 2, 3, 4]))
    #expect(!foreign && transfer.isGoing)
    _ = transfer.take(CANFrame(0x585, [0x41, 0x41, 0x60, 0, 2, 0, 0, 0]))
    #expect(transfer.step(now: now, patience: patience)?.candump == "605#6000000000000000")
    _ = transfer.take(CANFrame(0x585, [0x0B, 0x37, 0x06, 0, 0, 0, 0, 0]))
    #expect(transfer.phase == .done && transfer.value == 0x0637 && transfer.length == 2)
    transfer.upload(0x6041, 0)
    _ = transfer.step(now: now, patience: patience)
    _ = transfer.take(CANFrame(0x585, [0x41, 0x41, 0x60, 0, 99, 0, 0, 0]))
    #expect(transfer.step(now: now, patience: patience)?.candump == "605#8041600005000405")
    #expect(transfer.phase == .aborted)
  }
}
