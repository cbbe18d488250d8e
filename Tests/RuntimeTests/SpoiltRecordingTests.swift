#if DEBUG  // Inner parts: a release build keeps them to itself.
  import CFlightDeck
  import FlightDeck
  import Foundation
  import RealTime
  import RobotCore
  import Runtime
  import Testing
  import Wording

  @testable import Telemetry

  /// A recording that was spoilt in any way is refused, and says where and why.
  @Suite struct SpoiltRecordingTests {
    /// 400 cycles of a robot that arms and moves.
    private static func recording(_ name: String, cycles: Int = 400) throws -> ReplayBench {
      let bench = try ReplayBench("spoilt-\(name)", motion: "sweep")
      try bench.run(cycles: cycles)
      _ = try bench.end()
      return bench
    }

    private func refusal(_ path: String) -> Refusal? {
      do { _ = try ReplayFeed(path: path) } catch { return error }
      return nil
    }

    /// Writes bytes beside the recording and says what becomes of them.
    private func refusal(_ bytes: [UInt8], beside path: String) throws -> Refusal? {
      let copy = path + ".spoilt.mcap"
      defer { try? FileManager.default.removeItem(atPath: copy) }
      try Data(bytes).write(to: URL(fileURLWithPath: copy))
      return refusal(copy)
    }

    // MARK: The file

    @Test func oneFlippedByteAnywhereIsRefused() throws {
      let bench = try SpoiltRecordingTests.recording("byte", cycles: 30)
      let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: bench.path)))
      #expect(refusal(bench.path) == nil)
      // Every byte of both ends, where each means something else, and a share of the others.
      let edge = 400
      let places =
        Array(0..<edge) + Array(whole.count - 2 * edge..<whole.count)
        + Array(stride(from: edge, to: whole.count - 2 * edge, by: max(1, whole.count / 300)))
      for place in places {
        var bytes = whole
        bytes[place] ^= 1 << UInt8(place % 8)
        let found = try refusal(bytes, beside: bench.path)
        #expect(found?.status == .badInput, "byte \(place) of \(whole.count)")
      }
    }

    @Test func aFlippedByteIsNamed() throws {
      let bench = try SpoiltRecordingTests.recording("named", cycles: 1_000)
      var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: bench.path)))
      bytes[bytes.count / 2] ^= 4
      let found = try refusal(bytes, beside: bench.path)
      #expect(found?.sentence.contains("damaged from byte") == true)
      #expect(found?.sentence.contains("behind cycle") == true, "\(found?.sentence ?? "")")
      #expect(found?.sentence.contains("sinew recording recover") == true)
    }

    @Test func aFileThatWasCutOffIsRefused() throws {
      let bench = try SpoiltRecordingTests.recording("cut-off")
      let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: bench.path)))
      for count in [
        0, 7, 8, 60, whole.count / 3, whole.count / 2, whole.count - 9, whole.count - 1,
      ] {
        let found = try refusal(Array(whole[..<count]), beside: bench.path)
        #expect(found?.status == .badInput, "\(count) of \(whole.count) bytes")
      }
      let found = try refusal(Array(whole[..<(whole.count / 2)]), beside: bench.path)
      #expect(found?.sentence.contains("cut off") == true)
      #expect(found?.sentence.contains("sinew recording recover") == true)
      #expect(try refusal(whole + whole, beside: bench.path)?.status == .badInput)
      #expect(refusal(bench.path + ".absent")?.status == .unavailable)
    }

    @Test func whatWasRecoveredReplays() throws {
      let bench = try SpoiltRecordingTests.recording("mended", cycles: 1_000)
      let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: bench.path)))
      let (cut, mended) = (bench.path + ".cut.mcap", bench.path + ".mended.mcap")
      defer { for path in [cut, mended] { try? FileManager.default.removeItem(atPath: path) } }
      try Data(whole[..<(whole.count * 3 / 4)]).write(to: URL(fileURLWithPath: cut))
      _ = try RecordingRecovery.recover(cut, to: mended)
      let replay = try ReplayBench.replay(mended)
      #expect(replay.status == .done, "\(replay.sentence)")
      #expect(replay.cycles > 100 && replay.cycles < 1_000)
    }

    @Test func aRecordingOfAnotherVersionIsRefused() throws {
      let bench = try SpoiltRecordingTests.recording("version", cycles: 20)
      let older = try ReplayBench.rewrite(bench.path, metadata: { $0["deck"] = nil })
      #expect(refusal(older)?.sentence.contains("earlier version") == true)
      let other = try ReplayBench.rewrite(bench.path, metadata: { $0["deck"] = "4" })
      #expect(refusal(other)?.sentence.contains("layout version 4") == true)
      let layout = try ReplayBench.rewrite(bench.path, image: { $0[8] ^= 1 })
      #expect(refusal(layout)?.sentence.contains("layout of another version") == true)
      let short = try ReplayBench.rewrite(bench.path, image: { $0.removeLast() })
      #expect(refusal(short)?.sentence.contains("layout of another version") == true)
      let robot = try ReplayBench.rewrite(bench.path, image: { $0[$0.count / 2] ^= 1 })
      #expect(refusal(robot)?.sentence.contains("damaged") == true)
      for path in [older, other, layout, short, robot] {
        #expect(refusal(path)?.status == .badInput)
        try FileManager.default.removeItem(atPath: path)
      }
    }

    @Test func cyclesOfAnotherRobotAreRefused() throws {
      let bench = try SpoiltRecordingTests.recording("robot", cycles: 30)
      // Other joints, other buses, and a robot with as many of both but another profile.
      let arm = ConfigurationImage.seal(try ClosedLoop.openArm())
      var twin = try ClosedLoop.profile("pan-tilt-bench")
      twin.joints[0].stiffness += 1
      let stiffer = ConfigurationImage.seal(twin)
      for (image, words) in [(arm, "the cycle is of another robot"), (stiffer, "of another robot")]
      {
        let path = try ReplayBench.rewrite(bench.path, image: { $0 = image })
        defer { try? FileManager.default.removeItem(atPath: path) }
        let replay = try ReplayBench.replay(path)
        #expect(replay.status == .badInput && replay.sentence.contains(words), "\(replay.sentence)")
      }
    }

    // MARK: The cycles

    @Test(arguments: [0, 1, 200, 399]) func aMissingCycleIsRefused(_ missing: UInt64) throws {
      let bench = try SpoiltRecordingTests.recording("missing-\(missing)")
      let path = try ReplayBench.rewrite(bench.path, cycle: { $0.cycle != missing })
      defer { try? FileManager.default.removeItem(atPath: path) }
      // What begins or ends elsewhere has no gap; without its first cycle it has no snapshot.
      if missing == 399 { return #expect(refusal(path) == nil) }
      if missing == 0 {
        let replay = try ReplayBench.replay(path)
        return #expect(replay.status == .badInput && replay.sentence.contains("no cycle of it has"))
      }
      let found = refusal(path)
      #expect(found?.status == .failed)
      #expect(found?.sentence.contains("cycle \(missing) is missing") == true)
    }

    /// Changes cycle 300 in one place.
    private typealias Edit = (
      field: String, joint: String, change: @Sendable (inout Sinew_Cycle) -> Void
    )

    private static let edits: [Edit] =
      [
        ("command_position", "turntable", { $0.joints[0].commandPosition.bumpUp() }),
        (
          "command_effort", "turntable",
          { $0.joints[0].commandEffort = $0.joints[0].commandEffort.nextUp }
        ),
        ("position", "turntable", { $0.joints[0].position.bumpUp() }),
        ("raw_velocity", "turntable", { $0.joints[0].rawVelocity.negate() }),
        ("setpoint", "head_pan", { $0.joints[1].setpoint.bumpUp() }),
        ("limited_by", "head_pan", { $0.joints[1].limitedBy += 1 }),
        ("fresh", "turntable", { $0.joints[0].fresh.toggle() }),
        ("phase", "", { $0.phase = .disarmed }),
        ("fault", "", { $0.fault.code = 3 }),
        ("motion", "", { $0.motion += 1 }),
        ("lease_holder", "", { $0.leaseHolder += 1 }),
        ("overrun", "", { $0.overrun.toggle() }),
        (
          "sent", "",
          { cycle in
            let index = cycle.frames.lastIndex { $0.sent } ?? 0
            cycle.frames[index].data[3] ^= 1
          }
        ),
        ("frame", "", { cycle in cycle.frames.removeAll { $0.sent } }),
        (
          "received", "",
          { cycle in
            let index = cycle.frames.firstIndex { !$0.sent } ?? 0
            cycle.frames[index].data[3] ^= 1
          }
        ),
        ("received", "", { cycle in cycle.frames.removeAll { !$0.sent } }),
        (
          "event", "",
          { cycle in
            var event = Sinew_Event()
            event.code = 4
            event.cycle = 300
            cycle.events.append(event)
          }
        ),
      ]

    @Test(arguments: edits.indices) func anEditedCycleIsADifference(_ index: Int) throws {
      let edit = SpoiltRecordingTests.edits[index]
      let bench = try SpoiltRecordingTests.recording("edit-\(index)")
      let path = try ReplayBench.rewrite(
        bench.path,
        cycle: { cycle in
          if cycle.cycle == 300 { edit.change(&cycle) }
          return true
        })
      defer { try? FileManager.default.removeItem(atPath: path) }
      let replay = try ReplayBench.replay(path)
      let sentence = replay.sentence
      #expect(replay.status == .failed, "\(sentence)")
      #expect(replay.cycles == 300, "the cycles before it agree: \(sentence)")
      #expect(sentence.contains(path) && sentence.contains("cycle 300"), "\(sentence)")
      #expect(sentence.contains(edit.field), "\(sentence)")
      #expect(edit.joint.isEmpty || sentence.contains("joint \(edit.joint),"), "\(sentence)")
      #expect(sentence.contains("recorded "), "both values: \(sentence)")
    }

    /// What the cycle was told is changed: everything after it goes another way.
    @Test func anEditedInputIsADifference() throws {
      let bench = try SpoiltRecordingTests.recording("input")
      let joints = try ClosedLoop.profile("pan-tilt-bench").joints.count
      let frames = DeckLayout.framesOffset(joints: joints, buses: 1)
      let replay = try ReplayBench.replay(bench.path) { record in
        // Bytes 16 to 23 are the cycle's number: 300.
        guard case .cycle(var slot, let events, let snapshot) = record, slot[16] == 44,
          slot[17] == 1
        else { return }
        // The first frame that is no own one: 12 bytes of head, the 6th is the payload's length.
        var place = frames
        while slot[place + 7] != 0 { place += 12 + Int(slot[place + 5] + 3) & ~3 }
        slot[place + 12 + 1] ^= 0x10
        record = .cycle(slot: slot, events: events, snapshot: snapshot)
      }
      #expect(replay.status == .failed && replay.cycles == 300, "\(replay.sentence)")
      #expect(replay.difference?.joint == "turntable", "\(replay.sentence)")
    }

    @Test func aSnapshotThatWasChangedIsRefused() throws {
      let bench = try SpoiltRecordingTests.recording("snapshot", cycles: 40)
      for place in [17, 25, 60, 3_000] {
        let replay = try ReplayBench.replay(bench.path) { record in
          guard case .cycle(let slot, let events, var snapshot) = record, !snapshot.isEmpty else {
            return
          }
          snapshot[place] ^= 1
          record = .cycle(slot: slot, events: events, snapshot: snapshot)
        }
        #expect(
          replay.status == .badInput && replay.cycles == 0, "byte \(place): \(replay.sentence)")
        #expect(replay.sentence.contains("snapshot"))
      }
    }

    @Test func whatFoundNoRoomIsTold() throws {
      let bench = try SpoiltRecordingTests.recording("room")
      let path = try ReplayBench.rewrite(
        bench.path,
        cycle: { cycle in
          if cycle.cycle == 200 { cycle.framesLeftOut = 3 }
          return true
        })
      defer { try? FileManager.default.removeItem(atPath: path) }
      let replay = try ReplayBench.replay(path)
      #expect(replay.status == .failed && replay.cycles == 200)
      #expect(replay.sentence.contains("cycle 200: 3 frames found no room"), "\(replay.sentence)")
    }
  }

  extension Double {
    /// The next larger number: the last bit.
    fileprivate mutating func bumpUp() { self = nextUp }
  }
#endif
