import Console
import RobotCore
import Testing

/// What keys ask for, and what they refuse to ask for.
@Suite struct InteractionTests {
  private func owned() -> ConsoleState {
    var state = Samples.arm()
    state.safety.isLeaseMine = true
    state.safety.phase = .disarmed
    return state
  }

  @Test func lookingAsksForNothing() {
    var interaction = Interaction()
    let state = Samples.arm()
    let keys: [Key] = [
      .up, .down, .pageUp, .pageDown, .home, .end, .enter, .escape, .resize, .other,
      .character("?"), .character("x"), .character("y"), .character("\u{1B}"), .character("é"),
    ]
    for key in keys {
      let outcome = interaction.press(key, state)
      #expect(outcome == .nothing, "\(key)")
    }
  }

  @Test(arguments: ["", "?", "m", "a", "q"])
  func stopWorksInEveryModeWithoutALease(opened: String) {
    for lease in [false, true] {
      for key in ["s", " "] as [Unicode.Scalar] {
        var interaction = Interaction()
        var state = owned()
        state.safety.isLeaseMine = lease
        state.safety.phase = .moving
        for scalar in opened.unicodeScalars { _ = interaction.press(.character(scalar), state) }
        let outcome = interaction.press(.character(key), state)
        #expect(outcome == .ask(.init(.stop)))
        #expect(interaction.mode == .watching)
      }
    }
  }

  @Test(arguments: ["r", "a", "d", "h"])
  func actingNeedsALease(key: String) throws {
    var interaction = Interaction()
    let scalar = try #require(key.unicodeScalars.first)
    let outcome = interaction.press(.character(scalar), Samples.arm())
    #expect(outcome == .nothing)
    #expect(interaction.mode == .watching)
    #expect(interaction.message?.text.contains("process 4800 holds it") == true)
  }

  @Test func playingNeedsALease() {
    var interaction = Interaction()
    _ = interaction.press(.character("m"), Samples.arm())
    let outcome = interaction.press(.enter, Samples.arm())
    #expect(outcome == .nothing)
    #expect(interaction.mode == .watching)
  }

  @Test func armingAsksFirst() {
    var interaction = Interaction()
    let opened = interaction.press(.character("a"), owned())
    #expect(opened == .nothing)
    #expect(interaction.mode == .confirming(.init(.arm)))
    let sent = interaction.press(.character("y"), owned())
    #expect(sent == .ask(.init(.arm)))
    _ = interaction.press(.character("a"), owned())
    let refused = interaction.press(.enter, owned())
    #expect(refused == .nothing)
    #expect(interaction.mode == .watching)
  }

  /// The lease may go while a question is open.
  @Test func aLeaseLostWhileAskingIsNoticed() {
    var interaction = Interaction()
    _ = interaction.press(.character("a"), owned())
    let outcome = interaction.press(.character("y"), Samples.arm())
    #expect(outcome == .nothing)
    #expect(interaction.message != nil)
  }

  @Test func theChosenMotionIsPlayed() {
    var interaction = Interaction()
    _ = interaction.press(.character("m"), owned())
    for _ in 0..<9 { _ = interaction.press(.down, owned()) }
    _ = interaction.press(.up, owned())
    _ = interaction.press(.enter, owned())
    let outcome = interaction.press(.character("y"), owned())
    #expect(outcome == .ask(.init(.play, motion: 1)))
  }

  @Test func aRobotWithoutMotionsOpensNoList() {
    var interaction = Interaction()
    var state = owned()
    state.motions = []
    _ = interaction.press(.character("m"), state)
    #expect(interaction.mode == .watching)
    #expect(interaction.message != nil)
  }

  @Test func leaseIsTakenAndGivenBack() {
    var interaction = Interaction()
    let taken = interaction.press(.character("l"), Samples.arm())
    #expect(taken == .ask(.init(.acquireLease)))
    let returned = interaction.press(.character("l"), owned())
    #expect(returned == .ask(.init(.releaseLease)))
  }

  @Test func leavingWithTorqueAndLeaseAsks() {
    var interaction = Interaction()
    var state = owned()
    state.safety.phase = .holding
    let first = interaction.press(.character("q"), state)
    #expect(first == .nothing)
    let second = interaction.press(.character("y"), state)
    #expect(second == .quit)
    let looking = interaction.press(.character("q"), Samples.arm())
    #expect(looking == .quit)
  }

  @Test(arguments: [ConsoleState.Liveness.killed, .ended(onFault: true)])
  func nothingIsAskedOfARunThatIsOver(liveness: ConsoleState.Liveness) {
    var state = owned()
    state.liveness = liveness
    for key in ["s", "l", "r", "h"] as [Unicode.Scalar] {
      var interaction = Interaction()
      let outcome = interaction.press(.character(key), state)
      #expect(outcome == .nothing)
      #expect(interaction.message?.text.contains("over") == true)
    }
  }
}
