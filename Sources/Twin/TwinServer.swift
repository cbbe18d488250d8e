import DeviceIO
import Glibc
import RealTime
public import RobotCore
import Units
import Wire
import Wording

/// The device side of a robot on real SocketCAN interfaces, in real time, for any master.
///
/// A command is answered as soon as this process is awake; between wake-ups the plant is moved by
/// the time that has passed, in the same fixed sub-steps as in lockstep.
public final class TwinServer {
  /// An interface that stays the same while the link goes down and up.
  private final class Interface {
    let name: String
    let isFD: Bool
    var bus: CANBus?
    var isDown = false

    init(_ name: String, isFD: Bool) throws(TwinError) {
      self.name = name
      self.isFD = isFD
      do throws(DeviceError) {
        bus = try Interface.open(name, isFD)
      } catch {
        throw .device(
          "\(error.description); create it or name another with --on, see `ip link show`")
      }
    }

    static func open(_ name: String, _ isFD: Bool) throws(DeviceError) -> CANBus {
      try CANBus(interface: name, isFD: isFD, receivesOwn: false, receivesErrors: false)
    }

    /// An interface that went away altogether may have come back under its name.
    func reopen() { bus = try? Interface.open(name, isFD) }
  }

  private struct Late {
    var frame = CANFrame(id: 0)
    var bus = 0
    var due = Instant.never
  }

  private var robot: Robot
  private let names: [String]
  private let isFD: [Bool]
  private var interfaces: [Interface?]
  private var report = TwinReport()
  private var batch = FrameBatch()
  private var kept: [Int]
  private var late: [Late] = []
  private var started = Instant.never
  private var real = Instant.never
  private var reopenAt = Instant.never

  /// Most simulated time for one wake-up; a process that was stopped does not catch up.
  static let longestLeap = Interval(milliseconds: 200)
  /// A wake-up later than this means that the process was stopped, and with it the drives'
  /// processors: they then find no more than `memory` frames.
  static let stallLimit = Interval(milliseconds: 100)
  /// Frames that a drive's CAN controller holds unread (receive FIFO of an STM32 FDCAN).
  static let memory = 3
  /// Replies shorter than this after their request are sent at once.
  private static let promptDelay = Interval(milliseconds: 2)
  /// Between attempts to open an interface that has gone away.
  private static let reopenPause = Interval(milliseconds: 200)

  /// Builds the robot in its start pose.
  /// - Throws: `TwinError` when the configuration cannot be simulated.
  public init(
    configuration: borrowing RobotConfiguration, options: TwinOptions = TwinOptions()
  ) throws(TwinError) {
    robot = try Robot(configuration, options)
    var names: [String] = []
    for joint in configuration.joints.indices {
      names.append(configuration.joints[joint].name.text)
    }
    self.names = names
    var formats: [Bool] = []
    for bus in configuration.buses.indices { formats.append(configuration.buses[bus].isFD) }
    isFD = formats
    interfaces = formats.map { _ in nil }
    kept = [Int](repeating: 0, count: names.count)
    late.reserveCapacity(128)
  }

  /// Serves a bus on an interface from `run` on.
  /// - Throws: `TwinError.device` when it cannot be opened.
  public func open(bus: Int, interface: String) throws(TwinError) {
    interfaces[bus] = try Interface(interface, isFD: isFD[bus])
  }

  /// What ended the motion, when the physics failed; nil while all is well.
  public var failure: String? { robot.isRunning ? nil : robot.plant.failure }

  /// One sentence for each joint that may be too light to be simulated; to be told before the run.
  public var warnings: [String] { robot.plant.warnings }

  /// Serves until `shouldStop` says so or the physics fail. `status` gets one line a second.
  public func run(
    shouldStop: () -> Bool, status: ((String) -> Void)? = nil
  ) -> TwinReport {
    real = Clock.monotonic()
    started = real
    robot.start(at: real)
    var nextStatus = real + Interval(milliseconds: 1_000)
    while !shouldStop(), robot.isRunning {
      wait()
      turn(at: Clock.monotonic())
      if let status, real >= nextStatus {
        nextStatus = real + Interval(milliseconds: 1_000)
        status(summary().line)
      }
    }
    return summary()
  }

