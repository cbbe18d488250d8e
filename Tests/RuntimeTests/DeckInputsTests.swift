#if DEBUG  // Inner parts: a release build keeps them to itself.
  import CFlightDeck
  import Cycle
  import FlightDeck
  import RealTime
  import RobotCore
  import Testing
  import Units
  import Wire

  @testable import Runtime

  /// What a cycle is told survives its way through the deck, to the last bit, or is counted.
  @Suite struct DeckInputsTests {
    /// A deck of one robot, written by hand.
    @safe private final class Deck {
      var cycle: ControlCycle
      var writer: DeckWriter
      let joints: Int
      private let memory: UnsafeMutableRawBufferPointer

      init() throws {
        let robot = try ClosedLoop.openArm()
        joints = robot.joints.count
        cycle = ControlCycle(robot, isBench: false)
        let layout = DeckLayout(joints: joints, buses: 1, period: .max)
        unsafe memory = .allocate(byteCount: layout.totalSize, alignment: 64)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
        guard let base = unsafe memory.baseAddress else { preconditionFailure("no memory") }
        writer = unsafe DeckWriter(base: base, layout: layout)
        cycle.inputs.cycle = 3
        cycle.inputs.now = Instant(nanoseconds: 9_000_000_001)
      }

      deinit { unsafe memory.deallocate() }

      /// Records the inputs and takes them out of the slot again.
      func slot() throws -> ReplaySlot {
        writer.keepLinks(cycle.inputs)
        writer.record(cycle, CycleTimes())
        let place = writer.layout.slot(of: 3)
        let head = unsafe writer.base.load(fromByteOffset: place, as: flight_deck_cycle.self)
        let count = writer.layout.framesOffset + Int(head.frame_bytes)
        let bytes = unsafe [UInt8](
          UnsafeRawBufferPointer(start: writer.base + place, count: count))
        return try #require(ReplaySlot(bytes, joints: joints, buses: 1))
      }
    }

    private static func frame(
      _ id: UInt32, stamp: Int64, length: UInt8 = 8, flags: UInt8 = 0
    ) -> CANFrame {
      var frame = CANFrame(id: id, length: length, flags: flags)
      frame.stamp = stamp
      for index in 0..<Int(length) {
        frame.data[index] = UInt8(truncatingIfNeeded: index &* 37 &+ 1)
      }
      return frame
    }

    private static func words(_ frame: CANFrame) -> [Int64] {
      [
        Int64(frame.id), Int64(frame.flags), Int64(frame.length), Int64(frame.bus), frame.stamp,
      ] + (0..<64).map { Int64(frame.data[$0]) }
    }

    @Test func framesKeepTheirStamps() throws {
      let deck = try Deck()
      let now: Int64 = 9_000_000_001
      let frames = [
        DeckInputsTests.frame(1, stamp: 0), DeckInputsTests.frame(2, stamp: now),
        DeckInputsTests.frame(3, stamp: now - 1), DeckInputsTests.frame(4, stamp: now + 77),
        DeckInputsTests.frame(5, stamp: now - 2_147_483_647),
        DeckInputsTests.frame(6, stamp: now - 2_147_483_649),
        DeckInputsTests.frame(7, stamp: 1, length: 3),
        DeckInputsTests.frame(8, stamp: now, length: 0, flags: CANFrame.remote),
        DeckInputsTests.frame(9, stamp: 5, length: 64, flags: CANFrame.fd | CANFrame.bitRateSwitch),
        DeckInputsTests.frame(0x40, stamp: now - 9, flags: CANFrame.error),
      ]
      for frame in frames { deck.cycle.inputs.frames.append(frame) }
      let slot = try deck.slot()
      #expect(slot.told.frames_left_out == 0)
      var inputs = CycleInputs(buses: 1)
      let isRead = slot.fill(&inputs)
      #expect(isRead)
      let read = inputs.frames.indices.map { DeckInputsTests.words(inputs.frames[$0]) }
      #expect(read == frames.map(DeckInputsTests.words))
    }

    /// Of own frames that came back a cycle knows how many there were, on which bus, and between
    /// which others.
    @Test func ownFramesAreCountedInPlace() throws {
      let deck = try Deck()
      func own(_ id: UInt32, bus: UInt8) -> CANFrame {
        var frame = DeckInputsTests.frame(id, stamp: 5, flags: CANFrame.confirmed)
        frame.bus = bus
        return frame
      }
      for id in 1...3 { deck.cycle.inputs.frames.append(own(UInt32(id), bus: 0)) }
      deck.cycle.inputs.frames.append(own(4, bus: 1))
      deck.cycle.inputs.frames.append(DeckInputsTests.frame(5, stamp: 0))
      deck.cycle.inputs.frames.append(own(6, bus: 1))
      let slot = try deck.slot()
      #expect(slot.told.received_bytes == 3 * 12 + 20)
      var inputs = CycleInputs(buses: 1)
      let isRead = slot.fill(&inputs)
      #expect(isRead)
      let read = inputs.frames.indices.map { index in
        (inputs.frames[index].flags & CANFrame.confirmed != 0, inputs.frames[index].bus)
      }
      #expect(read.map(\.0) == [true, true, true, true, false, true])
      #expect(read.map(\.1) == [0, 0, 0, 1, 0, 1])
    }

    @Test func everythingElseSurvivesToo() throws {
      let deck = try Deck()
      deck.cycle.inputs.received = Instant(nanoseconds: 9_000_123_456)
      deck.cycle.inputs.lateness = Interval(nanoseconds: 4_321)
      deck.cycle.inputs.hasOverrun = true
      deck.cycle.inputs.culprit = 7
      deck.cycle.inputs.overrunBy = Interval(nanoseconds: 98_765_432_100)
      deck.cycle.inputs.holderHeartbeat = .max
      deck.cycle.inputs.endRequest = 2
      deck.cycle.inputs.links[0].offered = 12
      deck.cycle.inputs.links[0].sent = -105
      deck.cycle.inputs.links[0].received = -100
      deck.cycle.inputs.links[0].wasReopened = true
      deck.cycle.inputs.links[0].missed = 1 << 40
      deck.cycle.inputs.side = DeckInputsTests.side
      // What sending says after the step belongs to the next one.
      let slot = try deck.slot()
      var inputs = CycleInputs(buses: 1)
      let isRead = slot.fill(&inputs)
      #expect(isRead)
      let (cycle, now) = (inputs.cycle, inputs.now.nanoseconds)
      #expect(cycle == 3 && now == 9_000_000_001)
      let times = [
        inputs.received.nanoseconds, inputs.lateness.nanoseconds, inputs.overrunBy.nanoseconds,
      ]
      #expect(times == [9_000_123_456, 4_321, 98_765_432_100])
      let (late, culprit) = (inputs.hasOverrun, inputs.culprit)
      #expect(late && culprit == 7)
      let (heartbeat, end) = (inputs.holderHeartbeat, inputs.endRequest)
      #expect(heartbeat == .max && end == 2)
      let link = inputs.links[0]
      #expect(link.offered == 12 && link.sent == -105 && link.received == -100)
      #expect(link.wasReopened && link.missed == 1 << 40)
      let side = inputs.side
      #expect(String(describing: side) == String(describing: DeckInputsTests.side))
    }

    private static var side: SideInputs {
      var side = SideInputs()
      side.emergencyStopOpen = true
      side.openLine = 3
      side.switches = 0xA5
      side.isSupplyKnown = true
      side.supply = Voltage(23.900000000000002)
      side.supplyCurrent = Current(-0.1)
      side.supplyAge = Interval(nanoseconds: 1)
      side.outputJoint = 5
      side.outputAge = Interval(nanoseconds: 1 << 40)
      side.outputError = 121
      side.hasOutputRestarted = true
      side.hasTwinFailed = true
      side.failedJoint = 2
      side.failedInertia = 1e-300
      return side
    }

    @Test func requestsKeepTheTargetsThatCount() throws {
      let deck = try Deck()
      var request = Request()
      request.slot = 4
      request.process = 1 << 50
      request.kind = .move
      request.index = -7
      request.mask = 0b1000_0101 | 1 << 63
      request.leaseTimeout = Interval(nanoseconds: -3)
      request.speed = .nan
      for joint in request.targets.indices { request.targets[joint] = Double(joint) / 3 }
      deck.cycle.inputs.requests.append(request)
      deck.cycle.inputs.requests.append(Request())
      let slot = try deck.slot()
      #expect(slot.told.requests_left_out == 0)
      var inputs = CycleInputs(buses: 1)
      let isRead = slot.fill(&inputs)
      let count = inputs.requests.count
      #expect(isRead && count == 2)
      let read = inputs.requests[0]
      #expect(read.slot == 4 && read.process == 1 << 50 && read.kind == .move && read.index == -7)
      #expect(read.mask == request.mask && read.leaseTimeout == request.leaseTimeout)
      #expect(read.speed.isNaN)
      let targets = read.targets.indices.map { read.targets[$0] }.filter { $0 != 0 }
      #expect(targets == [2.0 / 3, 7.0 / 3], "joint 0 is wanted at 0, joint 63 is not there")
    }

    @Test func whatHasNoRoomIsCounted() throws {
      let deck = try Deck()
      for id in 0..<UInt32(Capacity.framesIn) {
        deck.cycle.inputs.frames.append(DeckInputsTests.frame(id, stamp: 1))
      }
      var request = Request()
      request.mask = .max
      for _ in 0..<Capacity.requests { deck.cycle.inputs.requests.append(request) }
      let slot = try deck.slot()
      let kept = Int(slot.told.received_bytes) / 28
      #expect(slot.told.frames_left_out == UInt32(Capacity.framesIn - kept) && kept > 20)
      #expect(slot.told.requests_left_out > 0)
      #expect(slot.head.frames_left_out >= slot.told.frames_left_out)
    }
  }
#endif
