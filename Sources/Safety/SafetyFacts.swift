#if !hasFeature(Embedded)
  package import RobotCore

  /// What the functions of this room say of themselves: the keys of the profile that they read,
  /// what they are called, and where they act. One statement for those who read profiles and for
  /// those who tell people.
  ///
  /// Each function adds its keys in its own file; the list of functions is that of the chain.
  package enum SafetyFacts {
    /// What each function is called, in the order in which they act.
    package static let functions: [SafetyAbout] = SafetyChain.abouts

    /// Keys of a joint that one function alone reads.
    package static let settings: [SafetySetting] = functions.flatMap(\.settings)

    /// What the function with this number is called; nil where no function has it.
    package static func about(_ function: SafetyFunction) -> SafetyAbout? {
      functions.first { $0.function == function }
    }
  }
#endif
