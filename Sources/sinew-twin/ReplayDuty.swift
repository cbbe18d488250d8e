import FlightDeck
import Runtime
import Wording

/// `sinew replay`: the cycles come through standard input, from the program that reads the file.
enum ReplayDuty {
  static func run(_ launch: Launch) -> ExitStatus {
    let replay = Replay(launch)
    replay.run { ReplayRecord(from: 0) }
    if launch.options.isJSON {
      print(replay.json.line)
    } else if replay.status == .done {
      print(replay.sentence)
    }
    if replay.status != .done { RunProgram.say(replay.sentence) }
    return replay.status
  }
}
