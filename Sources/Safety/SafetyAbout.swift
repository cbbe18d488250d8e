#if !hasFeature(Embedded)
  package import RobotCore

  /// What people are told of a safety function. Stands in the function's own file.
  package struct SafetyAbout: Sendable {
    /// In which unit its limit is.
    package enum Measure: Sendable {
      case position, velocity, effort, milliseconds, celsius, volts, count
      /// It has no limit to come near to.
      case none
    }

    package let function: SafetyFunction
    /// "speed limit".
    package let word: String
    /// The same in at most nine characters.
    package let short: String
    package let measure: Measure
    /// Settings that nothing else knows.
    package let settings: [SafetySetting]

    init(
      _ function: SafetyFunction, _ word: String, short: String, _ measure: Measure,
      settings: [SafetySetting] = []
    ) {
      self.function = function
      self.word = word
      self.short = short
      self.measure = measure
      self.settings = settings
    }
  }

  /// A key of the profile that one safety function alone reads: the reader puts it, in SI, into
  /// `JointConfiguration.own`.
  package struct SafetySetting: Sendable {
    package let fact: Fact
    /// The key that it stands below; nil: it is one of the joint's own keys.
    package let below: Fact?
    /// Its place in `JointConfiguration.own`, which is no other function's.
    package let place: Int

    init(_ fact: Fact, below: Fact? = nil, place: Int) {
      self.fact = fact
      self.below = below
      self.place = place
    }
  }
#endif
