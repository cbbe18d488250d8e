extension Check {
  /// Membership in the group that owns devices and limits.
  static let group = Check { box in
    if box.isRoot {
      return [.ok("group", "You are root: group membership does not matter.")]
    }
    if box.isContainer {
      return [.ok("group", "This is a container: rights come with its start, not from a group.")]
    }
    guard box.hasGroup else {
      return [
        .warning(
          "group", "There is no group \"sinew\".",
          fix: "sudo scripts/setup-box \(box.user) in the clone, then log in again"
        )
      ]
    }
    guard box.isInGroup else {
      return [
        .warning(
          "group", "\(box.user) is not in the group \"sinew\".",
          fix: "sudo scripts/setup-box \(box.user) in the clone, then log in again")
      ]
    }
    return [.ok("group", "\(box.user) is in the group \"sinew\".")]
  }
}
