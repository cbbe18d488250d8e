public import RealTime
public import RobotCore

/// One number per controlled joint, in the order of `RobotConfiguration.joints`.
public typealias JointVector = Table<Double>
/// One pose per body, in the order of `RobotConfiguration.bodies`.
public typealias PoseList = Table<Pose>

/// The robot's body as a tree of rigid bodies: where they are, what their motion costs.
///
/// Built once from the configuration; links that are fixed to each other are merged into one body.
/// Joint vectors hold rad or m per controlled joint; a mimic joint follows its leader, and its
/// effort counts at the leader. All methods are pure and take no heap.
public struct RobotModel: ~Copyable {
  /// Controlled joints: the length of every joint vector.
  public let jointCount: Int
  /// Bodies of the configuration, fixed ones included.
  public let bodyCount: Int
  /// Gravity in the world frame, m/s².
  public let gravity: Vector3
  /// What can move, parents first.
  var moving: Table<MovingBody>
  /// Where each body of the configuration is mounted.
  var mounts: Table<Mount>
  /// Rotor inertia at the joint's side of the reducer, kg·m² or kg.
  var reflectedInertia: JointVector

  /// A body of the configuration as part of a moving one.
  struct Mount: BitwiseCopyable, Sendable {
    /// Index in `moving`, −1 for the world.
    var carrier: Int
    /// Where it stands in the carrier's frame.
    var carrierFromBody: Pose

    @_noLocks init() {
      carrier = -1
      carrierFromBody = Pose()
    }

    @_noLocks init(carrier: Int, carrierFromBody: Pose) {
      self.carrier = carrier
      self.carrierFromBody = carrierFromBody
    }
  }

  /// Precondition: parents come before children, as `Profiles` writes them.
  public init(_ configuration: borrowing RobotConfiguration) {
    jointCount = configuration.joints.count
    bodyCount = configuration.bodies.count
    let safety = configuration.safety
    gravity = Vector3(safety.gravityX, safety.gravityY, safety.gravityZ)
    moving = Table(repeating: MovingBody(), count: 0, capacity: bodyCount)
    mounts = Table(repeating: Mount(), count: bodyCount)
    reflectedInertia = Table(repeating: 0, count: 0, capacity: jointCount)
    for index in configuration.bodies.indices { add(configuration.bodies[index], at: index) }
    for index in configuration.joints.indices {
      let reducer = configuration.joints[index].reducer
      let perJoint = reducer.kind == .linear ? 1 / reducer.metresPerRadian : reducer.ratio
      reflectedInertia.append(
        configuration.joints[index].plant.reflectedInertia * perJoint * perJoint)
    }
  }

  @_noLocks private mutating func add(_ body: borrowing BodyConfiguration, at index: Int) {
    let parent = Int(body.parent)
    precondition(parent < index, "a body comes before its parent")
    let mount = parent >= 0 ? mounts[parent] : Mount()
    let parentFromJoint = Pose(
      rotation: Rotation(
        x: Vector3(body.rotationX), y: Vector3(body.rotationY), z: Vector3(body.rotationZ)),
      translation: Vector3(body.translation))
    let carrierFromJoint = mount.carrierFromBody * parentFromJoint
    let own = Inertia(
      mass: body.mass, centre: Vector3(body.centreOfMass),
      diagonal: Vector3(body.inertiaDiagonal), products: Vector3(body.inertiaProducts))
    if body.type == .fixed {
      mounts[index] = Mount(carrier: mount.carrier, carrierFromBody: carrierFromJoint)
      guard mount.carrier >= 0 else { return }
      let merged = moving[mount.carrier].inertia.joined(with: own.moved(by: carrierFromJoint))
      moving[mount.carrier].inertia = merged
      return
    }
    var next = MovingBody(body, parent: mount.carrier, parentFromJoint: carrierFromJoint)
    next.inertia = own
    mounts[index] = Mount(carrier: moving.count, carrierFromBody: Pose())
    moving.append(next)
  }
}
