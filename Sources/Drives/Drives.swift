public import RealTime
public import RobotCore
public import Units
public import Wire

/// The drives of a robot, one per joint, by the joint's index: whoever speaks to one does not know
/// its family. A family is a folder in this room and one case in each switch below.
///
/// What a family remembers of a drive is a row of the family's own table.
public struct Drives: ~Copyable {
  private var seats: Table<DriveSeat>
  private var damiao: Table<DamiaoDrive>
  private var servos: Table<ServoOutput>
  private var ciA402: Table<CiA402>
  private var desk = TextDesk()

  /// The drives that a configuration describes, nothing heard and nothing prepared.
  public init(_ robot: borrowing RobotConfiguration) {
    let count = robot.joints.count
    seats = Table(repeating: DriveSeat(), count: 0, capacity: count)
    damiao = Table(
      repeating: DamiaoDrive(DriveConfiguration(), on: BusConfiguration()), count: 0,
      capacity: count)
    servos = Table(repeating: ServoOutput(ServoConfiguration()), count: 0, capacity: count)
    ciA402 = Table(
      repeating: CiA402(DriveConfiguration(), on: BusConfiguration()), count: 0, capacity: count)
    for joint in 0..<count {
      let drive = robot.joints[joint].drive
      var seat = DriveSeat()
      seat.family = drive.family
      switch drive.family {
      case .damiao:
        seat.row = damiao.count
        damiao.append(DamiaoDrive(drive, on: robot.buses[Int(drive.bus)]))
      case .servo:
        seat.row = servos.count
        servos.append(ServoOutput(drive.servo))
      case .ciA402:
        seat.row = ciA402.count
        var isFirst = true
        for row in ciA402.indices where ciA402[row].bus == drive.bus { isFirst = false }
        ciA402.append(CiA402(drive, on: robot.buses[Int(drive.bus)], isFirst: isFirst))
      }
      seats.append(seat)
    }
  }

  /// Everything it remembers, to or from a snapshot.
  @_noLocks public mutating func exchange(_ pass: inout SnapshotPass) {
    pass.exchange(&seats)
    pass.exchange(&damiao)
    pass.exchange(&servos)
    pass.exchange(&ciA402)
    desk.exchange(&pass)
  }

  // MARK: What it is asked and what it says

  /// A new attempt to arm starts: what must be known of a drive is asked for from the first on.
  @_noLocks public mutating func begin(_ joint: Int) {
    let row = seats[joint].row
    switch seats[joint].family {
    case .damiao: damiao[row].begin()
    case .servo: break
    case .ciA402: ciA402[row].begin()
    }
  }

  /// How far that has come.
  @_noLocks @inline(__always) public func preparation(of joint: Int) -> Preparation {
    let row = seats[joint].row
    switch seats[joint].family {
    case .damiao: return damiao[row].preparation
    case .servo: return .done
    case .ciA402: return ciA402[row].preparation
    }
  }

  /// How far a drive has come that finds its zero by itself, see `DriveWish.home`.
  @_noLocks @inline(__always) public func homing(of joint: Int) -> OwnHoming {
    let row = seats[joint].row
    switch seats[joint].family {
    case .damiao, .servo: return .none
    case .ciA402: return ciA402[row].ownHoming
    }
  }

  /// What a drive says of its state in its family's own bits; 0 where there are none.
  @_noLocks @inline(__always) public func statusWord(of joint: Int) -> UInt16 {
    let row = seats[joint].row
    switch seats[joint].family {
    case .damiao, .servo: return 0
    case .ciA402: return ciA402[row].statusWord
    }
  }

  /// True when the frame arrived on an id of this drive, whatever it says.
  @_noLocks @inline(__always) public func owns(_ frame: CANFrame, _ joint: Int) -> Bool {
    let row = seats[joint].row
    switch seats[joint].family {
    case .damiao: return damiao[row].codec.owns(frame)
    case .servo: return false
    case .ciA402: return ciA402[row].owns(frame)
    }
  }

  /// What a frame that this drive owns tells of it.
  @_noLocks public mutating func take(
    _ frame: CANFrame, of joint: Int, at arrived: Instant, _ moment: DriveMoment,
    into news: inout DriveNews
  ) {
    let row = seats[joint].row
    switch seats[joint].family {
    case .damiao: damiao[row].take(frame, at: arrived, moment, into: &news)
    case .servo: break
    case .ciA402:
      let isUnderstood = ciA402[row].take(
        frame, at: arrived, moment, desk: &desk.bytes, into: &news)
      news.isUnderstood = isUnderstood
    }
  }