  /// Until a frame arrives, at most a few milliseconds: the plant moves on while the bus is quiet.
  private func wait() {
    var set: [pollfd] = []
    for interface in interfaces {
      guard let interface, !interface.isDown, let descriptor = interface.bus?.port.descriptor
      else { continue }
      set.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    _ = unsafe poll(&set, nfds_t(set.count), 2)
  }

  private func turn(at now: Instant) {
    let gap = now - real
    real = now
    let leap = gap < Self.longestLeap ? gap : Self.longestLeap
    advance(by: leap)
    for joint in kept.indices { kept[joint] = 0 }
    let wasStopped = gap > Self.stallLimit
    for bus in interfaces.indices { serve(bus, wasStopped: wasStopped) }
    sendLate()
  }

  private var owed = Interval.zero

  private func advance(by time: Interval) {
    owed = owed + time
    while true {
      let step = robot.nextTime - robot.time
      guard step <= owed else { return }
      owed = owed - step
      robot.advance()
      collect()
    }
  }

  private func serve(_ bus: Int, wasStopped: Bool) {
    guard let interface = interfaces[bus] else { return }
    if interface.bus == nil {
      guard real >= reopenAt else { return }
      reopenAt = real + Self.reopenPause
      interface.reopen()
    }
    while true {
      var port = interface.bus?.port ?? CANPort()
      let count = batch.receive(from: &port)
      interface.bus?.port = port
      if count < 0 {
        note(count, interface)
        return
      }
      interface.isDown = false
      for index in 0..<batch.count { handle(batch[index], bus, interface, wasStopped) }
      if !batch.isFull { return }
    }
  }

  /// A link that is down comes back by itself; an interface that is gone is opened anew.
  private func note(_ error: Int32, _ interface: Interface) {
    if !interface.isDown { report.linkDowns &+= 1 }
    // A socket whose link is down reports it once and then stays quiet, so polling it is right.
    if error == -ENODEV || error == -ENXIO {
      interface.bus = nil
      interface.isDown = true
    }
  }

  private func handle(_ frame: CANFrame, _ bus: Int, _ interface: Interface, _ wasStopped: Bool) {
    report.received &+= 1
    for drive in robot.busOf.indices where robot.busOf[drive] == bus {
      if wasStopped {
        guard robot.drives[drive].listens(to: frame) else { continue }
        guard kept[drive] < Self.memory else {
          report.overrun &+= 1
          continue
        }
        kept[drive] += 1
      }
      robot.deliver(frame, to: drive, at: robot.time)
    }
    collect()
  }

  /// Sends what the drives have to say, on each one's own bus.
  private func collect() {
    for index in 0..<robot.outbox.count {
      let letter = robot.outbox[index]
      let bus = robot.busOf[letter.drive]
      guard let interface = interfaces[bus] else { continue }
      if letter.delay < Self.promptDelay || late.count == late.capacity {
        send(letter.frame, interface)
      } else {
        late.append(Late(frame: letter.frame, bus: bus, due: real + letter.delay))
      }
    }
    robot.outbox.removeAll()
  }

  private func send(_ frame: CANFrame, _ interface: Interface) {
    let result = interface.bus?.send(frame) ?? 0
    if result == 1 { report.sent &+= 1 } else { report.lost &+= 1 }
  }

  private func sendLate() {
    var index = 0
    while index < late.count {
      guard late[index].due <= real else {
        index += 1
        continue
      }
      let item = late.remove(at: index)
      if let interface = interfaces[item.bus] { send(item.frame, interface) }
    }
  }

  /// The figures so far.
  private func summary() -> TwinReport {
    var report = report
    report.seconds = (robot.time - started).seconds
    report.joints = names.indices.map { joint in
      TwinReport.Joint(
        name: names[joint], position: robot.plant.position[joint],
        velocity: robot.plant.velocity[joint], status: robot.drives[joint].words,
        resets: robot.drives[joint].resets, faults: robot.drives[joint].faultCount)
    }
    return report
  }
}
