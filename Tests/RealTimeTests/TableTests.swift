import RealTime
import Testing

@Suite struct TableTests {
  private struct Row: BitwiseCopyable, Equatable {
    var place = 0.0
    var name: UInt8 = 0
  }

  /// Reads without the right to change, as most of a cycle does.
  private func sum(_ table: borrowing Table<Row>) -> Double {
    var sum = 0.0
    for index in table.indices { sum += table[index].place }
    return sum
  }

  @Test func rowsAreWrittenWhereTheyStand() {
    var table = Table(repeating: Row(), count: 3, capacity: 8)
    for index in table.indices { table[index].place = Double(index + 1) }
    table[1].name = 7
    #expect(sum(table) == 6)
    #expect(table[1] == Row(place: 2, name: 7))
    #expect(table[2] == Row(place: 3, name: 0))
  }

  @Test func fullIsSaid() {
    var table = Table(repeating: 0, count: 0, capacity: 2)
    let answers = [table.isEmpty, table.append(1), table.append(2), table.isFull, table.append(3)]
    #expect(answers == [true, true, true, true, false])
    #expect(table.count == 2)
    table.shorten(to: 5)
    #expect(table.count == 2)
    table.shorten(to: 1)
    #expect(table.count == 1)
    #expect(table[0] == 1)
    table.removeAll()
    table.append(4)
    #expect(table[0] == 4)
  }

  @Test func anotherTableIsTakenOver() {
    var table = Table(repeating: 9, count: 3)
    var other = Table(repeating: 1, count: 2)
    table.take(other)
    other[0] = 5
    #expect(table.count == 2)
    #expect(table[0] == 1)
  }

  @Test func rowsAreFilled() {
    var table = Table(repeating: 1, count: 1, capacity: 3)
    table.fill(8, count: 3)
    #expect(table.count == 3)
    #expect(table[0] == 8 && table[2] == 8)
  }

  @Test func aTableOfNothingIsATable() {
    let table = Table(repeating: 1, count: 0)
    let answers = [table.isEmpty, table.isFull]
    #expect(answers == [true, true])
  }

  @Test func aRowPastTheEndEndsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let table = Table(repeating: 1, count: 1, capacity: 4)
      _ = table[1]
    }
  }
}
