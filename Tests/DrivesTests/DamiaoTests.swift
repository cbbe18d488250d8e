import Drives
import RobotCore
import Testing
import Units
import Wire

@Suite("Damiao frames")
struct DamiaoTests {
  @Test("what was sent comes back within one LSB", arguments: Model.all)
  func roundTrip(model: Model) throws {
    var random = SeededGenerator(state: 4310)
    let drive = model.drive(id: 3)
    for _ in 0..<2_000 {
      var command = DriveCommand()
      command.position = Angle(.random(in: -model.ranges.p...model.ranges.p, using: &random))
      command.velocity = AngularVelocity(
        .random(in: -model.ranges.v...model.ranges.v, using: &random))
      command.torque = Torque(.random(in: -model.ranges.t...model.ranges.t, using: &random))
      command.stiffness = .random(in: 0...500, using: &random)
      command.damping = .random(in: 0...5, using: &random)
      var fields = BitFields(drive.encode(command).bytes)
      let p = fields.take(16, -model.ranges.p, model.ranges.p)
      let v = fields.take(12, -model.ranges.v, model.ranges.v)
      let kp = fields.take(12, 0, 500)
      let kd = fields.take(12, 0, 5)
      let t = fields.take(12, -model.ranges.t, model.ranges.t)
      #expect(abs(kp - command.stiffness) <= 500 / 4_095)
      #expect(abs(kd - command.damping) <= 5 / 4_095)
      let report = try #require(drive.decode(feedback(model, id: 3, p: p, v: v, t: t)))
      #expect(abs(report.position.value - command.position.value) <= 2 * model.ranges.p / 65_535)
      #expect(abs(report.velocity.value - command.velocity.value) <= 2 * model.ranges.v / 4_095)
      #expect(abs(report.torque.value - command.torque.value) <= 2 * model.ranges.t / 4_095)
    }
  }

  @Test("values past a range clamp to its end")
  func clamps() {
    let drive = Model("4310", 12.5, 30, 10).drive()
    var command = DriveCommand()
    command.position = Angle(-1e300)
    command.velocity = AngularVelocity(1e300)
    command.stiffness = 1e300
    command.damping = -1
    #expect(drive.encode(command).candump == "001#0000FFFFFF0007FF")
  }

  @Test("a NaN or an infinity in any field asks for no torque")
  func nonFinite() {
    let drive = Model.all[0].drive()
    let idle = drive.encode(DriveCommand()).candump
    #expect(idle == "001#7FFF7FF0000007FF")
    for bad in [Double.nan, .infinity, -.infinity, .signalingNaN] {
      for field in 0..<5 {
        var command = DriveCommand()
        command.position = Angle(field == 0 ? bad : 1)
        command.velocity = AngularVelocity(field == 1 ? bad : 2)
        command.torque = Torque(field == 2 ? bad : 3)
        command.stiffness = field == 3 ? bad : 100
        command.damping = field == 4 ? bad : 1
        #expect(drive.encode(command).candump == idle)
      }
    }
  }

  @Test("no MIT command is ever taken for a request")
  func ambiguity() {
    let drive = Model("4310", 12.5, 30, 10).drive()
    var nudged = 0
    for raw in 4_080...4_095 {
      var command = DriveCommand()
      command.position = Angle(99)
      command.velocity = AngularVelocity(99)
      command.stiffness = 999
      command.damping = 99
      command.torque = Torque(-10 + (Double(raw) + 0.5) * 20 / 4_095)
      let bytes = drive.encode(command).bytes
      let expected = UInt8(0xFB...0xFE ~= raw & 255 ? 0xFA : raw & 255)
      #expect(bytes == Array(repeating: 0xFF, count: 7) + [expected])
      if bytes[7] == 0xFA { nudged += 1 }
    }
    #expect(nudged == 5, "FA itself and the four that would be requests")
  }

