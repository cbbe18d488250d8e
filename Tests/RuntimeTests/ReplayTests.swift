#if DEBUG  // Inner parts: a release build keeps them to itself.
  import CFlightDeck
  import Cycle
  import FlightDeck
  import Foundation
  import RobotCore
  import Runtime
  import Testing
  import Twin
  import Units
  import Wording

  @testable import Telemetry

  /// The same inputs through the same code: the same outputs, to the last bit.
  @Suite struct ReplayTests {
    private func expectSame(_ path: String, _ cycles: Int, snapshots: Int = 1) throws {
      let replay = try ReplayBench.replay(path)
      let sentence = replay.sentence
      #expect(replay.status == .done, "\(sentence)")
      #expect(replay.cycles == UInt64(cycles), "\(sentence)")
      #expect(replay.snapshots.count == snapshots, "\(sentence)")
      #expect(sentence.contains("without a difference"))
    }

    @Test(arguments: ["openarm-right", "pan-tilt-bench", "canopen-axis-bench"])
    func aMotionReplays(_ profile: String) throws {
      let bench = try ReplayBench("replay-\(profile)", of: profile, motion: "sweep")
      try bench.run(cycles: 2_500)
      let phase = bench.robot.session.loop.cycle.phase
      #expect(phase == .moving, "there is something to replay")
      bench.robot.session.loop.requestEnd(1)
      try bench.run(cycles: 500)
      let cycles = Int(bench.robot.session.loop.cycles)
      try expectSame(try bench.end(), cycles)
    }

    @Test func eachLaterSnapshotIsStartedFrom() throws {
      // 200 Hz: a minute is 12 000 cycles.
      let bench = try ReplayBench("replay-minute", motion: "sweep")
      try bench.run(cycles: 13_000)
      try expectSame(try bench.end(), 13_000, snapshots: 2)
    }

    @Test func aRecordingThatBeganInTheMiddleReplays() throws {
      let bench = try ReplayBench("replay-cut", motion: "sweep", after: 1_700)
      try bench.run(cycles: 300)
      let path = try bench.end()
      let replay = try ReplayBench.replay(path)
      #expect(replay.status == .done, "\(replay.sentence)")
      #expect((replay.range?.lowerBound ?? 0) > 500 && replay.skipped == 0, "\(replay.sentence)")
      #expect(replay.range?.upperBound == 1_999)
    }

    @Test(arguments: [700, 3_100, 5_003]) func aBlackBoxReplays(_ cycles: Int) throws {
      let bench = try ReplayBench("replay-box-\(cycles)", motion: "sweep")
      try bench.run(cycles: cycles)
      let deck = try DeckReader(path: DeckPath.deck(of: bench.robot.session.robot))
      let path = bench.path + ".box.mcap"
      defer { try? FileManager.default.removeItem(atPath: path) }
      _ = try BlackBoxExport.write(deck, to: path)
      let replay = try ReplayBench.replay(path)
      #expect(replay.status == .done, "\(replay.sentence)")
      #expect(replay.range?.upperBound == UInt64(cycles) - 1)
      // Ten seconds are 2 000 cycles: at least half of them lie behind a snapshot.
      #expect(replay.cycles >= UInt64(min(cycles, 995)), "\(replay.sentence)")
    }

    @Test func whatCommandersAskIsAnInput() throws {
      let bench = try ReplayBench("replay-asked")
      try bench.run(cycles: 40)
      for (kind, cycles) in [
        (RequestKind.arm, 3), (.acquireLease, 3), (.reset, 100), (.arm, 500), (.play, 300),
        (.hold, 400), (.reset, 20),
      ] {
        bench.ask(kind, index: 0, speed: 0.5)
        try bench.run(cycles: cycles)
      }
      bench.ask(.move, mask: 1, targets: [.nan, .infinity])
      try bench.run(cycles: 20)
      bench.ask(.move, mask: 1, targets: [0.2, 7])
      try bench.run(cycles: 200)
      bench.ask(.move, mask: 1 << 40, targets: [0.2])
      try bench.run(cycles: 20)
      let phase = bench.robot.session.loop.cycle.phase
      #expect(phase == .moving || phase == .holding, "it obeyed: \(phase)")
      // No sign of life from here on: the lease runs out, and the motion with it.
      bench.ask(.play, index: 0)
      for _ in 0..<10 { bench.robot.run(cycles: 200) }
      let lease = bench.robot.session.loop.cycle.lease.process
      #expect(lease == 0)
      try expectSame(try bench.end(), Int(bench.robot.session.loop.cycles), snapshots: 1)
    }

    @Test func aStopAndWhatFollowsReplays() throws {
      let bench = try ReplayBench("replay-stop", of: "openarm-right", motion: "sweep")
      try bench.run(cycles: 2_000)
      bench.robot.meddle = { $0.emergencyStopOpen = true }
      try bench.run(cycles: 600)
      bench.robot.meddle = { side in
        side.emergencyStopOpen = false
        side.supply = Voltage(.nan)
        side.supplyAge = Interval(nanoseconds: 123_456_789)
      }
      try bench.run(cycles: 300)
      #expect(bench.robot.faults.contains(.emergencyStop))
      try expectSame(try bench.end(), 2_900)
    }

    @Test func aDriveThatFallsSilentReplays() throws {
      let bench = try ReplayBench("replay-silent", of: "openarm-right", motion: "sweep")
      try bench.run(cycles: 2_000)
      bench.robot.twin.silence(drive: 2)
      try bench.run(cycles: 800)
      #expect(bench.robot.faults.contains(.feedbackLost))
      try expectSame(try bench.end(), 2_800)
    }

    @Test func theBenchTimingSetIsKept() throws {
      let bench = try ReplayBench("replay-told", motion: "sweep")
      try bench.run(cycles: 60)
      let path = try bench.end()
      let feed = try ReplayFeed(path: path)
      #expect(!feed.isBench && !feed.isHardware && feed.cycles == 60)
      #expect(feed.build == BuildIdentity.own && feed.build != 0)
      #expect(feed.machine == BuildIdentity.word(machine: BuildIdentity.machine))
    }
  }
#endif
