import Testing

/// The house rules, held against every file. Each message names the cure.
@Suite struct TidyTests {
  private let arrows = ArrowRules(package: SourceTree.text("Package.swift") ?? "")

  /// One issue per finding, so that a report can be worked off.
  private func expectNone(_ findings: [String]) {
    for finding in findings { Issue.record(Comment(rawValue: finding)) }
  }

  @Test func theTreeIsRead() {
    #expect(SourceTree.code.count > 50)
    #expect(SourceTree.all.contains { $0.path == "Package.swift" })
    #expect(SourceTree.code.flatMap(\.declarations).count > 500)
    #expect(arrows.reach("sinew-run").isSuperset(of: ["Runtime", "Safety", "Units"]))
  }
  @Test func filesAreOnePage() { expectNone(SizeRules.files(SourceTree.code)) }
  @Test func typesAreOneIdea() { expectNone(TypeSizes.findings(SourceTree.code)) }
  @Test func signaturesSayWhatChanges() { expectNone(MutationRules.findings(SourceTree.code)) }
  @Test func roomsForThingsHaveNames() { expectNone(CapacityRules.findings(SourceTree.code)) }
  @Test func snapshotsHoldAllThatIsRemembered() {
    expectNone(SnapshotRules.state(SourceTree.code))
  }
  @Test func recordingsHoldAllThatIsTold() { expectNone(SnapshotRules.inputs(SourceTree.code)) }
  @Test func aQuantityIsStatedAtFourPlaces() { expectNone(RowRules.findings(SourceTree.all)) }
  @Test func familiesAreToldApartAtThreePlaces() {
    expectNone(FamilyRules.findings(SourceTree.code))
  }
  @Test func oneWordNamesOneType() { expectNone(NameRules.findings(SourceTree.code)) }
  @Test func functionsAreShort() { expectNone(SizeRules.functions(SourceTree.code)) }
  @Test func commentsFitThePage() { expectNone(SizeRules.comments(SourceTree.code)) }
  @Test func headersAreShortAndDoNotCallBack() { expectNone(SizeRules.headers(SourceTree.code)) }
  @Test func filesHaveOnePublicType() { expectNone(TypeRules.findings(SourceTree.code)) }
  @Test func realTimeCodeSaysSo() { expectNone(AnnotationRules.findings(SourceTree.code)) }
  @Test func bannedWordsAreAbsent() { expectNone(WordRules.findings(SourceTree.code)) }
  @Test func nothingIsUnfinished() { expectNone(WordRules.unfinishedFindings(SourceTree.all)) }
  @Test func nothingNamesTheWorkplace() { expectNone(WordRules.workplaceFindings(SourceTree.all)) }
  @Test func importsAreDeclared() { expectNone(arrows.undeclared(SourceTree.code)) }
  @Test func neighboursDoNotMeet() { expectNone(arrows.neighbourly(SourceTree.code)) }
  @Test func theCoreIsWithoutFoundation() {
    expectNone(arrows.heavy(SourceTree.code, program: "sinew-run"))
  }
  @Test func theMapNamesEveryRoom() throws {
    let map = try #require(SourceTree.text("docs/architecture.md"))
    for room in Set(SourceTree.code.map(\.room)).subtracting([""]).sorted()
    where !map.contains("`\(room)`") {
      Issue.record("docs/architecture.md does not name `\(room)`: give it a line in the table")
    }
  }
  @Test func everyTestTargetIsDeclared() {
    let folders = Set(
      SourceTree.code.filter { $0.path.hasPrefix("Tests/") && $0.isSwift }
        .compactMap { $0.path.split(separator: "/").dropFirst().first.map(String.init) })
    for folder in folders.sorted() where arrows.declared[folder] == nil {
      Issue.record(
        "Tests/\(folder) is in no target: add `check(\"\(folder)\", …)` to Package.swift")
    }
  }
}
