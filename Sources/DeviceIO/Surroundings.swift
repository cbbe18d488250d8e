import Glibc

/// Where this process runs, as far as advice hangs on it.
public enum Surroundings {
  /// True in a container: nobody logs in there, so groups and limits come with its start.
  ///
  /// The marks of Docker, Podman and systemd (file-hierarchy(7), container interface).
  public static var isContainer: Bool {
    for path in ["/.dockerenv", "/run/.containerenv", "/run/systemd/container"]
    where unsafe access(path, F_OK) == 0 {
      return true
    }
    return !(CurrentProcess.environment("container") ?? "").isEmpty
  }

  /// What gives a process its rights here, as one clause.
  public static var rights: String {
    rights(inContainer: isContainer, isRoot: CurrentProcess.isRoot)
  }

  /// The same for other surroundings than these.
  public static func rights(inContainer: Bool, isRoot: Bool) -> String {
    if inContainer {
      return "start the container with --cap-add=SYS_NICE --cap-add=IPC_LOCK --ulimit rtprio=95 "
        + "--ulimit memlock=-1 --device=/dev/cpu_dma_latency"
    }
    // Root has them by itself; what is refused to it was taken from whoever started it.
    if isRoot {
      return "give the service LimitRTPRIO=95 and LimitMEMLOCK=infinity, and leave it CAP_SYS_NICE "
        + "and CAP_IPC_LOCK"
    }
    return "`sudo scripts/setup-box` in the clone, then log in again"
  }
}
