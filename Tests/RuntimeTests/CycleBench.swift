import Cycle
import DeviceIO
import FlightDeck
import RealTime
import RobotCore
import Runtime
import Twin
import Units
import Wire

/// The default robot's cycle and its twin in virtual time, without deck and mailbox: a test hands
/// in every input of the cycle itself, and sees every frame, event and reply.
///
/// One commander (slot 1) that can fall silent; e-stop, supply and drives are the twin's to break.
final class CycleBench {
  static let gripper = 7
  private(set) var cycle: ControlCycle
  let twin: Twin
  let configuration: RobotConfiguration
  private let buses: BusPairs
  private var ports: FixedList<CANPort, 8>
  private var now = Instant(nanoseconds: 1_000_000_000)

  // What a test may change between cycles.
  /// Each cycle counts as overrun.
  var isLate = false
  /// The kernel wakes the loop so much too late.
  var wakeUp = Interval.zero
  /// The commander gives signs of life.
  var isBeating = true
  /// The supply monitor reads so often; zero: every cycle.
  var supplyPeriod = Interval.zero
  /// 1: the run shall end; 2: at once.
  var endRequest: UInt8 = 0
  /// What the kernel says to a call (−errno); 0: nothing of note.
  var linkResult: Int32 = 0
  /// Own frames are confirmed back by the kernel.
  var confirms = true
  /// And so much later than they went on the wire.
  var confirmDelay = Interval.zero
  /// Frames that arrive from somebody else in the next cycle.
  var inject: [CANFrame] = []
  /// Brakes get no current, whatever is asked for.
  var hasStuckBrakes = false
  /// Homing switches that never close, by line.
  var deadSwitches: UInt8 = 0
  /// Joints whose drives never get a disable frame.
  var loseDisable: Set<Int> = []
  /// Frames of the drives that are lost on their way, by arbitration id.
  var lostIDs: Set<UInt32> = []
  /// Register replies that are lost on their way, by feedback id.
  var lostRegisters: [UInt32: Set<UInt8>] = [:]

  /// Answers of these drives come so much later, as behind a gateway; nil: of all.
  var replyDelay = Interval.zero
  var delayedJoints: [Int]?
  /// Share of answers that come twice.
  var doubled = 0.0
  /// Every drive answers in classic frames.
  var answersClassic = false
  /// Frames of a babbling node in each cycle, by bus.
  var babble = [Int](repeating: 0, count: 8)
  private var waiting = [[CANFrame]](repeating: [], count: 8)
  private var late: [(due: Instant, frame: CANFrame)] = []
  private var foreign: [CANFrame] = []
  private var chance = SystemChance(seed: 7)

  // What it saw.
  private(set) var events: [CycleEvent] = []
  /// Frames that asked a drive to enable, since the start.
  private(set) var enableFrames = 0
  private var requests: [Request] = []
  private var lastReply: Reply?
  private var heartbeat: UInt64 = 0
  private var supplyRead = Instant.never

  /// `profile` names a shipped robot. `twinAdjust` and `twinTimeout` make the robot another than it
  /// says.
  init(
    of profile: String = "openarm-right", adjust: (inout RobotConfiguration) -> Void = { _ in },
    twinAdjust: (inout RobotConfiguration) -> Void = { _ in }, twinTimeout: Interval? = nil
  ) throws {
    var robot = try ClosedLoop.profile(profile)
    adjust(&robot)
    var options = TwinOptions()
    options.driveTimeout = twinTimeout ?? robot.timing.driveTimeout
    var other = robot
    twinAdjust(&other)
    twin = try Twin(configuration: other, options: options)
    buses = try BusPairs(count: robot.buses.count)
    for bus in robot.buses.indices { twin.attach(bus: bus, port: buses.twinEnd(bus)) }
    ports = buses.loopEnds
    cycle = ControlCycle(robot, isBench: false)
    configuration = robot
  }

  // MARK: Time

  /// One period: the list of the design, with this bench as the shell around it.
  func step() {
    now = now + configuration.timing.period
    twin.advance(to: now + wakeUp)
    var next: CycleStage? = .receive
    while let stage = next {
      if stage == .receive { receive() }
      if stage == .send { send() }
      cycle.run(stage)
      next = stage.next
    }
    for index in cycle.body.outputs.events.indices {
      events.append(cycle.body.outputs.events[index])
    }
    for index in cycle.body.outputs.replies.indices {
      lastReply = cycle.body.outputs.replies[index]
    }
    if !hasStuckBrakes { twin.switchBrakes(cycle.body.outputs.releasedBrakes) }
    cycle.inputs.cycle &+= 1
  }

