import DeviceIO
import RealTime
import RobotCore
import Units
import Wire
import Wording

/// Robot, buses and the twin's ends of the pairs, all moved by one clock.
struct Lockstep {
  /// Drives and matter.
  var robot: Robot
  /// The wires.
  var buses: [VirtualBus] = []
  /// The twin's end of each bus.
  var ports: [CANPort]
  /// Frames for the loop that found its receive queue full, by bus.
  private(set) var lost: [UInt64]
  private var limits: [Int] = []
  private var incoming = FrameBatch()
  private var outgoing: [FrameBatch]
  private var last: Instant?

  init(
    _ configuration: borrowing RobotConfiguration, _ options: TwinOptions
  ) throws(TwinError) {
    robot = try Robot(configuration, options)
    let drives = configuration.joints.count
    for index in configuration.buses.indices {
      let bus = configuration.buses[index]
      guard bus.bitRate > 0, bus.dataBitRate > 0 else {
        throw .configuration("bus \(bus.name.text) has no bit rate")
      }
      var mailboxes = [Int](repeating: 0, count: drives)
      for drive in 0..<drives where robot.busOf[drive] == index {
        mailboxes[drive] = robot.drives[drive].mailboxes
      }
      buses.append(VirtualBus(bus, mailboxes: mailboxes, at: .never, stuffing: options.stuffing))
      limits.append(min(128, max(1, Int(bus.queueLength))))
    }
    let count = configuration.buses.count
    ports = [CANPort](repeating: CANPort(), count: count)
    lost = [UInt64](repeating: 0, count: count)
    outgoing = (0..<count).map { _ in FrameBatch() }
  }

  /// Simulates up to `now`. The first call only starts the clock; a `now` before the last is
  /// ignored.
  mutating func advance(to now: Instant) {
    guard let last else {
      self.last = now
      robot.start(at: now)
      for bus in buses.indices { buses[bus].restart(at: now) }
      return
    }
    guard now > last else { return }
    self.last = now
    for bus in buses.indices { take(bus, at: last) }
    while robot.nextTime <= now {
      carry(until: robot.nextTime)
      robot.advance()
      collect(at: robot.time)
    }
    carry(until: now)
    for bus in buses.indices { flush(bus) }
  }

  /// Frames that the loop has queued since the last call; as many as its transmit queue would hold.
  private mutating func take(_ bus: Int, at moment: Instant) {
    guard buses[bus].hostCount < limits[bus] else { return }
    guard incoming.receive(from: &ports[bus]) > 0 else { return }
    for index in 0..<incoming.count {
      _ = buses[bus].queue(incoming[index], at: moment)
    }
  }

  /// Lets the buses run up to `moment`.
  private mutating func carry(until moment: Instant) {
    for bus in buses.indices {
      var isAcknowledged = false
      for drive in robot.busOf.indices where robot.busOf[drive] == bus {
        if robot.isAlive[drive] { isAcknowledged = true } else { buses[bus].forget(drive: drive) }
      }
      buses[bus].isAcknowledged = isAcknowledged
      while let arrival = buses[bus].next(until: moment) { arrive(arrival, bus) }
    }
  }

  private mutating func arrive(_ arrival: VirtualBus.Arrival, _ bus: Int) {
    var frame = arrival.frame
    frame.stamp = arrival.end.nanoseconds
    frame.bus = UInt8(truncatingIfNeeded: bus)
    switch arrival.sender {
    case .drive(let speaker):
      if !robot.faults.losesReply() { put(frame, bus) }
      for drive in robot.busOf.indices
      where robot.busOf[drive] == bus && drive != speaker && robot.drives[drive].hearsPeers {
        robot.deliver(arrival.frame, to: drive, at: arrival.end)
      }
    case .host:
      // As SocketCAN with CAN_RAW_RECV_OWN_MSGS: our own frame comes back once it was on the wire.
      frame.flags |= CANFrame.confirmed
      put(frame, bus)
      if robot.faults.losesCommand() { return }
      for drive in robot.busOf.indices where robot.busOf[drive] == bus {
        robot.deliver(arrival.frame, to: drive, at: arrival.end)
      }
    }
    collect(at: arrival.end)
  }

  /// Puts what the drives have to say into their mailboxes.
  private mutating func collect(at moment: Instant) {
    for index in 0..<robot.outbox.count {
      let letter = robot.outbox[index]
      buses[robot.busOf[letter.drive]].post(
        letter.frame, drive: letter.drive, ready: moment + letter.delay)
    }
    robot.outbox.removeAll()
  }

  private mutating func put(_ frame: CANFrame, _ bus: Int) {
    if outgoing[bus].isFull { flush(bus) }
    _ = outgoing[bus].append(frame)
  }

  private mutating func flush(_ bus: Int) {
    lost[bus] &+= UInt64(outgoing[bus].send(to: &ports[bus]))
  }
}
