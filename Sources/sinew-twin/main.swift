import DeviceIO
import FlightDeck
import Runtime

// sinew-twin: the same core as sinew-run with the twin in it. Started by `sinew run --world twin`
// and `sinew twin`.
RunProgram.main {
  let launch = try RunProgram.launch(program: "sinew-twin")
  try StopSignals.catchAll()
  return launch.options.world == .serveTwin
    ? try TwinDuty.serve(launch) : try TwinDuty.run(launch)
}
