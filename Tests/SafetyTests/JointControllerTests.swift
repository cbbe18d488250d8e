import Motion
import RealTime
import RobotCore
import Testing
import Units

@Suite struct JointControllerTests {
  private let controller = JointController(SafetyBench.joint(bus: 0))

  @Test func dampingAndFeedForwardActFromTheFirstFrame() {
    var sample = MotionSample(position: Position(0.4))
    sample.velocity = Velocity(0.3)
    let first = controller.follow(sample, feedForward: Effort(2.5), gain: 0)
    #expect(first.stiffness == 0)
    #expect(first.damping == 1)
    #expect(first.effort.value == 2.5)
    #expect(first.position.value == 0.4)
    #expect(first.velocity.value == 0.3)
    #expect(controller.follow(sample, feedForward: Effort(2.5), gain: 0.25).stiffness == 5)
    #expect(controller.follow(sample, feedForward: Effort(2.5), gain: 1).stiffness == 20)
  }

  @Test func aGainIsAShare() {
    let sample = MotionSample()
    #expect(controller.follow(sample, feedForward: .zero, gain: 7).stiffness == 20)
    #expect(controller.follow(sample, feedForward: .zero, gain: -1).stiffness == 0)
    #expect(controller.follow(sample, feedForward: .zero, gain: .nan).stiffness == 0)
  }

  @Test func dampingAloneHasNoSpringAndNoFeedForward() {
    let command = controller.damp(at: Position(0.7))
    #expect(command.position.value == 0.7)
    #expect(command.stiffness == 0)
    #expect(command.damping == 0.5)
    #expect(command.effort.value == 0)
    #expect(command.velocity.value == 0)
  }
}
