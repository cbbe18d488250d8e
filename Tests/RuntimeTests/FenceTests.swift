import Cycle
import DeviceIO
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
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
