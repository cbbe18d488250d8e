import Foundation

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
    "ControlCycle.swift: init", "Body.swift: init", "Buses.swift: init", "Buses.swift: wireTimes",
    "Axis.swift: init", "Axis.swift: all", "PhaseMachine.swift: init", "StoppingPhase.swift: init",
    "MovingPhase.swift: init",
    // They take the room of their tables.
    "RobotModel.swift: init", "RobotModel+Gravity.swift: init", "Trajectory.swift: init",
    "MotionPlayer.swift: init", "Brake.swift: init", "FeedbackFreshness.swift: init",
    "SafetyChain.swift: init", "SafetyBoard.swift: init", "OverrunWindow.swift: init",
    "CycleInputs.swift: init", "CycleOutputs.swift: init", "RobotSheet.swift: init",
    "Drives.swift: init", "TextDesk.swift: init",
  ]

  /// Generic types whose concrete caller stands in the same file and is checked there, with all
  /// that it calls: `file name: type`.
  static let generic: Set<String> = ["JointGuard.swift: Last", "JointGuard.swift: Then"]

  /// Lines of generic types, and those between `#if !hasFeature(Embedded)` and its end: texts that
  /// describe the code. The loop cannot call them, as the Embedded build, which has the whole loop,
  /// is without them.
  private static func checkedElsewhere(_ file: SourceFile) -> IndexSet {
    var lines = IndexSet()
    var start: Int?
    for (number, line) in file.codeLines {
      let words = line.split(separator: " ")
      if words.first == "#if", line.contains("!hasFeature(Embedded)") { start = number }
      guard let begin = start, words.first == "#endif" || words.first == "#else" else { continue }
      lines.insert(integersIn: begin...number)
      start = nil
    }
    for type in file.declarations
    where type.kind == .type && generic.contains("\(file.name): \(type.name)") {
      lines.insert(integersIn: type.line..<type.line + type.lineCount)
    }
    return lines
  }

  static func findings(_ files: [SourceFile]) -> [String] {
    files.filter { rooms.contains($0.room) }.flatMap { file in
      file.declarations.filter { declaration in
        declaration.kind != .type && !declaration.has("@_noLocks")
          && !declaration.has("@inlinable")
          && !setUpOnly.contains("\(file.name): \(declaration.name)")
          && !checkedElsewhere(file).contains(declaration.line)
      }.map {
        "\(file.path):\($0.line): \($0.name) is not checked for real time: write @_noLocks before "
          + "it (@inlinable when it is generic), or, if it runs before arming only, list it in "
          + "AnnotationRules.setUpOnly"
      }
    }
  }
}
