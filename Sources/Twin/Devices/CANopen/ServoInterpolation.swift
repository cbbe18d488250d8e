/// Between two targets of cyclic position: a straight line over the interpolation period (60C2h).
struct ServoInterpolation {
  private var from = 0.0
  private var target = 0.0
  private var elapsed = 0.0
  private var period = 0.001

  /// A target has come; the line starts where the last one stands.
  mutating func take(_ target: Double, period: Double) {
    from = position
    self.target = target
    self.period = max(1e-4, period)
    elapsed = 0
  }

  /// Stay at a place.
  mutating func hold(_ place: Double) {
    from = place
    target = place
    elapsed = period
  }

  mutating func advance(_ step: Double) { elapsed = min(period, elapsed + step) }

  /// Where the line is, and how steep, per second. After its end it waits.
  var position: Double { from + (target - from) * min(1, elapsed / period) }
  var speed: Double { elapsed < period ? (target - from) / period : 0 }
}
