import Testing

/// Rules that never fire prove nothing: each is shown the mistake it exists for.
@Suite struct CanaryTests {
  private func file(_ path: String, _ text: String) -> SourceFile {
    SourceFile(path: path, text: text)
  }

  @Test func aLongFileIsFound() {
    let long = file("Sources/Drives/Long.swift", String(repeating: "let a = 1\n", count: 401))
    let whole = file("Sources/Drives/Whole.swift", String(repeating: "let a = 1\n", count: 400))
    #expect(SizeRules.files([long, whole]).count == 1)
  }

  @Test func aLargeTypeIsFoundWhereverItsLinesStand() {
    let body = String(repeating: "  let a = 1\n", count: 299)
    let files = [
      file("Sources/RobotCore/A.swift", "public struct A {\n\(body)}\nenum Other {\n\(body)}\n"),
      file("Sources/Wording/A+B.swift", "#if X\n  extension A.B {\n\(body)  }\n#endif\n"),
    ]
    #expect(TypeSizes.sizes(files) == ["A": 602, "Other": 301])
    #expect(TypeSizes.findings(files, exceptions: [:]).count == 1)
    #expect(TypeSizes.findings(files, exceptions: ["A": 602]).isEmpty)
    #expect(TypeSizes.findings(files, exceptions: ["A": 601]).count == 1, "it grew")
    #expect(TypeSizes.findings(files, exceptions: ["A": 703]).count == 1, "it shrank")
    #expect(TypeSizes.findings(files, exceptions: ["A": 602, "Other": 700]).count == 1, "done")
  }

  @Test func whatASnapshotLacksIsFound() {
    let text = """
      public struct Part: ~Copyable {
        let a: Int
        public private(set) var told: Int
        private var kept = 0
        var computed: Int { 1 }
        @_noLocks mutating func exchange(_ pass: inout SnapshotPass) { pass.exchange(&told) }
      }
      """
    let found = SnapshotRules.state([file("Sources/Motion/Part.swift", text)])
    #expect(found.count == 1 && found[0].contains("Part.kept"))
    let whole = text.replacing("&told", with: "&told, &kept")
    #expect(SnapshotRules.state([file("Sources/Motion/Part.swift", whole)]).isEmpty)
  }

  @Test func anInputThatIsNotRecordedIsFound() {
    let text = "public struct SideInputs {\n  public var wind = 0.0\n}\n"
    let files = [
      file("Sources/Cycle/SideInputs.swift", text),
      file("Sources/Runtime/DeckWriter+Inputs.swift", "row.x = side.wind\n"),
    ]
    #expect(SnapshotRules.inputs(files).count == 1)
    let reader = file("Sources/Runtime/Replay/ReplaySlot.swift", "side.wind = row.x\n")
    #expect(SnapshotRules.inputs(files + [reader]).isEmpty)
  }

  @Test(arguments: [
    ("let a = InlineArray<64, Double>(repeating: 0)", 1), ("let a: FixedList<Int, 64>", 1),
    ("let t = Table(repeating: 0, count: 0, capacity: 64)", 1), ("for i in 0..<64 {", 1),
    ("guard count <= 64 else {", 1), ("f(names: x, count: 1...64)", 1), ("x.prefix(64)", 1),
    ("let a: PerJoint<Double>", 0), ("case usage = 64", 0), ("let a = 64 << 20 // <= 64", 0),
    ("let a: Int64 = 640", 0),
  ]) func aBareCapacityIsFound(_ line: String, _ count: Int) {
    #expect(CapacityRules.findings([file("Sources/Cycle/A.swift", line + "\n")]).count == count)
  }

