import DeviceIO
import Glibc
import Testing
import Units

@Suite struct TellerTests {
  /// A pipe: where the teller writes, and where that can be read.
  private struct Pipe {
    let read: Int32
    let write: Int32

    init() throws {
      var ends: [Int32] = [0, 0]
      let result = unsafe pipe(&ends)
      try #require(result == 0)
      (read, write) = (ends[0], ends[1])
    }

    /// Everything that is in it once its other end is closed.
    func everything() -> String {
      close(write)
      var all: [UInt8] = []
      var part = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = unsafe Glibc.read(read, &part, part.count)
        guard count > 0 else { break }
        all += part.prefix(count)
      }
      close(read)
      return String(decoding: all, as: UTF8.self)
    }
  }

  @Test func linesArriveInOrder() throws {
    let pipe = try Pipe()
    let teller = try Teller(target: pipe.write)
    for number in 0..<100 {
      let isTaken = teller.say("line \(number)")
      #expect(isTaken)
    }
    teller.end()
    #expect(pipe.everything() == (0..<100).map { "line \($0)\n" }.joined())
  }

  /// A terminal that is halted takes nothing: the lines are lost, and whoever says them goes on.
  @Test func nobodyWaitsForSomebodyWhoDoesNotRead() throws {
    let pipe = try Pipe()
    let teller = try Teller(target: pipe.write)
    let line = String(repeating: "x", count: 1_000)
    var lost = 0
    for _ in 0..<1_000 where !teller.say(line) { lost += 1 }
    #expect(lost > 0 && lost < 1_000)
    let start = Clock.monotonic()
    teller.end(patience: Interval(milliseconds: 50))
    #expect(Clock.monotonic() - start >= Interval(milliseconds: 50), "it is waited for first")
    // Its thread is stuck in a write still, and ends with this.
    close(pipe.read)
  }

  /// An end that comes at once, with nothing to be written, is not waited for.
  @Test func whoHasSaidEverythingIsDone() throws {
    let pipe = try Pipe()
    let teller = try Teller(target: pipe.write)
    let start = Clock.monotonic()
    teller.end(patience: Interval(milliseconds: 60_000))
    #expect(Clock.monotonic() - start < Interval(milliseconds: 30_000))
    #expect(pipe.everything() == "")
  }

  /// The line of a twin of 64 joints is longer than a pipe takes whole.
  @Test func aLineIsWholeOrNotThere() throws {
    let pipe = try Pipe()
    let teller = try Teller(target: pipe.write)
    let long = String(repeating: "y", count: 20_000)
    let answers = [teller.say(long), teller.say(String(repeating: "z", count: 65_536))]
    #expect(answers == [true, false])
    teller.end()
    let isTaken = teller.say("after its end")
    #expect(!isTaken)
    #expect(pipe.everything() == long + "\n")
  }
}
