import Drives
import RealTime
import Reducers
import RobotCore
import Units
import Wire

// Guard → encode: wishes and commands become frames.
extension ControlCycle {
  /// Fills the frames to send: stops first, so that a full queue costs a command and not a stop.
  @_noLocks mutating func encode() {
    drives.open(moment, quiet: QuietBuses(axes).mask, into: &outputs.frames)
    for joint in axes.indices where axes[joint].wish == .disable { speak(.disable, to: joint) }
    for joint in axes.indices where axes[joint].wish != .disable {
      speak(axes[joint].wish, to: joint)
    }
    for joint in axes.indices where axes[joint].wish == .enable { speak(.follow, to: joint) }
    postPings()
  }

  /// What time it is for the drives, and how long they are waited for.
  var moment: DriveMoment {
    @_noLocks get {
      var moment = DriveMoment()
      moment.now = inputs.now
      moment.cycle = inputs.cycle
      moment.period = timing.period
      moment.patience = timing.exchangeTimeout
      moment.silenceLimit = timing.silenceLimit
      moment.driveTimeout = timing.driveTimeout
      return moment
    }
  }

  @_noLocks private mutating func speak(_ wish: DriveWish, to joint: Int) {
    var news = DriveNews()
    var command = DriveCommand()
    if wish == .follow || wish == .home {
      var wanted = commands[joint]
      wanted.position = wanted.position - axes[joint].turnOffset
      command = axes[joint].reducer.drive(wanted)
    }
    command.releasesBrake = brakes[joint].isReleased
    drives.speak(wish, to: joint, command, moment, into: &outputs.frames, news: &news)
    posted(news, joint)
    if !axes[joint].hasFeedback { takeOpenLoop(news, joint: joint) }
    if news.finding.code != .none { takePreparation(news, joint: joint) }
  }

  @_noLocks mutating func postPing(_ index: Int, _ joint: Int) {
    var news = DriveNews()
    if outputs.frames.append(drives.ping(index, to: joint)) {
      news.questions = 1
    } else {
      news.unsent = 1
    }
    posted(news, joint, isPing: true)
  }

  /// Remembers what is owed, at the moment of the step, not the nominal one: a late frame is not
  /// waited for before it left.
  @_noLocks private mutating func posted(
    _ news: DriveNews, _ joint: Int, isPing: Bool = false
  ) {
    for _ in 0..<news.unsent { count(.framesOut) }
    guard news.questions > 0 else { return }
    for _ in 0..<news.questions {
      axes[joint].talk.asked(at: inputs.received, window: accountWindow, isPing: isPing)
    }
    showTalk(joint)
  }

  /// A bus whose interface has gone away, while nothing carries torque; −1: none.
  @_noLocks public func goneBus() -> Int {
    switch phase {
    case .latched, .disarmed: break
    case .arming, .holding, .moving, .stopping: return -1
    }
    guard held == 0 else { return -1 }
    for bus in buses.indices where buses[bus].state == .gone { return bus }
    return -1
  }

  @_noLocks mutating func setState(_ state: BusState, bus: Int) {
    guard state != buses[bus].state else { return }
    buses[bus].state = state
    note(CycleEvent(.busState, detail: Int(state.rawValue), subject: bus))
  }
}