  /// What a bus is told in each cycle before any drive is: SYNC, and that the master lives.
  ///
  /// Bit i of `quiet`: of no drive of bus i anything is wanted. Such a bus gets no SYNC, which
  /// would be a frame of ours in flight in each cycle; that the master lives it is told still.
  @_noLocks public mutating func open(
    _ moment: DriveMoment, quiet: UInt64, into frames: inout Table<CANFrame>
  ) {
    for row in ciA402.indices {
      let isQuiet = quiet >> UInt64(ciA402[row].bus) & 1 == 1
      ciA402[row].open(moment, isQuiet: isQuiet, into: &frames)
    }
  }

  /// Puts the frames that a wish takes at the end of `frames`.
  ///
  /// `command` is at the drive's report point; values past what a frame can carry are clamped to
  /// it. A command with a NaN or an infinity becomes one that asks for no torque: the guard must
  /// never pass one, and this is the last net.
  @_noLocks public mutating func speak(
    _ wish: DriveWish, to joint: Int, _ command: DriveCommand, _ moment: DriveMoment,
    into frames: inout Table<CANFrame>, news: inout DriveNews
  ) {
    let row = seats[joint].row
    switch seats[joint].family {
    case .damiao: damiao[row].speak(wish, command, moment, into: &frames, news: &news)
    case .servo: servos[row].speak(wish, command, moment, news: &news)
    case .ciA402:
      ciA402[row].hasDesk = desk.isLent(to: row, wantsIt: ciA402[row].wantsDesk)
      ciA402[row].speak(
        wish, command, moment, desk: &desk.bytes, into: &frames, news: &news)
    }
  }

  // MARK: Pings

  /// False while a ping would break off what the drive is being asked: an object server has one
  /// transfer at a time (CiA 301, 7.2.4.2), and a question ends the one that goes on.
  @_noLocks @inline(__always) public func mayBePinged(_ joint: Int) -> Bool {
    let row = seats[joint].row
    switch seats[joint].family {
    case .damiao, .servo: return true
    case .ciA402: return !ciA402[row].isInLongTransfer
    }
  }

  /// The frame of ping `index` (0…15): a question that commands nothing and whose answer says which
  /// it was.
  @_noLocks public func ping(_ index: Int, to joint: Int) -> CANFrame {
    let row = seats[joint].row
    switch seats[joint].family {
    case .damiao: return damiao[row].codec.ping(index)
    case .servo: return CANFrame(id: 0)
    case .ciA402: return ciA402[row].ping(index)
    }
  }

  // MARK: What else is heard

  /// What a frame from another sender asks of this drive.
  @_noLocks public func reach(of frame: CANFrame, _ joint: Int) -> FrameReach {
    let row = seats[joint].row
    switch seats[joint].family {
    case .damiao: return damiao[row].codec.reach(of: frame)
    case .servo: return .none
    case .ciA402: return ciA402[row].reach(of: frame)
    }
  }

  /// True when a frame on whatever id may well be this drive's feedback.
  @_noLocks public func couldBeFeedback(_ frame: CANFrame, of joint: Int) -> Bool {
    let row = seats[joint].row
    switch seats[joint].family {
    case .damiao: return damiao[row].codec.couldBeFeedback(frame)
    case .servo: return false
    case .ciA402: return ciA402[row].couldBeFeedback(frame)
    }
  }

  // MARK: What is no frame

  /// Width of the pulses of a servo; zero for one that gets none, and for every other drive.
  @_noLocks @inline(__always) public func pulse(of joint: Int) -> Interval {
    let row = seats[joint].row
    switch seats[joint].family {
    case .damiao, .ciA402: return .zero
    case .servo: return servos[row].pulse
    }
  }
}

#if !hasFeature(Embedded)
  extension DriveFamily {
    /// What profiles and words ask of the family; answered in its own folder.
    public var traits: any FamilyTraits.Type {
      switch self {
      case .damiao: DamiaoTraits.self
      case .servo: ServoTraits.self
      case .ciA402: CiA402Traits.self
      }
    }
  }
#endif

/// Where a joint's drive is kept.
struct DriveSeat: BitwiseCopyable, Sendable {
  var family = DriveFamily.damiao
  /// Row in the table of its family.
  var row = 0

  @_noLocks init() {}
}
