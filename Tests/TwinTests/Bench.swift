import DeviceIO
import RealTime
import RobotCore
import Twin
import Units
import Wire
import Wording

/// A twin with one bus, and the host's end of that bus in the test's hand.
final class Bench {
  let twin: Twin
  var now = Instant(nanoseconds: 1_000_000_000)
  var received: [CANFrame] = []
  let period: Interval
  private var pair: CANBus.Pair
  private var batch = FixedList<CANFrame, 128>(repeating: CANFrame(id: 0), count: 0)

  init(_ robot: RobotConfiguration, _ options: TwinOptions = TwinOptions()) throws {
    twin = try Twin(configuration: robot, options: options)
    period = twin.period
    pair = try CANBus.pair()
    twin.attach(bus: 0, port: pair.right.port)
    twin.advance(to: now)
  }

  /// Queues a frame as the host's kernel would.
  func send(_ id: UInt32, _ bytes: [UInt8], flags: UInt8 = 0) {
    var frame = CANFrame(id: id, length: UInt8(bytes.count), flags: flags)
    for (index, byte) in bytes.enumerated() { frame.data[index] = byte }
    let sent = pair.left.send(frame)
    precondition(sent == 1, "the pair takes frames")
  }

  /// Simulates; frames that arrive are collected in `received`.
  func run(milliseconds: Int) {
    let end = now + Interval(milliseconds: Int64(milliseconds))
    while now < end { cycle() }
  }

  func cycle() {
    now = now + period
    twin.advance(to: now)
    batch.removeAll()
    _ = pair.left.receive(into: &batch)
    for index in batch.indices { received.append(batch[index]) }
  }

  /// Sends, runs a few milliseconds, and gives the drives' answers (without the echoes).
  func ask(_ id: UInt32, _ bytes: [UInt8], flags: UInt8 = 0, wait: Int = 3) -> [CANFrame] {
    received = []
    send(id, bytes, flags: flags)
    run(milliseconds: wait)
    return received.filter { !$0.has(CANFrame.confirmed) }
  }

  /// Sends the same frame each `every` milliseconds for a while; the last answer.
  @discardableResult
  func hold(_ id: UInt32, _ bytes: [UInt8], milliseconds: Int, every: Int = 5) -> CANFrame? {
    received = []
    for _ in 0..<(milliseconds / every) {
      send(id, bytes)
      run(milliseconds: every)
    }
    return received.last { !$0.has(CANFrame.confirmed) }
  }
}

/// The first `length` bytes of a frame.
func bytes(_ frame: CANFrame) -> [UInt8] { (0..<Int(frame.length)).map { frame.data[$0] } }

let enable: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFC]
let disable: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFD]
let setZero: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE]
let clearError: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFB]
/// Ask drive 1 for its status.
let refresh: [UInt8] = [0x01, 0x00, 0xCC, 0x00]
/// p 1 rad, v 0, kp 20, kd 0.5, t 0 on a 4310 (damiao.json, made by damiao-motor and openarm_can).
let goToOne: [UInt8] = [0x8A, 0x3C, 0x7F, 0xF0, 0xA3, 0x19, 0x97, 0xFF]

/// Small robots, built in code.
enum Sample {
  /// One J4310 as the vendor's table has it, on a disc that gravity cannot turn, classic 1 Mbit/s.
  static func oneDrive() -> RobotConfiguration {
    var robot = RobotConfiguration()
    robot.buses.append(BusConfiguration())
    robot.joints.append(joint("axis", id: 1))
    robot.supply.isPresent = true
    return robot
  }

  static func joint(_ name: String, id: UInt32) -> JointConfiguration {
    var joint = JointConfiguration()
    joint.name = Label(name) ?? Label()
    joint.lowerStop = Position(-3)
    joint.upperStop = Position(3)
    joint.drive.commandID = id
    joint.drive.feedbackID = 0x10 + id
    joint.drive.gearRatio = 10
    joint.drive.peakTorque = Torque(7)
    joint.plant.torqueConstant = 0.945
    joint.plant.currentLimit = 7.4
    joint.plant.resistance = 0.85
    joint.plant.reflectedInertia = 0.0018
    joint.plant.coulombFriction = 0.02
    joint.plant.viscousFriction = 0.01
    joint.plant.efficiency = 1
    joint.plant.encoderCounts = 163_840
    return joint
  }

  /// The same drive swinging 1 kg at 0.3 m: horizontal at 0, hanging at +π/2 about y.
  static func pendulum() -> RobotConfiguration {
    var robot = oneDrive()
    robot.bodies.append(link(joint: 0, axis: [0, 1, 0]))
    return robot
  }

  static func link(joint: Int32, axis: SIMD3<Double>, parent: Int32 = -1) -> BodyConfiguration {
    var body = BodyConfiguration()
    body.name = Label("link\(joint)") ?? Label()
    body.parent = parent
    body.type = .revolute
    body.joint = joint
    body.axis = axis
    body.mass = 1
    body.centreOfMass = [0.3, 0, 0]
    body.inertiaDiagonal = [0.002, 0.002, 0.002]
    if parent >= 0 { body.translation = [0.3, 0, 0] }
    return body
  }

  /// Eight drives on one CAN FD bus, 1 M / 5 M, a chain of eight links.
  static func chain() -> RobotConfiguration {
    var robot = RobotConfiguration()
    var bus = BusConfiguration()
    bus.isFD = true
    bus.dataBitRate = 5_000_000
    robot.buses.append(bus)
    for index in 0..<8 {
      robot.joints.append(joint("joint\(index)", id: UInt32(index + 1)))
      let axis: SIMD3<Double> = index % 2 == 0 ? [0, 1, 0] : [0, 0, 1]
      var body = link(joint: Int32(index), axis: axis, parent: Int32(index) - 1)
      body.mass = 0.3
      body.centreOfMass = [0.05, 0, 0]
      if index > 0 { body.translation = [0.1, 0, 0] }
      robot.bodies.append(body)
    }
    return robot
  }
}