  @Test("on an FD bus every frame is FD with bit-rate switch, and names its bus")
  func flexibleDataRate() {
    var configuration = Model.all[0].configuration(id: 2, bus: 3)
    configuration.firmware = 1
    let drive = Damiao(configuration, isFD: true)
    var frames = DriveRequest.allCases.map(drive.request)
    frames.append(drive.encode(DriveCommand()))
    frames += (0..<drive.readBackCount).map(drive.readBack)
    for frame in frames {
      #expect(frame.flags == CANFrame.fd | CANFrame.bitRateSwitch)
      #expect(frame.bus == 3 && frame.length == 8 && frame.stamp == 0)
    }
    #expect(Model.all[0].drive().encode(DriveCommand()).flags == 0)
  }

  @Test("feedback is taken in classic and in FD form")
  func bothForms() {
    let drive = Model.all[0].drive(id: 1, isFD: true)
    var frame = feedback(Model.all[0], p: 1)
    #expect(drive.decode(frame)?.status == .enabled)
    frame.flags = CANFrame.fd | CANFrame.bitRateSwitch
    #expect(drive.decode(frame)?.status == .enabled)
  }

  @Test("what is no feedback of this drive is nil")
  func strangers() {
    let drive = Model.all[0].drive(id: 1)
    let good = feedback(Model.all[0], p: 1)
    #expect(drive.owns(good) && drive.decode(good) != nil)
    func altered(_ change: (inout CANFrame) -> Void) -> CANFrame {
      var frame = good
      change(&frame)
      return frame
    }
    for length in [0, 1, 7, 9, 12, 64, 255] as [UInt8] {
      #expect(drive.decode(altered { $0.length = length }) == nil)
    }
    for id in [0, 1, 0x10, 0x12, 0x7FF, 0x8000_0011] as [UInt32] {
      let frame = altered { $0.id = id }
      #expect(!drive.owns(frame) && drive.decode(frame) == nil)
    }
    let flags = [
      CANFrame.error, CANFrame.remote, CANFrame.extended, CANFrame.confirmed,
      CANFrame.confirmed | CANFrame.fd,
    ]
    for flag in flags {
      let frame = altered { $0.flags = flag }
      #expect(!drive.owns(frame) && drive.decode(frame) == nil)
    }
    #expect(!drive.owns(altered { $0.bus = 1 }))
    let other = altered { $0.data[0] = 0x12 }
    #expect(drive.owns(other) && drive.decode(other) == nil, "id 2 answers on the wrong MST_ID")
  }

  @Test("an ESC_ID above 15 is matched by its low half")
  func largeID() {
    let drive = Model.all[0].drive(id: 0x2C)
    #expect(drive.decode(feedback(Model.all[0], id: 0x2C, p: 1))?.status == .enabled)
  }

  @Test("every ERR code")
  func errorCodes() throws {
    let drive = Model.all[0].drive(id: 1)
    let faults: [UInt8: DriveFault] = [
      8: .overVoltage, 9: .underVoltage, 10: .overCurrent, 11: .driverOverTemperature,
      12: .motorOverTemperature, 13: .communicationLost, 14: .overload,
    ]
    for code in 0..<16 as Range<UInt8> {
      let report = try #require(drive.decode(feedback(Model.all[0], error: code, p: 1)))
      switch code {
      case 0: #expect(report.status == .disabled && report.fault == .none)
      case 1: #expect(report.status == .enabled && report.fault == .none)
      default:
        #expect(report.status == .fault && report.fault == faults[code] ?? .other)
      }
    }
  }

  @Test("velocity mode and the limits of position-force mode")
  func otherModes() {
    let drive = Damiao(Model.all[0].configuration(id: 5), isFD: false)
    #expect(drive.encode(velocity: AngularVelocity(-2.5)).candump == "205#000020C0")
    func force(_ speed: Double, _ current: Double) -> String {
      drive.encode(
        position: Angle(0), speedLimit: AngularVelocity(speed), currentLimit: current
      ).candump
    }
    #expect(force(1e9, 7) == "305#0000000010271027")
    #expect(force(-1, .nan) == "305#0000000000000000")
  }
}
