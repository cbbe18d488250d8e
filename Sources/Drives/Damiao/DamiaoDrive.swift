public import RealTime
public import RobotCore
public import Units
public import Wire

/// A Damiao drive as the cycle knows it: what is wanted of it becomes frames, and frames become
/// news. What it holds in between is how far its registers have been read.
public struct DamiaoDrive: BitwiseCopyable, Sendable {
  let codec: Damiao
  private var readBack: ReadBack

  /// The drive that a configuration describes, on its bus.
  @_noLocks public init(_ configuration: DriveConfiguration, on bus: BusConfiguration) {
    codec = Damiao(configuration, on: bus)
    readBack = ReadBack(count: codec.readBackCount)
  }

  /// Its registers are to be read from the first on.
  @_noLocks public mutating func begin() { readBack.begin() }

  /// How far the reading of its registers has come.
  public var preparation: Preparation { @_noLocks get { readBack.isDone ? .done : .going } }

  /// What a frame on its feedback id tells.
  @_noLocks public mutating func take(
    _ frame: CANFrame, at arrived: Instant, _ moment: DriveMoment, into news: inout DriveNews
  ) {
    if readBack.asked >= 0, takeRegister(frame, at: arrived, moment, into: &news) { return }
    if let pong = codec.pong(frame) {
      news.pong = pong
    } else if let report = codec.decode(frame) {
      news.report = report
      news.hasReport = true
    }
  }

  /// Its answer to a wish: one frame, and a question with each.
  @_noLocks public mutating func speak(
    _ wish: DriveWish, _ command: DriveCommand, _ moment: DriveMoment,
    into frames: inout Table<CANFrame>, news: inout DriveNews
  ) {
    switch wish {
    case .quiet: break
    case .poll: news.ask(codec.request(.poll), into: &frames)
    case .prepare: news.ask(prepare(moment, news: &news), into: &frames)
    case .clear: news.ask(codec.request(.clearFault), into: &frames)
    case .enable: news.ask(codec.request(.enable), into: &frames)
    case .follow, .home: news.ask(codec.encode(command), into: &frames)
    case .disable: news.ask(codec.request(.disable), into: &frames)
    }
  }

  // MARK: Registers

  /// Even cycles ask for feedback, odd ones for one register: a full bus carries two frames and two
  /// answers of every drive in two cycles, not in one.
  @_noLocks private mutating func prepare(
    _ moment: DriveMoment, news: inout DriveNews
  ) -> CANFrame {
    switch readBack.step(
      now: moment.now, patience: moment.patience, mayAsk: moment.cycle & 1 == 1)
    {
    case .nothing: return codec.request(.poll)
    case .ask: return codec.readBack(readBack.asked)
    case .unanswered:
      news.finding = Fault(
        .registerSilent, value: Double((moment.now - readBack.began).nanoseconds) * 1e-6,
        limit: Double(moment.patience.nanoseconds) * 1e-6, setting: Double(readBack.tries),
        detail: Int(codec.readBackRegister(readBack.asked)), instant: moment.now)
      readBack.passOver()
      return codec.request(.poll)
    }
  }

  /// True when the frame was the answer to the outstanding read. One that is late is asked for
  /// again: one reading decides nothing, three refuse the arming.
  @_noLocks private mutating func takeRegister(
    _ frame: CANFrame, at arrived: Instant, _ moment: DriveMoment, into news: inout DriveNews
  ) -> Bool {
    guard
      let verdict = codec.check(
        readBack.asked, reply: frame, timeoutExpected: moment.driveTimeout)
    else { return false }
    news.isAnswer = true
    let trip = arrived - readBack.lastAsked
    switch readBack.answered(at: arrived, limit: moment.silenceLimit) {
    case .inTime: news.finding = verdict.finding(at: moment.now)
    case .late: break
    case .tooLate: news.lateBy = trip
    }
    return true
  }
}

extension ReadBackVerdict {
  /// What it means for the arming, `.none` when the register is as configured.
  @_noLocks func finding(at now: Instant) -> Fault {
    switch self {
    case .matches: .none()
    case .differs(let register, let found, let expected):
      Fault(
        .configurationMismatch, value: found, limit: expected, detail: Int(register), instant: now)
    case .timeoutOff(let register, let found, let expected):
      Fault(.driveTimeoutOff, value: found, limit: expected, detail: Int(register), instant: now)
    }
  }
}
