import RobotCore
import Testing
import Units

@testable import Cycle

/// Who may command, and for how long without a sign of life.
@Suite struct LeaseTests {
  private let start = Instant(nanoseconds: 1_000_000_000)
  private let standard = Interval(milliseconds: 500)

  private func request(slot: Int32 = 2, process: UInt64 = 77, timeout: Interval = .zero) -> Request
  {
    var request = Request()
    request.slot = slot
    request.process = process
    request.leaseTimeout = timeout
    return request
  }

  private func after(_ milliseconds: Int64) -> Instant {
    start + Interval(milliseconds: milliseconds)
  }

  @Test func nobodyHoldsItAtFirst() {
    let lease = Lease()
    #expect(lease.process == 0 && lease.expires == .never)
    #expect(!lease.isHeld(by: request(slot: -2, process: 0)))
  }

  @Test func itIsHeldByOneProcessInOneSlot() {
    var lease = Lease()
    lease.take(request(), now: start, standard: standard)
    #expect(lease.isHeld(by: request()))
    #expect(!lease.isHeld(by: request(slot: 3)))
    #expect(!lease.isHeld(by: request(process: 78)))
    #expect(lease.expires == after(500))
  }

  @Test(arguments: [(Int64(0), Int64(500)), (100, 100), (9_000, 9_000), (60_000, 10_000)])
  func timeoutIsWhatWasAskedForUpToTenSeconds(_ asked: Int64, _ given: Int64) {
    var lease = Lease()
    lease.take(
      request(timeout: Interval(milliseconds: asked)), now: start, standard: standard)
    #expect(lease.expires == after(given))
  }

  @Test func aHeartbeatThatStandsStillRunsOut() {
    var lease = Lease()
    lease.take(request(), now: start, standard: standard)
    let answers = [
      lease.watch(heartbeat: 1, at: after(400)), lease.watch(heartbeat: 1, at: after(900)),
      lease.watch(heartbeat: 1, at: after(901)),
    ]
    #expect(answers == [false, false, true])
  }

  @Test func theProcessItselfNeedsNoHeartbeat() {
    var lease = Lease()
    lease.take(request(slot: -1), now: start, standard: .zero)
    let hasRunOut = lease.watch(heartbeat: 0, at: after(60_000))
    #expect(!hasRunOut)
  }

  @Test func whatIsGivenBackIsNobodys() {
    var lease = Lease()
    lease.take(request(), now: start, standard: standard)
    lease.hasMotion = true
    lease.release()
    #expect(lease.process == 0 && !lease.hasMotion && lease.expires == .never)
    #expect(!lease.isHeld(by: request()))
  }
}
