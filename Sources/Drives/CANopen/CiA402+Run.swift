import RealTime
import RobotCore
import Units
import Wire

// Once it runs: one control word with one set-point per cycle.
extension CiA402 {
  @_noLocks mutating func run(
    _ wish: DriveWish, _ command: DriveCommand, _ moment: DriveMoment,
    into frames: inout Table<CANFrame>, news: inout DriveNews
  ) {
    // Process data may go on while the node's own watch over itself does not.
    if heartbeat.isLost(at: moment.now, after: node.heartbeat * 3) { trouble = .communicationLost }
    var word = ControlWord.disableVoltage
    switch wish {
    case .quiet: return
    case .enable:
      // The command of the same cycle carries the first step.
      isWanted = true
      wasEnabled = false
      return
    case .follow, .home:
      if isWanted, trouble == .none { word = ControlWord.enabling(from: power) }
    case .clear:
      isWanted = false
      endHoming()
      trouble = .none
      emergency = 0
      heartbeat.begin()
      // The edge is the command.
      if process.control & ControlWord.faultReset == 0 { word = ControlWord.faultReset }
    case .poll, .prepare, .disable:
      isWanted = false
      endHoming()
    }
    home(wish == .home, moment, into: &frames, news: &news)
    if word == ControlWord.enableOperation { word |= homing.bits }
    news.ask(processFrame(word, homing.stage == .idle ? command : atRest(command)), into: &frames)
  }

  // MARK: Its own homing

  @_noLocks private mutating func home(
    _ isAsked: Bool, _ moment: DriveMoment, into frames: inout Table<CANFrame>,
    news: inout DriveNews
  ) {
    let frame = homing.step(isAsked, &transfer, process, node, moment)
    // A drive that stays in another mode follows nothing.
    if homing.isStuck { trouble = .other }
    guard let frame else { return }
    if transfer.phase == .aborted {
      news.tell(addressed(frame), into: &frames)
    } else {
      news.ask(addressed(frame), into: &frames)
    }
  }

  @_noLocks private mutating func endHoming() {
    if homing.isUnderWay { transfer.finish() }
    homing.end()
  }

  /// What holds the shaft where its homing begins or has ended, with the torque that carries it.
  @_noLocks private func atRest(_ command: DriveCommand) -> DriveCommand {
    var command = command
    command.position = Angle(Double(homing.place) * 2 * Double.pi / node.countsPerTurn)
    command.velocity = .zero
    return command
  }

  // MARK: Set-points

  /// A control word and the target that belongs to it.
  @_noLocks mutating func processFrame(_ word: UInt16, _ command: DriveCommand) -> CANFrame {
    let objects = plan.mapping(0)
    var frame = CANFrame(id: CANopenID.receive + UInt32(node.node), length: objects.length)
    let isFollowing = power == .operationEnabled && word == ControlWord.enableOperation
    let setPoint = SetPoint(
      isFollowing && CiA402.isFinite(command) ? command : nil, process, plan)
    var word = word
    if node.mode == .profilePosition {
      word |= process.handshake(setPoint.position, isFollowing && !homing.isUnderWay)
    }
    frame.putUInt16(word, at: 0)
    switch node.mode {
    case .profilePosition:
      frame.putUInt32(UInt32(bitPattern: process.target), at: 2)
    case .cyclicPosition:
      frame.putUInt32(UInt32(bitPattern: setPoint.position), at: 2)
    case .cyclicVelocity:
      frame.putUInt32(UInt32(bitPattern: setPoint.velocity), at: 2)
    case .cyclicTorque:
      frame.putUInt16(UInt16(bitPattern: setPoint.torque), at: 2)
    }
    if objects.third != 0 { frame.putUInt16(UInt16(bitPattern: setPoint.torque), at: 6) }
    process.control = word
    return addressed(frame)
  }

  /// A NaN or an infinity asks for no torque: the guard must never pass one, and this is the last
  /// net.
  @_noLocks private static func isFinite(_ command: DriveCommand) -> Bool {
    command.position.isFinite && command.velocity.isFinite && command.torque.isFinite
      && command.stiffness.isFinite && command.damping.isFinite
  }
}
