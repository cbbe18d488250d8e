public import RealTime
public import RobotCore

/// One number per controlled joint, in the order of `RobotConfiguration.joints`.
public typealias JointVector = FixedList<Double, 64>
/// One pose per body, in the order of `RobotConfiguration.bodies`.
public typealias PoseList = FixedList<Pose, 96>

/// The robot's body as a tree of rigid bodies: where they are, what their motion costs.
///
/// Built once from the configuration; links that are fixed to each other are merged into one body.
/// Joint vectors hold rad or m per controlled joint; a mimic joint follows its leader, and its
/// effort counts at the leader. All methods are pure and take no heap.
///
/// The methods are `mutating` although they change nothing: Swift 6.3 hands `self` to a `mutating`
/// method by address, but reads one field of a list in a plain method by copying the whole list
/// first (39 kB each time; 97 µs for one call of `gravity` instead of 1). Keep the model in a
/// `var`.
public struct RobotModel: BitwiseCopyable, Sendable {
  /// Controlled joints: the length of every joint vector.
  public let jointCount: Int
  /// Bodies of the configuration, fixed ones included.
  public let bodyCount: Int
  /// Gravity in the world frame, m/s².
  public let gravity: Vector3
  /// What can move, parents first; `movingCount` of them.
  var moving = InlineArray<96, MovingBody>(repeating: MovingBody())
  var movingCount = 0
  /// Where each body of the configuration is mounted; `bodyCount` of them.
  var mounts = InlineArray<96, Mount>(repeating: Mount())
  /// Rotor inertia at the joint's side of the reducer, kg·m² or kg.
  var reflectedInertia = JointVector(repeating: 0, count: 0)

  /// What `gravity` works in; kept, because to clear 12 kB in each cycle costs more than the sum.
  var loads = InlineArray<96, Load>(repeating: Load())

  /// Where a moving body is, and the mass and first moment Σ m·c of it and all behind it, world
  /// frame.
  struct Load: BitwiseCopyable, Sendable {
    var pose = Pose()
    var mass = 0.0
    var moment = Vector3()

    @_noLocks init() {}
  }

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
  @_noLocks public init(_ configuration: borrowing RobotConfiguration) {
    jointCount = configuration.joints.count
    bodyCount = configuration.bodies.count
    let safety = configuration.safety
    gravity = Vector3(safety.gravityX, safety.gravityY, safety.gravityZ)
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
    mounts[index] = Mount(carrier: movingCount, carrierFromBody: Pose())
    moving[movingCount] = next
    movingCount += 1
  }
}
