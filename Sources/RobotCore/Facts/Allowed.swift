#if !hasFeature(Embedded)
  /// Between which values a number must lie, in SI.
  package struct Allowed: Sendable {
    package var low = -Double.infinity
    /// The low end itself is not allowed.
    package var isAbove = false
    package var high = Double.infinity

    package static let any = Allowed()
    package static let positive = Allowed(low: 0, isAbove: true)
    package static let notNegative = Allowed(low: 0)

    package static func range(_ low: Double, _ high: Double) -> Allowed {
      Allowed(low: low, high: high)
    }
    package static func atLeast(_ low: Double) -> Allowed { Allowed(low: low) }
    /// Above 0 and up to `high`.
    package static func upTo(_ high: Double) -> Allowed {
      Allowed(low: 0, isAbove: true, high: high)
    }

    /// The bounds themselves are allowed in every unit: 95 % is 95 · 0.01, a little more than 0.95.
    package func contains(_ value: Double) -> Bool {
      let slack = 1e-12
      return (isAbove ? value > low : value >= low - low.magnitude * slack)
        && value <= high + high.magnitude * slack
    }

    /// "10 … 4000 Hz", for sentences. Without a dimension: a plain number.
    package func words(_ dimension: Dimension? = nil) -> String {
      func shown(_ value: Double) -> String {
        dimension.map { $0.shown(value) } ?? NumberText.shown(value)
      }
      switch (low.isFinite, high.isFinite) {
      case (false, false): return "any number"
      case (true, false):
        if low == 0 { return isAbove ? "greater than 0" : "0 or more" }
        return "\(shown(low)) or more"
      case (false, true): return "at most \(shown(high))"
      case (true, true):
        if isAbove { return "more than \(shown(low)) up to \(shown(high))" }
        // One unit for both where they have the same.
        guard let dimension, dimension.isScaled else {
          return dimension == nil
            ? "\(shown(low)) … \(shown(high))" : "\(NumberText.shown(low)) … \(shown(high))"
        }
        return "\(shown(low)) … \(shown(high))"
      }
    }
  }
#endif
