import DeviceIO
import FlightDeck
import Runtime
import Twin
import Wording

// sinew-twin: the same core as sinew-run with the twin in it. Started by `sinew run --world twin`,
// `sinew twin` and `sinew replay`.
RunProgram.main {
  // What the simulation cannot do is told like every other refusal.
  do { return try duty() } catch let error as TwinError {
    throw Refusal(error.text, error.status)
  }
}

/// Runs the loop against the embedded twin, serves the device side alone, or replays a recording.
private func duty() throws -> ExitStatus {
  let launch = try RunProgram.launch(program: "sinew-twin")
  if launch.options.replays { return ReplayDuty.run(launch) }
  try StopSignals.catchAll()
  return launch.options.world == .serveTwin
    ? try TwinDuty.serve(launch) : try TwinDuty.run(launch)
}