  private func receive() {
    cycle.inputs.now = now
    cycle.inputs.received = now + wakeUp
    cycle.inputs.lateness = wakeUp
    cycle.inputs.hasOverrun = isLate
    cycle.inputs.frames.removeAll()
    cycle.inputs.requests.removeAll()
    for request in requests { cycle.inputs.requests.append(request) }
    requests.removeAll()
    for bus in ports.indices {
      var frames = FixedList<CANFrame, 128>(repeating: CANFrame(id: 0), count: 0)
      _ = ports[bus].receive(into: &frames)
      for index in frames.indices {
        var frame = frames[index]
        frame.bus = UInt8(bus)
        if isLost(frame) { continue }
        if confirms || !frame.has(CANFrame.confirmed) { arrive(frame) }
      }
    }
    for frame in inject { waiting[Int(frame.bus)].append(frame) }
    inject.removeAll()
    while let first = late.first, first.due <= now {
      waiting[Int(first.frame.bus)].append(first.frame)
      late.removeFirst()
    }
    for bus in ports.indices { take(bus) }
    if linkResult != 0 { cycle.inputs.links[0].received = linkResult }
    if isBeating { heartbeat += 1 }
    cycle.inputs.holderHeartbeat = heartbeat
    cycle.inputs.endRequest = endRequest
    let seen = twin.inputs
    cycle.inputs.side.emergencyStopOpen = seen.isEmergencyStopOpen
    cycle.inputs.side.switches = twin.closedSwitches & ~deadSwitches
    cycle.inputs.side.isSupplyKnown = configuration.supply.isPresent
    if now - supplyRead >= supplyPeriod {
      supplyRead = now
      cycle.inputs.side.supply = seen.supplyVoltage
    }
    cycle.inputs.side.supplyAge = now - supplyRead
  }

  /// Damiao: operation 33, then the register.
  private func isLost(_ frame: CANFrame) -> Bool {
    if lostIDs.contains(frame.id), !frame.has(CANFrame.confirmed) { return true }
    guard let lost = lostRegisters[frame.id], !frame.has(CANFrame.confirmed) else { return false }
    return frame.data[2] == 0x33 && lost.contains(frame.data[3])
  }

  /// As much of what waits in the kernel as one cycle reads of a bus.
  private func take(_ bus: Int) {
    for _ in 0..<babble[bus] {
      var frame = CANFrame(id: 0x6AB, length: 8)
      frame.bus = UInt8(bus)
      waiting[bus].insert(frame, at: 0)
    }
    let count = min(waiting[bus].count, Capacity.framesIn)
    for frame in waiting[bus].prefix(count) { cycle.inputs.frames.append(frame) }
    waiting[bus].removeFirst(count)
    cycle.inputs.links[bus].received = Int32(count)
  }

  /// A frame that nobody sent comes in, as from a hostile neighbour.
  func forge(_ frame: CANFrame, bus: Int = 0) {
    var frame = frame
    frame.bus = UInt8(bus)
    waiting[bus].append(frame)
  }

  private func arrive(_ frame: CANFrame) {
    var frame = frame
    if frame.has(CANFrame.confirmed) {
      // Another sender's frame reaches the drives through this bench's port, and is not ours.
      let index = foreign.firstIndex {
        $0.id == frame.id && $0.bus == frame.bus && $0.data[7] == frame.data[7]
          && $0.data[2] == frame.data[2]
          && $0.data[0] == frame.data[0] && $0.length == frame.length
      }
      if let index {
        foreign.remove(at: index)
        frame.flags &= ~CANFrame.confirmed
      }
      if confirmDelay > .zero {
        late.append((now + confirmDelay, frame))
      } else {
        waiting[Int(frame.bus)].append(frame)
      }
      return
    }
    let joint = configuration.joints.indices.first {
      configuration.joints[$0].drive.feedbackID == frame.id
        && configuration.joints[$0].drive.bus == frame.bus
    }
    if answersClassic { frame.flags &= ~(CANFrame.fd | CANFrame.bitRateSwitch) }
    if replyDelay > .zero, let joint, delayedJoints?.contains(joint) ?? true {
      let due = Instant(nanoseconds: frame.stamp) + replyDelay
      frame.stamp = due.nanoseconds
      late.append((due, frame))
    } else {
      waiting[Int(frame.bus)].append(frame)
    }
    if doubled > 0, chance.fraction() < doubled { waiting[Int(frame.bus)].append(frame) }
  }

  /// Another sender puts a frame on a bus.
  func intrude(_ frame: CANFrame, bus: Int = 0) {
    var frame = frame
    frame.bus = UInt8(bus)
    foreign.append(frame)
    _ = ports[bus].send(frame)
  }

