/// Real-time code says so, so that the compiler checks it: `@_noLocks` on everything spelled out,
/// `@inlinable` on generic code, which its concrete callers check.
enum AnnotationRules {
  /// Rooms whose every function may be called by the loop.
  static let rooms: Set<String> = [
    "Units", "RobotCore", "Wire", "Drives", "Sensors", "Reducers", "Kinematics", "Motion",
    "Safety", "Cycle",
  ]

  /// Functions that run before arming only: `file name: function`. Each is a choice somebody made.
  static let setUpOnly: Set<String> = [
    "ControlCycle.swift: init", "ControlCycle.swift: wireTimes", "ControlCycle.swift: makeAxes",
    "ControlCycle.swift: axis",
    // They take the room of their tables.
    "RobotModel.swift: init", "RobotModel+Gravity.swift: init", "Trajectory.swift: init",
    "MotionPlayer.swift: init", "Brake.swift: init", "FeedbackFreshness.swift: init",
    "SafetyChain.swift: init", "OverrunWindow.swift: init", "CycleInputs.swift: init",
    "CycleOutputs.swift: init", "Robot.swift: init", "Drives.swift: init",
  ]

  static func findings(_ files: [SourceFile]) -> [String] {
    files.filter { rooms.contains($0.room) }.flatMap { file in
      file.declarations.filter { declaration in
        declaration.kind != .type && !declaration.has("@_noLocks")
          && !declaration.has("@inlinable")
          && !setUpOnly.contains("\(file.name): \(declaration.name)")
      }.map {
        "\(file.path):\($0.line): \($0.name) is not checked for real time: write @_noLocks before "
          + "it (@inlinable when it is generic), or, if it runs before arming only, list it in "
          + "AnnotationRules.setUpOnly"
      }
    }
  }
}
