import Cycle
import DeviceIO
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units
import Wire

@Suite struct FenceTests {
  @Test func aFenceThatDoesNotDrainAsksForItsLinkOnceAndThenRefuses() throws {
    let robot = try ClosedLoop("fence", motion: "sweep")
    robot.runDeaf(cycles: 5)
    var asked: [Int] = []
    for _ in 0..<3_000 where robot.faults.isEmpty {
      robot.run(cycles: 1)
      let bus = robot.session.loop.cycle.body.outputs.busToPurge
      if bus >= 0 { asked.append(bus) }
    }
    #expect(asked == [0])
    #expect(robot.faults == [.fenceUp])
    #expect(robot.session.loop.cycle.phase == .latched)
  }

  /// An adapter that confirms later than a cycle is long: with a frame of ours in each cycle the
  /// fence would never see a cycle without any.
  @Test func synchronousDrivesHearNoSyncAtTheFenceAndTheirMasterAllTheSame() throws {
    let robot = try CycleBench(
      of: "canopen-axis-bench", adjust: { $0.timing.exchangeTimeout = Interval(milliseconds: 60) })
    robot.confirmDelay = Interval(milliseconds: 15)
    let isReset = robot.reset()
    #expect(isReset)
    #expect(robot.ask(.arm).code == .accepted)
    var sent: [Set<UInt32>] = []
    for _ in 0..<3_000 where robot.count(.fenceDown) == 0 && robot.phase == .arming {
      robot.step()
      sent.append(robot.sentIDs)
      #expect(robot.cycle.body.outputs.busToPurge == -1)
    }
    // The last of them is the one in which the fence falls.
    let fence = sent.dropLast().reversed().prefix { $0.isSubset(of: [0x77F]) }
    #expect(fence.count >= 7, "15 ms, in cycles of 2: \(sent.suffix(20))")
    #expect(fence.contains([0x77F]), "the master lives: \(sent.suffix(20))")
    let holds = robot.run(until: .holding, limit: 2_000)
    #expect(holds && robot.faults.isEmpty, "\(robot.cycle.fault)")
  }

  @Test func aFenceThatDrainsAsksForNothing() throws {
    let robot = try ClosedLoop("fence-drains", motion: "sweep")
    var asked: [Int] = []
    for _ in 0..<3_000 where robot.session.loop.cycle.phase != .moving {
      robot.run(cycles: 1)
      let bus = robot.session.loop.cycle.body.outputs.busToPurge
      if bus >= 0 { asked.append(bus) }
    }
    #expect(asked == [])
    #expect(robot.session.loop.cycle.phase == .moving)
  }
}

extension ClosedLoop {
  /// Cycles in which nothing reaches the loop: what it sent in them is never confirmed.
  func runDeaf(cycles: Int) {
    var port = buses.loopEnd(0)
    var lost = FixedList<CANFrame, 128>(repeating: CANFrame(id: 0), count: 0)
    for _ in 0..<cycles {
      guard session.loop.release() else { return }
      twin.advance(to: session.loop.now)
      lost.removeAll()
      _ = port.receive(into: &lost)
      session.loop.turn(SideInputs())
    }
  }
}

extension CycleBench {
  /// Arbitration ids of the frames that the last cycle sent.
  var sentIDs: Set<UInt32> {
    Set(cycle.body.outputs.frames.indices.map { cycle.body.outputs.frames[$0].id })
  }
}
