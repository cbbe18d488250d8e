import RobotCore

/// The keys of a reducer's file.
enum ReducerFacts {
  static let kinds: KeyValuePairs<String, ReducerKind> = [
    "direct": .direct, "planetary": .planetary, "strain_wave": .strainWave,
    "cycloidal": .cycloidal, "linear": .linear,
  ]

  static let schema = Fact(
    "schema", .constant("sinew-reducer/1"), "What kind of file this is.",
    .reading("a file of another kind is refused"))
  static let kind = Fact(
    "kind", .choice(kinds.map(\.key)), "What lies between drive and joint.", .core("the reducer"))
  static let ratio = Fact(
    "ratio", .number(.range(0.01, 1000)), "Drive turns per joint turn.", .core("the reducer"),
    only: Fact.Condition(key: "kind", words: ["planetary", "strain_wave", "cycloidal"]))
  static let travel = Fact(
    "travel", .quantity([.travel], .range(1e-6, 10)), "Way of the joint per turn of the drive.",
    .core("the reducer"), only: Fact.Condition(key: "kind", words: ["linear"]))

  static let group = FactGroup("reducer", [schema, kind, ratio, travel])
}
