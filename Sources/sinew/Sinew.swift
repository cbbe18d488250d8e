import ArgumentParser
import DeviceIO
import Wording

/// The one command. Like git it starts the program that holds the subcommand.
@main
struct Sinew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sinew",
    abstract: "A controller runtime for robots: run one, look at it, command it, record it.",
    discussion: """
      Exit codes: 0 done, 1 a check or a request failed, 64 usage, 65 bad profile, model or \
      recording, 69 a device or peer is not available, 70 internal error, 75 try again (busy, \
      lease held), 77 no permission.
      """,
    // One line per subcommand; a new one is added here and nowhere else.
    subcommands: [
      RunCommand.self,
      TwinCommand.self,
      ConsoleCommand.self,
      StatusCommand.self,
      ArmCommand.self,
      DisarmCommand.self,
      MoveCommand.self,
      HomeCommand.self,
      StopCommand.self,
      ResetCommand.self,
      LogCommand.self,
      RecordCommand.self,
      RecordingCommand.self,
      ReplayCommand.self,
      BlackBoxCommand.self,
      ProfileCommand.self,
      DoctorCommand.self,
      BenchCommand.self,
      ReportCommand.self,
    ])

  static func main() {
    do {
      try ProcessStart.prepare()
      var command = try parseAsRoot()
      try command.run()
    } catch let shortage as ProcessStart.StackShortage {
      Output.refuse(Refusal(shortage.sentence, .noPermission))
    } catch let refusal as Refusal {
      Output.refuse(refusal)
    } catch {
      Output.end(error)
    }
  }
}
