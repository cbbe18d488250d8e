import CDeviceIO
import DeviceIO
import RealTime
import RobotCore
import Testing
import Units
import Wire

/// A frame whose every byte says which frame it is.
func markedFrame(_ mark: UInt8, length: UInt8 = 8, flags: UInt8 = 0) -> CANFrame {
  var frame = CANFrame(id: 0x100 + UInt32(mark), length: length, flags: flags)
  for i in 0..<Int(length) { frame.data[i] = mark &+ UInt8(i) }
  return frame
}

func emptyBatch() -> FixedList<CANFrame, 128> {
  FixedList(repeating: CANFrame(id: 0), count: 0)
}

@Suite struct CANPairTests {
  @Test func cAndSwiftFramesAreTheSameBytes() {
    #expect(MemoryLayout<CANFrame>.size == MemoryLayout<device_can_frame>.size)
    #expect(MemoryLayout<CANFrame>.stride == MemoryLayout<device_can_frame>.stride)
    #expect(MemoryLayout<CANFrame>.alignment == MemoryLayout<device_can_frame>.alignment)
    #expect(offset(\CANFrame.id) == offset(\device_can_frame.id))
    #expect(offset(\CANFrame.flags) == offset(\device_can_frame.flags))
    #expect(offset(\CANFrame.length) == offset(\device_can_frame.length))
    #expect(offset(\CANFrame.bus) == offset(\device_can_frame.bus))
    #expect(offset(\CANFrame.stamp) == offset(\device_can_frame.stamp))
    #expect(offset(\CANFrame.data) == offset(\device_can_frame.data))
    #expect(UInt32(CANFrame.extended) == DEVICE_CAN_EXTENDED)
    #expect(UInt32(CANFrame.fd) == DEVICE_CAN_FD)
    #expect(UInt32(CANFrame.bitRateSwitch) == DEVICE_CAN_BIT_RATE_SWITCH)
    #expect(UInt32(CANFrame.error) == DEVICE_CAN_ERROR)
    #expect(UInt32(CANFrame.remote) == DEVICE_CAN_REMOTE)
    #expect(UInt32(CANFrame.confirmed) == DEVICE_CAN_CONFIRMED)
  }

  private func offset<Root, Value>(_ path: KeyPath<Root, Value>) -> Int? {
    MemoryLayout<Root>.offset(of: path)
  }

  @Test func aBatchCrossesUnchangedAndInOrder() throws {
    var pair = try CANBus.pair()
    var out = emptyBatch()
    // More than two system calls' worth, with one frame held back by `from`.
    for mark in 0..<100 {
      var frame = markedFrame(UInt8(mark), length: 64, flags: CANFrame.fd | CANFrame.confirmed)
      frame.stamp = 1_000 + Int64(mark)
      frame.bus = 3
      out.append(frame)
    }
    let sent = pair.left.send(out, from: 1)
    #expect(sent == 99)
    var into = emptyBatch()
    into.append(markedFrame(200))
    let received = pair.right.receive(into: &into)
    #expect(received == 99)
    #expect(into.count == 100)
    #expect(into[0].id == 0x100 + 200)
    for i in 1..<100 {
      #expect(into[i].id == 0x100 + UInt32(i))
      #expect(into[i].stamp == 1_000 + Int64(i))
      #expect(into[i].bus == 3)
      #expect(into[i].flags == CANFrame.fd | CANFrame.confirmed)
      #expect(into[i].data[63] == UInt8(i) &+ 63)
    }
    let more = pair.right.receive(into: &into)
    #expect(more == 0)
  }

  @Test func aFullListTakesNoMoreAndLosesNothing() throws {
    var pair = try CANBus.pair()
    var port = pair.left.port
    for mark in 0..<130 {
      let sent = port.send(markedFrame(UInt8(mark)))
      #expect(sent == 1)
    }
    var into = emptyBatch()
    let first = pair.right.receive(into: &into)
    #expect(first == 128)
    let full = pair.right.receive(into: &into)
    #expect(full == 0)
    into.removeAll()
    let rest = pair.right.receive(into: &into)
    #expect(rest == 2)
    #expect(into[1].id == 0x100 + 129)
  }

  @Test func aClosedEndReadsAsBrokenPipe() throws {
    let pair = try CANBus.pair()
    var left = pair.left
    do {
      let right = pair.right
      #expect(right.port.descriptor >= 0)
    }
    var into = emptyBatch()
    let received = left.receive(into: &into)
    #expect(received == -32)
    let sent = left.send(markedFrame(1))
    #expect(sent == -32)
  }

  @Test func aPairThatNobodyReadsFillsAndSaysSo() throws {
    var pair = try CANBus.pair()
    var taken = 0
    var answer: Int32 = 1
    while answer > 0, taken < 100_000 {
      answer = pair.left.send(markedFrame(1))
      taken += 1
    }
    #expect(answer == -11)
    let queued = pair.left.port.queuedBytes()
    #expect(queued > 0)
    var into = emptyBatch()
    while pair.right.receive(into: &into) > 0 { into.removeAll() }
    let drained = pair.left.port.queuedBytes()
    #expect(drained == 0)
  }

  @Test func anInterfaceThatIsNotThereIsNamed() throws {
    let error = #expect(throws: DeviceError.self) {
      _ = try CANBus(interface: "nope0", isFD: true, receivesOwn: true, receivesErrors: true)
    }
    #expect(error == DeviceError(.openCAN, "nope0", errno: 19))
    #expect(
      error?.description == "nope0: cannot open the CAN interface: No such device (errno 19)")
  }

  @Test func aPortThatIsOpenNowhereIsHarmless() {
    var port = CANPort()
    var into = emptyBatch()
    let received = port.receive(into: &into)
    #expect(received == 0)
    let sent = port.send(markedFrame(1))
    #expect(sent == -9)
  }

  @Test func ownersFitInAFixedArray() throws {
    var buses: InlineArray<2, CANBus?> = [nil, nil]
    let pair = try CANBus.pair()
    buses[0] = .some(pair.left)
    let sent = buses[0]?.send(markedFrame(1)) ?? -1
    #expect(sent == 1)
    var right = pair.right
    var into = emptyBatch()
    let received = right.receive(into: &into)
    #expect(received == 1)
  }
}