  private func send() {
    for bus in ports.indices {
      var batch = FixedList<CANFrame, 128>(repeating: CANFrame(id: 0), count: 0)
      for index in cycle.body.outputs.frames.indices
      where Int(cycle.body.outputs.frames[index].bus) == bus {
        let frame = cycle.body.outputs.frames[index]
        if isLostDisable(frame) { continue }
        batch.append(frame)
        // Damiao: seven times FF, then FC.
        if frame.data[0] == 0xFF, frame.data[6] == 0xFF, frame.data[7] == 0xFC { enableFrames += 1 }
      }
      cycle.inputs.links[bus] = LinkInputs()
      guard batch.count > 0 else { continue }
      cycle.inputs.links[bus].offered = Int32(batch.count)
      cycle.inputs.links[bus].sent = ports[bus].send(batch, from: 0)
    }
  }

  /// Damiao: seven times FF, then FD.
  private func isLostDisable(_ frame: CANFrame) -> Bool {
    guard frame.data[0] == 0xFF, frame.data[6] == 0xFF, frame.data[7] == 0xFD else { return false }
    return loseDisable.contains {
      configuration.joints[$0].drive.commandID == frame.id
        && configuration.joints[$0].drive.bus == frame.bus
    }
  }

  /// The process does not run for so long: one cycle begins that late, and the next one at once.
  func sleepIn(_ late: Interval) {
    wakeUp = late
    step()
    wakeUp = Interval(microseconds: 50)
    now = now + (late - configuration.timing.period)
    step()
    wakeUp = .zero
  }

  /// From now on the twin says that it cannot go on.
  func failTwin(at joint: Int) {
    cycle.inputs.side.hasTwinFailed = true
    cycle.inputs.side.failedJoint = Int16(joint)
    cycle.inputs.side.failedInertia = 1e-9
  }

  /// A number 0…1 by a seed: Marsaglia's xorshift.
  private struct SystemChance {
    var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }
    mutating func fraction() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) / 9_007_199_254_740_992
    }
  }

  /// Another commander on the bus enables a drive.
  func enableFromOutside(_ joint: Int) {
    let drive = configuration.joints[joint].drive
    var frame = CANFrame(
      id: drive.commandID, length: 8, flags: CANFrame.fd | CANFrame.bitRateSwitch)
    for index in 0..<7 { frame.data[index] = 0xFF }
    frame.data[7] = 0xFC
    _ = ports[Int(drive.bus)].send(frame)
  }

  /// So many cycles.
  func run(_ cycles: Int) { for _ in 0..<cycles { step() } }

  /// Until the phase is reached; false after `limit` cycles.
  func run(until phase: RobotPhase, limit: Int = 12_000) -> Bool {
    for _ in 0..<limit {
      if cycle.phase == phase { return true }
      step()
    }
    return cycle.phase == phase
  }

  // MARK: Commanders

  /// A commander asks; the answer.
  @discardableResult
  func ask(_ kind: RequestKind, slot: Int32 = 1, change: (inout Request) -> Void = { _ in })
    -> Reply
  {
    var request = Request()
    request.kind = kind
    request.slot = slot
    request.process = 4_000 + UInt64(slot)
    change(&request)
    requests.append(request)
    step()
    return lastReply ?? Reply(slot: -1, code: .pending)
  }

  /// Plays the motion `sweep`.
  @discardableResult
  func play() -> Reply { ask(.play) { $0.index = 0 } }

  /// Moves one joint.
  @discardableResult
  func move(_ joint: Int, to target: Double) -> Reply {
    ask(.move) {
      $0.mask = 1 << UInt64(joint)
      $0.targets[joint] = target
    }
  }

  /// As `--motion sweep` on the command line.
  func autostart() { cycle.autostart(motion: 0) }

  /// Until every drive has been heard; then lease and reset. True when disarmed.
  func reset() -> Bool {
    run(5)
    ask(.acquireLease)
    ask(.reset)
    return run(until: .disarmed, limit: 300)
  }

  /// Lease, reset, arm. True when the robot holds.
  func arm() -> Bool {
    guard reset() else { return false }
    return ask(.arm).code == .accepted && run(until: .holding, limit: 1_000)
  }

  /// Lease, reset, and arming so far that the enable frames have been sent. True when they have.
  func enable() -> Bool {
    guard reset() else { return false }
    ask(.arm)
    for _ in 0..<200 where enableFrames == 0 { step() }
    return enableFrames > 0
  }

  /// Armed, and joint 3 raised to 1.5 rad: without torque the arm falls from there.
  func raise() -> Bool {
    guard arm(), move(3, to: 1.5).code == .accepted else { return false }
    return run(until: .holding)
  }

  /// Armed and half a second into the sweep.
  func sweep() -> Bool {
    guard arm(), play().code == .accepted else { return false }
    run(500)
    return cycle.phase == .moving
  }
}
