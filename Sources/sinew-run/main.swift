import Cycle
import DeviceIO
import FlightDeck
import Runtime

// sinew-run: the real-time core on real interfaces. No network code, no physics engine, no
// Foundation. Started by `sinew run --world hardware`.
RunProgram.main {
  let launch = try RunProgram.launch(program: "sinew-run")
  try StopSignals.catchAll()
  let hardware = try HardwareSide(launch)
  let session = try RunSession(launch, ports: hardware.ports, isBench: hardware.isBench)
  let companions = try RunProgram.begin(session, launch) {
    try hardware.begin()
    for remark in hardware.remarks { RunProgram.say(remark) }
  }
  let loop = session.loop
  while loop.release() {
    loop.turn(hardware.inputs(now: loop.now))
    hardware.put(loop.cycle.body.outputs.pulses)
    hardware.switchBrakes(loop.cycle.body.outputs.releasedBrakes)
    // While arming and before any drive is enabled; −1 otherwise.
    hardware.purge(bus: loop.cycle.body.outputs.busToPurge)
    let gone = loop.goneBus()
    if let port = hardware.reopen(bus: gone, now: loop.now) { loop.replace(port, bus: gone) }
    loop.requestEnd(RunProgram.endRequest(session))
  }
  hardware.end()
  return RunProgram.finish(session, companions, recording: launch.recording)
}
