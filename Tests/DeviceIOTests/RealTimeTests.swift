import CDeviceIO
import DeviceIO
import Glibc
import Testing

/// Each in a process of its own: what is asked of the kernel stays until the process ends.
@Suite struct RealTimeTests {
  @Test func everyRefusalHasAFixAndGrantsMakeTheMask() async {
    await #expect(processExitsWith: .success) {
      var guarantees = RealTimeThread.prepare(priority: 0, cpu: 1_000_000)
      guarantees.lookAtDeck(in: "/dev/shm")
      #expect(guarantees.entries.last?.isGranted == true, "a tmpfs")
      #expect(guarantees.entries.count == RealTimeGuarantee.allCases.count)
      #expect(Set(guarantees.entries.map(\.guarantee)).count == guarantees.entries.count)
      var mask: UInt32 = 0
      for entry in guarantees.entries {
        #expect(entry.fix.isEmpty == entry.isGranted)
        if entry.isGranted { mask |= entry.guarantee.rawValue }
      }
      #expect(guarantees.mask == mask)
      // Neither a priority of 0 nor processor 1 000 000 exists.
      let refused = Dictionary(
        uniqueKeysWithValues: guarantees.missing.map { ($0.guarantee, $0.errno) })
      #expect(refused[.fifo] == EINVAL)
      #expect(refused[.affinity] == EINVAL)
      #expect(mask & RealTimeGuarantee.timerSlack.rawValue != 0)
      #expect(mask & RealTimeGuarantee.stackPrefaulted.rawValue != 0)
      #expect(mask & RealTimeGuarantee.resetOnFork.rawValue != 0)
    }
  }

  @Test func aDeckOnADiskIsTold() async {
    await #expect(processExitsWith: .success) {
      var guarantees = RealTimeThread.prepare(priority: 0, cpu: nil)
      // No memory either way, and in every box and kernel bench.
      guarantees.lookAtDeck(in: "/proc")
      let deck = guarantees.missing.last
      #expect(deck?.guarantee == .deckInMemory)
      #expect(deck?.guarantee.isRequired == true)
      #expect(deck?.line.contains("/proc is on a disk (file system 0x9fa0)") == true)
      #expect(deck?.line.contains("SINEW_RUNTIME_DIR") == true)
    }
  }

  @Test func anOrdinaryUserIsToldTheExactFix() async {
    await #expect(processExitsWith: .success) {
      var none = rlimit(rlim_cur: 0, rlim_max: 0)
      #expect(unsafe setrlimit(__rlimit_resource_t(__RLIMIT_RTPRIO.rawValue), &none) == 0)
      var small = rlimit(rlim_cur: 8 << 20, rlim_max: 8 << 20)
      #expect(unsafe setrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &small) == 0)
      #expect(setuid(65534) == 0 || getuid() != 0)
      let guarantees = RealTimeThread.prepare(priority: 80, cpu: nil)
      #expect(!guarantees.entries.contains { $0.guarantee == .affinity })
      let missing = guarantees.missing
      let priority = missing.first { $0.guarantee == .fifo }
      #expect(priority?.errno == EPERM)
      #expect(
        priority?.line == "missing real-time priority (SCHED_FIFO): Operation not permitted; "
          + Surroundings.rights)
      let memory = missing.first { $0.guarantee == .memoryLocked }
      #expect(memory?.fix == Surroundings.rights)
      #expect(missing.contains { $0.guarantee == .shallowSleep })
      #expect(guarantees.mask & RealTimeGuarantee.resetOnFork.rawValue != 0)
    }
  }

  /// Nobody logs in to a container, and root is in no need of a group.
  @Test func theFixIsOneThatCanBeTypedHere() {
    let user = Surroundings.rights(inContainer: false, isRoot: false)
    #expect(user == "`sudo scripts/setup-box` in the clone, then log in again")
    for isRoot in [true, false] {
      let inside = Surroundings.rights(inContainer: true, isRoot: isRoot)
      #expect(inside.contains("--ulimit rtprio=95") && !inside.contains("log in"))
    }
    let root = Surroundings.rights(inContainer: false, isRoot: true)
    #expect(root.contains("LimitRTPRIO=95") && !root.contains("log in"))
  }

  /// A file mapped as the linker maps a library: what is prepared is no fault later.
  @Test func pagesOfAProgramAreReadInBefore() async {
    await #expect(processExitsWith: .success) {
      var read = 0
      func faultsOfReading(isPrepared: Bool) -> Int64 {
        let file = unsafe open("/proc/self/exe", O_RDONLY)
        let size = 4 << 20
        guard let map = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0), file >= 0
        else { exit(1) }
        if isPrepared { #expect(device_prefault_program() > 1_000) }
        let before = RealTimeThread.pageFaults()
        for page in 0..<size / 4096 {
          read += Int(unsafe map.load(fromByteOffset: page * 4096, as: UInt8.self))
        }
        return RealTimeThread.pageFaults() - before
      }
      #expect(faultsOfReading(isPrepared: false) > 10)
      #expect(faultsOfReading(isPrepared: true) == 0)
      #expect(read > 0)
    }
  }

  @Test func aTouchedPageIsAFaultAndAPreparedStackIsNot() async {
    await #expect(processExitsWith: .success) {
      let size = 64 * 4096
      guard
        let map = unsafe mmap(
          nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      else { exit(1) }
      unsafe madvise(map, size, MADV_NOHUGEPAGE)
      let before = RealTimeThread.pageFaults()
      for page in 0..<64 { unsafe map.storeBytes(of: 1, toByteOffset: page * 4096, as: UInt8.self) }
      let touched = RealTimeThread.pageFaults() - before
      #expect(touched >= 64)
      let prepared = RealTimeThread.pageFaults()
      for page in 0..<64 { unsafe map.storeBytes(of: 2, toByteOffset: page * 4096, as: UInt8.self) }
      #expect(RealTimeThread.pageFaults() - prepared < 64)
    }
  }
}
