public import Wording

/// A stop of several robots: all of them are asked before the first one is waited for.
public enum StopRound {
  /// What came of one robot, with its deck.
  public typealias Stopped = (outcome: CommandOutcome, deck: DeckReader)

  /// Stops the robots and tells what came of each, in the order given.
  public static func stop(
    _ robots: [String], isEmergency: Bool, interruptions: @escaping () -> UInt32 = { 0 }
  ) -> [(robot: String, result: Result<Stopped, Refusal>)] {
    let asked = robots.map { robot in (robot, begin(robot, isEmergency, interruptions)) }
    return asked.map { robot, begun in (robot, begun.flatMap(finish)) }
  }

  private static func begin(
    _ robot: String, _ isEmergency: Bool, _ interruptions: @escaping () -> UInt32
  ) -> Result<Commander, Refusal> {
    do throws(Refusal) {
      let commander = try Commander(deck: DeckReader(path: DeckLocation.deck(of: robot)))
      commander.interruptions = interruptions
      commander.beginStop(isEmergency: isEmergency)
      return .success(commander)
    } catch {
      return .failure(error)
    }
  }

  private static func finish(_ commander: Commander) -> Result<Stopped, Refusal> {
    do throws(Refusal) {
      return .success((try commander.finishStop(), commander.deck))
    } catch {
      return .failure(error)
    }
  }
}
