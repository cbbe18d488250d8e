/// The controllers of a Damiao drive: what it follows, and the torque that this asks for.
struct DamiaoLaw {
  private var impedance = DamiaoFields.Impedance()
  private var target = 0.0
  private var speedLimit = 0.0
  private var torqueShare = 1.0
  private var ramp = 0.0
  private var rampSpeed = 0.0
  private var integral = 0.0

  /// Nothing to follow yet: stay at `angle`, at rest, without torque in MIT mode.
  mutating func hold(_ angle: Double) {
    target = angle
    ramp = angle
    rampSpeed = 0
    speedLimit = 0
  }

  /// Mode 1.
  mutating func takeImpedance(_ wanted: DamiaoFields.Impedance) { impedance = wanted }

  /// Modes 2 and 4.
  mutating func takePosition(_ angle: Double, speed: Double, torqueShare: Double = 1) {
    target = angle
    speedLimit = abs(speed)
    self.torqueShare = torqueShare
  }

  /// Mode 3.
  mutating func takeSpeed(_ speed: Double) { target = speed }

  /// N·m at the output. Not limited to what the motor can: its current is.
  mutating func torque(
    mode: Int, angle: Double, speed: Double, peak: Double, _ registers: DamiaoRegisters,
    step: Double
  ) -> Double {
    switch mode {
    case 1:
      // Manual: T_ref = kp (p_des − p) + kd (v_des − v) + t_ff, limited to ±TMAX.
      let wanted =
        impedance.stiffness * (impedance.position - angle)
        + impedance.damping * (impedance.velocity - speed) + impedance.torque
      let most = registers.real(DamiaoRegisters.torqueRange)
      return min(most, max(-most, wanted))
    case 2:
      advanceRamp(registers, step: step)
      let wanted =
        rampSpeed + registers.real(DamiaoRegisters.positionGain) * (ramp - angle)
      return servo(bounded(wanted, speedLimit), speed, peak, registers, step: step)
    case 3:
      advanceSpeed(bounded(target, registers.real(DamiaoRegisters.topSpeed)), registers, step)
      return servo(rampSpeed, speed, peak, registers, step: step)
    default:
      let wanted = registers.real(DamiaoRegisters.positionGain) * (target - angle)
      let most = torqueShare * peak
      return servo(bounded(wanted, speedLimit), speed, most, registers, step: step)
    }
  }

  private func bounded(_ value: Double, _ limit: Double) -> Double {
    min(limit, max(-limit, value))
  }

  /// Trapezoid towards the target: ACC up, DEC down, never faster than the limit.
  private mutating func advanceRamp(_ registers: DamiaoRegisters, step: Double) {
    let distance = target - ramp
    let braking = -registers.real(DamiaoRegisters.deceleration)
    let fastest = min(speedLimit, (2 * braking * abs(distance)).squareRoot())
    advanceSpeed(distance < 0 ? -fastest : fastest, registers, step)
    let move = rampSpeed * step
    if abs(move) >= abs(distance) {
      ramp = target
      if abs(rampSpeed) <= braking * step * 2 { rampSpeed = 0 }
    } else {
      ramp += move
    }
  }

  private mutating func advanceSpeed(_ wanted: Double, _ registers: DamiaoRegisters, _ step: Double)
  {
    let isBraking = abs(wanted) < abs(rampSpeed)
    let rate =
      isBraking
      ? -registers.real(DamiaoRegisters.deceleration) : registers.real(DamiaoRegisters.acceleration)
    rampSpeed += bounded(wanted - rampSpeed, rate * step)
  }

  /// The speed controller. Its gains scale with KP_ASR and KI_ASR from a drive's defaults (0.00372
  /// and 0.002), where an error of a tenth of the speed range asks for the peak torque and the
  /// integral takes over within about 50 ms: the manual gives no units for these registers.
  private mutating func servo(
    _ wanted: Double, _ speed: Double, _ most: Double, _ registers: DamiaoRegisters, step: Double
  ) -> Double {
    let range = registers.real(DamiaoRegisters.velocityRange)
    let scale = registers.real(DamiaoRegisters.torqueRange) / (0.1 * range)
    let gain = scale * registers.real(DamiaoRegisters.speedGain) / 0.003_72
    let integralGain = 20 * scale * registers.real(DamiaoRegisters.speedIntegral) / 0.002
    let error = wanted - speed
    integral = bounded(integral + integralGain * error * step, most)
    return bounded(gain * error + integral, most)
  }
}
