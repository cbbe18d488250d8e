import Drives
import RobotCore
import Testing
import Units
import Wire

@Suite("What a CiA 402 drive calls itself")
struct CiA402TextTests {
  private func bench(_ change: (inout CANopenConfiguration) -> Void = { _ in }) -> CANopenBench {
    let bench = CANopenBench(change)
    bench.node.texts = [
      0x1008_00: Array("Servo drive simulator, rev 3".utf8), 0x100A_00: Array("2.1".utf8),
    ]
    return bench
  }

  private func label(_ text: String) -> Label {
    var label = Label()
    for (place, byte) in text.utf8.enumerated() { label[place] = byte }
    return label
  }

  @Test("name and software go on the record when the profile names none")
  func record() throws {
    let bench = bench()
    #expect(bench.prepare() && bench.findings.isEmpty && bench.node.isOperational)
    #expect(bench.texts.map(\.object) == [0x1008, 0x100A])
    let name = try #require(bench.texts.first)
    #expect(PackedText.text(name.head) + PackedText.text(name.tail) == "Servo drive ")
    #expect(PackedText.text(bench.texts[1].head) == "2.1" && bench.texts[1].tail == 0)
  }

  @Test("one question in flight, each answered, and never more than one frame a cycle")
  func oneByOne() {
    let bench = bench()
    bench.drive.begin()
    var balance = 0
    var longest = 0
    for _ in 0..<2_000 where bench.drive.preparation == .going {
      bench.cycle(.prepare)
      longest += bench.drive.isInLongTransfer ? 1 : 0
      balance += bench.news.reduce(0) { $0 + $1.questions }
      balance -= bench.news.count { $0.isAnswer || $0.hasReport }
      #expect(bench.sent.count { $0.id == 0x605 } <= 1 && (0...1).contains(balance))
    }
    #expect(bench.texts.count == 2)
    #expect(longest > 4 && !bench.drive.isInLongTransfer, "no ping may come in between")
  }

  @Test("the profile's texts are met, or told from where they differ")
  func compared() {
    let same = bench {
      $0.name = label("Servo drive simulator, rev 3")
      $0.software = label("2.1")
    }
    #expect(same.prepare() && same.findings.isEmpty && same.texts.isEmpty)
    let other = bench { $0.name = label("Servo drive simulator, rev 4") }
    #expect(other.prepare() && !other.node.isOperational)
    #expect(other.findings.map(\.code) == [.configurationMismatch])
    #expect(other.findings[0].detail == 0x1008 && other.findings[0].setting == 24)
    #expect(PackedText.text(other.findings[0].value) == "ev 3")
    #expect(PackedText.text(other.findings[0].limit) == "ev 4")
    #expect(other.texts.map(\.object) == [0x100A], "a whole pass is made")
    let longer = bench { $0.software = label("2.1b") }
    #expect(longer.prepare() && longer.findings.map(\.detail) == [0x100A])
    #expect(PackedText.text(longer.findings[0].value) == "2.1")
    #expect(PackedText.text(longer.findings[0].limit) == "2.1b")
  }

  @Test(
    "a node without texts, or one that is silent about them, is a finding only where one is named")
  func missing() {
    let bare = CANopenBench()
    #expect(bare.prepare() && bare.findings.isEmpty && bare.texts.isEmpty)
    let named = CANopenBench { $0.software = label("2.1") }
    #expect(named.prepare() && named.findings.map(\.code) == [.objectRefused])
    #expect(named.findings[0].detail == 0x100A && named.findings[0].value == Double(0x0602_0000))
    #expect(!named.node.isOperational)
    let silent = bench { $0.name = label("Servo") }
    silent.node.silent = [0x1008_00, 0x100A_00]
    #expect(silent.prepare() && silent.findings.map(\.code) == [.registerSilent])
    #expect(silent.findings[0].detail == 0x1008 && silent.findings[0].setting == 3)
    let quiet = bench()
    quiet.node.silent = [0x1008_00, 0x100A_00]
    #expect(quiet.prepare() && quiet.findings.isEmpty && quiet.node.isOperational)
  }

  @Test("a server that offers no blocks after all is read in segments")
  func blocks() {
    let bench = bench { $0.offersBlocks = true }
    #expect(bench.prepare() && bench.findings.isEmpty)
    #expect(bench.texts.map(\.object) == [0x1008, 0x100A])
  }

  @Test("a node that restarts meanwhile is read anew")
  func restart() {
    let bench = bench()
    bench.drive.begin()
    for _ in 0..<2_000 where bench.texts.isEmpty { bench.cycle(.prepare) }
    bench.cycle(.prepare, before: [bench.node.beat(0)])
    for _ in 0..<2_000 where bench.drive.preparation == .going { bench.cycle(.prepare) }
    #expect(bench.texts.map(\.object) == [0x1008, 0x1008, 0x100A] && bench.findings.isEmpty)
  }
}