  /// Each of these says that it changes something, and does not; or does, and is left alone.
  @Test(arguments: [
    ("mutating func f() -> Int { a + 1 }", 1), ("mutating func f() { a = 1 }", 0),
    ("mutating func f() { self.a[1].b += 1 }", 0), ("mutating func f() { let a = 1; g(a) }", 1),
    ("mutating func f() { rows.append(1) }", 0), ("mutating func f() { step(&rows) }", 0),
    ("mutating func f() { var rows = [1]; rows.append(1) }", 1),
    ("func f(_ x: inout Int) -> Int { x == 1 ? x : 0 }", 1),
    ("func f(_ x: inout Int) { (a, x) = (1, 2) }", 0), ("func f(_ x: inout R) { x.b[2] = 1 }", 0),
    ("func f(a b: Int, to x: inout R) { step(&x.rows) }", 0),
    ("func f(_ x: inout R) { if x.b >= 1, x.b <= 2 { g(x.b) } }", 1),
  ]) func aSignatureThatPretendsIsFound(_ function: String, expected: Int) {
    let text = "struct A {\n  \(function)\n}\n"
    #expect(MutationRules.findings([file("Sources/Cycle/A.swift", text)]).count == expected)
  }

  @Test func whatAProtocolDemandsIsTheProtocols() {
    let text = """
      protocol P {
        mutating func f(_ x: inout Int)
      }
      struct A: P {
        mutating func f(_ x: inout Int) {}
      }

      """
    #expect(MutationRules.findings([file("Sources/Cycle/A.swift", text)]).isEmpty)
  }

  private static let header = """
    typedef struct {
      double other;
    } flight_deck_bus;
    typedef struct {
      double \(RowRules.spoken.sorted().joined(separator: ", ")); // as sent
      float motor_current; // A
      uint32_t reserved;
    } flight_deck_joint;

    """

  @Test(arguments: [
    ("Sources/Console/A.swift", "  let a = joint.motorCurrent", 1),
    ("Sources/sinew/A.swift", "  let a = [\"motor_current\": 1]", 1),
    ("Sources/RobotCore/JointState.swift", "  public var motorCurrent = Current(0)", 1),
    ("Sources/Cycle/A.swift", "  states[joint].motorCurrent = report.motorCurrent", 1),
    ("Sources/Runtime/A.swift", "  row.motor_current = 1", 1),
    ("Sources/RobotCore/DriveReport.swift", "  public var motorCurrent = Current(0)", 0),
    ("Sources/Safety/Functions/A.swift", "  state.report.motorCurrent > limit", 0),
    ("Sources/Drives/A/A.swift", "  report.motorCurrent = Current(1)", 0),
    ("Sources/Profiles/A.swift", "  read(SafetyFacts.motorCurrent)", 0),
    ("Sources/Console/A.swift", "  let a = joint.motorCurrents // motorCurrent", 0),
    ("Sources/Console/A.swift", "  let a = joint.position", 0),
    ("Sources/Console/A.swift", "  head.reserved = 0", 0),
    (
      "Sources/Console/A.swift", "var position = 0\nvar effort = 0\na.velocity = 1\nsetpoint = 1", 1
    ),
    (
      "Sources/Console/A.swift", "var position = 0\nvar effort = 0\na.velocity == 1\nsetpoint = 1",
      0
    ),
    ("Sources/Motion/A.swift", "var position = 0\nvar effort = 0\na.velocity = 1\nsetpoint = 1", 0),
  ]) func aQuantityInOneMorePlaceIsFound(_ path: String, _ line: String, _ count: Int) {
    let row = "position: Double\neffort: Double\nvelocity: Double\nsetpoint: Double"
    let files = [
      file(RowRules.layout, Self.header),
      file(RowRules.statement, row.split(separator: "\n").map { "public var \($0) \n" }.joined()),
    ]
    #expect(RowRules.fields(files).last == "motor_current")
    #expect(RowRules.findings(files + [file(path, line + "\n")]).count == count)
    #expect(RowRules.findings([file(path, line + "\n")]).count == 1, "without a row it says so")
  }

