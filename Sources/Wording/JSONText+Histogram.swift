public import RealTime

extension JSONText {
  /// A distribution of times in ns as every report tells it.
  public static func quantiles(_ histogram: Histogram) -> JSONText {
    [
      "p50": .integer(histogram.quantile(0.5)), "p99": .integer(histogram.quantile(0.99)),
      "p999": .integer(histogram.quantile(0.999)), "max": .integer(histogram.maximum),
    ]
  }
}
