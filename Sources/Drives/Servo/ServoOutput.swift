public import RobotCore
public import Units

/// A hobby servo: it is sent a pulse and never answers.
///
/// Its report is what was commanded, on the way that a servo of its speed can have come since:
/// open loop, a model and no measurement. Nothing that it says is evidence. Before its first pulse
/// it is taken to stand in the joint's rest pose, to which that pulse will then drive it.
public struct ServoOutput: BitwiseCopyable, Sendable {
  private let lower: Double
  private let upper: Double
  private let pulseAtLower: Double
  private let slope: Double
  private let speed: Double
  private let timeConstant: Double
  private var position: Double
  private var velocity = 0.0
  private var target: Double
  private var isOn = false
  private var seen = Instant.never

  /// Width of its pulses; zero: it gets none.
  public private(set) var pulse = Interval.zero

  /// The servo that a configuration describes, without pulses.
  @_noLocks public init(_ servo: ServoConfiguration) {
    let isUpward = servo.lower <= servo.upper
    lower = isUpward ? servo.lower.value : servo.upper.value
    upper = isUpward ? servo.upper.value : servo.lower.value
    let first = isUpward ? servo.pulseAtLower : servo.pulseAtUpper
    let last = isUpward ? servo.pulseAtUpper : servo.pulseAtLower
    pulseAtLower = first.seconds
    let travel = upper - lower
    slope = travel > 0 ? (last.seconds - first.seconds) / travel : 0
    speed = servo.speed.value
    timeConstant = servo.timeConstant.seconds
    position = servo.rest.value
    target = servo.rest.value
  }

  /// Sets its pulse. A command without stiffness asks for no position: the pulse then stays where
  /// the servo is taken to be, since none of its kind can be told to be soft.
  @_noLocks public mutating func speak(
    _ wish: DriveWish, _ command: DriveCommand, _ moment: DriveMoment, news: inout DriveNews
  ) {
    move(to: moment.now)
    switch wish {
    case .quiet, .poll, .prepare, .clear: break
    case .enable:
      target = position
      isOn = true
    case .follow, .home:
      if isOn { target = wanted(command) }
    case .disable:
      isOn = false
      velocity = 0
    }
    pulse = isOn ? width(at: target) : .zero
    news.hasReport = true
    news.report = report
  }

  /// A number that is none asks for no motion: the guard must never pass one, and this is the last
  /// net.
  @_noLocks private func wanted(_ command: DriveCommand) -> Double {
    guard command.position.isFinite, command.stiffness > 0 else { return position }
    return command.position.clamped(Angle(lower), Angle(upper)).value
  }

  /// What it is taken to do.
  private var report: DriveReport {
    @_noLocks get {
      var report = DriveReport()
      report.status = isOn ? .enabled : .disabled
      report.position = Angle(position)
      report.velocity = AngularVelocity(velocity)
      return report
    }
  }

  /// Width of the pulse that asks for an angle.
  @_noLocks func width(at angle: Double) -> Interval {
    Interval(seconds: pulseAtLower + slope * (angle - lower))
  }

  /// Towards the target as far as a servo can have come: first order, never faster than its speed.
  /// Without pulses it is taken to stay.
  @_noLocks private mutating func move(to now: Instant) {
    let elapsed = seen == .never ? 0 : (now - seen).seconds
    seen = now
    guard isOn, elapsed > 0 else { return }
    let distance = target - position
    var wanted = timeConstant > elapsed ? distance / timeConstant : distance / elapsed
    if wanted > speed { wanted = speed }
    if wanted < -speed { wanted = -speed }
    velocity = wanted
    position += wanted * elapsed
  }
}