  /// One more place that a new drive family would have to be added to.
  @Test(arguments: [
    ("Sources/Wording/A.swift", "  case .ciA402: 1", 1),
    ("Sources/RobotCore/A.swift", "  case .none, .damiao: 1", 1),
    ("Sources/Cycle/A.swift", "  guard case .servo = drive.family else { return }", 1),
    ("Sources/Profiles/JointSection.swift", "  if drive.family == .ciA402 {", 1),
    ("Sources/Cycle/A.swift", "  if drive.family != DriveFamily.damiao {", 1),
    ("Sources/Drives/Drives.swift", "  case .ciA402: 1", 0),
    ("Sources/Profiles/Families/FamilyKeys.swift", "  case .ciA402: 1", 0),
    ("Sources/Twin/Robot.swift", "  guard drive.family == .servo else {", 0),
    ("Sources/Twin/Robot.swift", "  case .servo: 1", 1),
    ("Sources/Cycle/A.swift", "  case .lower: joint.drive.servo // case .servo", 0),
    ("Sources/Cycle/A.swift", "  case .servos: 1", 0),
    ("Tests/TwinTests/A.swift", "  case .servo: 1", 0),
  ]) func aFamilyToldApartElsewhereIsFound(_ path: String, _ line: String, _ count: Int) {
    let list = file(
      FamilyRules.list,
      "enum DriveFamily {\n  case damiao\n  case servo\n  case ciA402\n  func f() {}\n}\n")
    #expect(FamilyRules.families([list]) == ["damiao", "servo", "ciA402"])
    #expect(FamilyRules.findings([list, file(path, line + "\n")]).count == count)
    #expect(FamilyRules.findings([file(path, line + "\n")]).count == 1, "without a list it says so")
  }

  @Test func aWideCommentIsFound() {
    let fits = "  // " + String(repeating: "a", count: 95) + "\n"
    let wide = "  /// " + String(repeating: "a", count: 95) + "\n"
    #expect(SizeRules.comments([file("Sources/Drives/W.swift", fits + wide)]).count == 1)
  }

  @Test(arguments: [(58, 0), (59, 1)]) func aLongFunctionIsFound(lines: Int, expected: Int) {
    let body = String(repeating: "  a += \"}\".count // }\n", count: lines)
    let swift = file("Sources/Drives/F.swift", "func f(_ x: Int = { 1 }()) {\n\(body)}\n")
    let c = file("Sources/CDeviceIO/f.c", "int f(int x) {\n\(body)}\n")
    #expect(SizeRules.functions([swift]).count == expected)
    #expect(SizeRules.functions([c]).count == expected)
  }

  @Test func aQuoteInARegularExpressionOpensNoString() {
    let text = "func a() {\n  _ = b(/\"x\\/\"{/)\n  _ = c / d / e\n}\nfunc f() {\n}\n"
    #expect(file("Sources/Drives/R.swift", text).declarations.map(\.lineCount) == [4, 2])
  }

  @Test func aRequirementHasNoBody() {
    let swift = file(
      "Sources/Telemetry/P.swift",
      "protocol P {\n  func a() throws -> Int\n  func b()\n}\nextension P {\n  func b() {\n  }\n}\n"
    )
    let lengths = swift.declarations.filter { $0.kind == .function }.map(\.lineCount)
    #expect(lengths == [1, 1, 2])
  }

