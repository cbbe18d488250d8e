import RealTime
import Testing

/// What is written is what is read back, and what does not fit is told.
@Suite struct SnapshotPassTests {
  /// Something that remembers a table and a value.
  private struct Machine: ~Copyable {
    var rows: Table<Int32>
    var sum: Double

    mutating func exchange(_ pass: inout SnapshotPass) {
      pass.exchange(&rows)
      pass.exchange(&sum)
    }
  }

  /// Bytes of a machine with three rows, of four.
  private static func bytes(_ room: Int) -> (bytes: [UInt8], used: Int, isWhole: Bool) {
    var machine = Machine(rows: Table(repeating: 7, count: 3, capacity: 4), sum: 0.1)
    machine.rows[2] = -1
    var bytes = [UInt8](repeating: 0xEE, count: 64)
    let end = unsafe bytes.withUnsafeMutableBytes { buffer -> (Int, Bool) in
      guard let base = buffer.baseAddress else { return (0, false) }
      var pass = unsafe SnapshotPass(writing: base, room: room)
      machine.exchange(&pass)
      return (pass.used, pass.isWhole)
    }
    return (bytes, end.0, end.1)
  }

  private static func read(
    _ bytes: [UInt8], _ room: Int, into machine: inout Machine
  ) -> (used: Int, isWhole: Bool) {
    var bytes = bytes
    return unsafe bytes.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress else { return (0, false) }
      var pass = unsafe SnapshotPass(reading: base, room: room)
      machine.exchange(&pass)
      return (pass.used, pass.isWhole)
    }
  }

  @Test func whatIsWrittenIsReadBack() {
    let (bytes, used, isWhole) = SnapshotPassTests.bytes(64)
    #expect(isWhole && used == 8 + 3 * 4 + 8)
    #expect(bytes[used] == 0xEE, "nothing is written behind it")
    var other = Machine(rows: Table(repeating: 0, count: 0, capacity: 4), sum: 0)
    let end = SnapshotPassTests.read(bytes, used, into: &other)
    #expect(end.isWhole && end.used == used)
    let rows = other.rows.indices.map { other.rows[$0] }
    let sum = other.sum
    #expect(rows == [7, 7, -1] && sum == 0.1)
  }

  @Test func aPassThatCountsTellsTheMost() {
    var machine = Machine(rows: Table(repeating: 7, count: 1, capacity: 4), sum: 0)
    var pass = SnapshotPass()
    machine.exchange(&pass)
    #expect(pass.used == 8 + 4 * 4 + 8 && pass.isWhole)
    let count = machine.rows.count
    #expect(count == 1)
  }

  @Test(arguments: [0, 7, 8, 19, 20, 27]) func whatDoesNotFitIsTold(_ room: Int) {
    #expect(!SnapshotPassTests.bytes(room).isWhole)
    let bytes = SnapshotPassTests.bytes(64).bytes
    var other = Machine(rows: Table(repeating: 0, count: 0, capacity: 4), sum: 0)
    #expect(!SnapshotPassTests.read(bytes, room, into: &other).isWhole)
  }

  @Test func moreRowsThanThereIsRoomForAreRefused() {
    var bytes = SnapshotPassTests.bytes(64).bytes
    for count: UInt8 in [5, 255] {
      bytes[0] = count
      var other = Machine(rows: Table(repeating: 0, count: 2, capacity: 4), sum: 0)
      #expect(!SnapshotPassTests.read(bytes, 64, into: &other).isWhole)
      let rows = other.rows.count
      #expect(rows == 2, "nothing was taken")
    }
  }
}