  @Test func aCallbackInAHeaderIsFound() {
    let header = file("Sources/C/include/C.h", "int watch(void (*call)(int), int fd);\n")
    let plain = file("Sources/C/include/D.h", "// int watch(void (*call)(int));\nint a(int *x);\n")
    #expect(SizeRules.headers([header, plain]).count == 1)
    #expect(
      SizeRules.headers([file("Sources/C/L.h", String(repeating: "\n", count: 151))]).count == 1)
  }

  @Test func aSecondPublicTypeIsFound() {
    let fields = String(repeating: "  public var x = 1\n", count: 40)
    let text = "public struct A {}\npublic struct B {\n\(fields)}\n"
    #expect(TypeRules.findings([file("Sources/Safety/A.swift", text)]).count == 1)
    let small =
      "public struct A {\n  public struct B {\n\(fields)  }\n}\npublic enum Why { case a }\n"
    #expect(TypeRules.findings([file("Sources/Safety/A.swift", small)]).isEmpty)
    #expect(TypeRules.findings([file("Sources/Safety/Other.swift", small)]).count == 1)
  }

  @Test func anUncheckedFunctionIsFound() {
    let text = """
      struct A {
        @_noLocks public init() {}
        @_noLocks
        public mutating func step() { self = A.init() }
        @inlinable func map<T>(_ t: T) -> T { t }
        func forgotten() {}
        init?(_ x: Int) {}
      }
      #if !hasFeature(Embedded)
        extension A { func described() {} }
      #endif
      """
    let found = AnnotationRules.findings([file("Sources/Safety/A.swift", text)])
    #expect(found.count == 2)
    #expect(found.first?.contains("A.swift:6: forgotten") == true)
    #expect(AnnotationRules.findings([file("Sources/Telemetry/A.swift", text)]).isEmpty)
    #expect(
      AnnotationRules.findings([file("Sources/Cycle/ControlCycle+A.swift", text)]).count == 2)
  }

  @Test(arguments: WordRules.banned.map(\.text)) func aBannedWordIsFound(word: String) {
    let bad = file("Sources/Wording/A.swift", "let a = 1\n\(word) b\n")
    let good = file(
      "Sources/Wording/B.swift",
      "// \(word)\nlet a = \"\(word) \\(f(\"\(word)\"))\"\nlet my\(word)\n")
    #expect(WordRules.findings([bad]).count == 1)
    #expect(WordRules.findings([bad]).first?.hasPrefix("Sources/Wording/A.swift:2:") == true)
    // `my@unchecked` is no name; every other word may be the end of a longer one.
    #expect(WordRules.findings([good]).count == (word.hasPrefix("@") ? 1 : 0))
  }

  @Test(arguments: WordRules.unfinished + WordRules.workplace)
  func anUnfinishedOrForeignWordIsFound(word: String) {
    let files = [file("scripts/a", "# \(word)\n"), file("scripts/b", "# a\(word)b\n")]
    let found = WordRules.unfinishedFindings(files) + WordRules.workplaceFindings(files)
    #expect(found.contains { $0.hasPrefix("scripts/a:1:") })
    #expect(!found.contains { $0.hasPrefix("scripts/b") } || !word.allSatisfy(\.isLetter))
  }

  @Test func wrongArrowsAreFound() {
    let arrows = ArrowRules(
      package: """
        room("Units"), room("RobotCore", ["Units"]), // room("Ghost")
        room("Drives", ["CMath"] + values), room("Safety", values),
        room("Runtime", ["Drives", "Safety"]
          + values),
        program("sinew-run", ["Runtime", arguments]),
        """)
    #expect(arrows.declared["Ghost"] == nil)
    #expect(arrows.declared["sinew-run"] == ["Runtime", "ArgumentParser"])
    #expect(arrows.reach("sinew-run").contains("CMath"))
    let bad = [
      file("Sources/Drives/A.swift", "public import Safety\nimport Foundation\nimport Units\n"),
      file("Sources/Profiles/A.swift", "import Foundation\n"),
    ]
    #expect(arrows.neighbourly(bad).count == 1)
    #expect(arrows.undeclared(bad).count == 1)
    #expect(arrows.heavy(bad, program: "sinew-run").count == 1)
  }

  @Test(arguments: [
    ("public struct Finding {}", 1), ("struct Finding {}", 1),
    ("struct A {\n  struct Finding {}\n}", 1), ("private enum Finding {}", 1),
    ("struct SafetyFinding {}", 0), ("struct A {\n  struct Row {}\n}", 0),
    ("private struct Inner {}", 0), ("extension Finding {}", 0), ("struct Inner {}", 1),
  ]) func aNameWithTwoMeaningsIsFound(_ text: String, _ count: Int) {
    let files = [
      file("Sources/Doctor/Finding.swift", "public struct Finding {}\nstruct Inner {}\n"),
      file("Sources/Twin/A.swift", text + "\n"),
    ]
    #expect(NameRules.findings(files).count == count)
  }
}
