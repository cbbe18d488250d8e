import DeviceIO
import Foundation

/// Reads what /proc, /sys, /dev and /etc say of a box. Changes nothing.
///
/// The parts that have to be tried rather than read (real-time rights, wake-ups) come from
/// `LatencyTrial`, because trying them changes the process that tries.
public struct BoxReader {
  private let root: String

  /// Reads below `root`, which tests replace by a folder of their own.
  public init(root: String = "/") {
    self.root = root.hasSuffix("/") ? root : root + "/"
  }

  /// Everything that can be read without a trial.
  public func reading() -> BoxReading {
    var box = BoxReading()
    box.kernel = text("proc/sys/kernel/osrelease")
    box.isRealTimeKernel = text("sys/kernel/realtime") == "1"
    box.governors = governors
    box.processors = names("sys/devices/system/cpu").count { $0.wholeMatch(of: /cpu[0-9]+/) != nil }
    box.throttleRuntime = Int(text("proc/sys/kernel/sched_rt_runtime_us"))
    box.throttlePeriod = Int(text("proc/sys/kernel/sched_rt_period_us"))
    box.can = names("sys/class/net").compactMap(can)
    if root == "/" { for index in box.can.indices { box.can[index].askKernel() } }
    box.i2c = devices(prefix: "i2c-")
    box.gpio = devices(prefix: "gpiochip")
    if root == "/" {
      for index in box.gpio.indices {
        box.gpio[index].hasNoPull = !GPIOLine.canPull(chip: box.gpio[index].path)
      }
    }
    box.rules = rules
    box.stableNames = names("dev/sinew")
    box.clockSource = text("sys/devices/system/clocksource/clocksource0/current_clocksource")
    readMemory(&box)
    readUser(&box)
    return box
  }

  // MARK: Parts

  private var governors: [String] {
    let folders = names("sys/devices/system/cpu").filter { $0.hasPrefix("cpu") }
    let all = folders.map { text("sys/devices/system/cpu/\($0)/cpufreq/scaling_governor") }
    return Set(all.filter { !$0.isEmpty }).sorted()
  }

  private func can(_ name: String) -> BoxReading.CAN? {
    let folder = "sys/class/net/\(name)/"
    // ARPHRD_CAN of linux/if_arp.h.
    guard text(folder + "type") == "280" else { return nil }
    var can = BoxReading.CAN()
    can.name = name
    can.isVirtual = !exists(folder + "device")
    can.link = text(folder + "operstate")
    // A virtual link tells "unknown" when it is up.
    if can.link == "unknown", let flags = Int(text(folder + "flags").dropFirst(2), radix: 16) {
      can.link = flags & 1 == 1 ? "up" : "down"
    }
    // CANFD_MTU of linux/can.h.
    can.isFD = text(folder + "mtu") == "72"
    can.queueLength = number(folder + "tx_queue_len")
    can.received = number(folder + "statistics/rx_packets")
    can.sent = number(folder + "statistics/tx_packets")
    can.errors = number(folder + "statistics/rx_errors") + number(folder + "statistics/tx_errors")
    can.dropped =
      number(folder + "statistics/rx_dropped") + number(folder + "statistics/tx_dropped")
    return can
  }

  private func devices(prefix: String) -> [BoxReading.Device] {
    names("dev").filter { $0.hasPrefix(prefix) && Int($0.dropFirst(prefix.count)) != nil }
      .sorted { $0.count == $1.count ? $0 < $1 : $0.count < $1.count }
      .map { name in
        let path = root + "dev/" + name
        let isUsable =
          FileManager.default.isReadableFile(atPath: path)
          && FileManager.default.isWritableFile(atPath: path)
        return BoxReading.Device(path: "/dev/" + name, isUsable: isUsable)
      }
  }

  private var rules: [String] {
    ["etc/udev/rules.d", "usr/lib/udev/rules.d", "lib/udev/rules.d"].flatMap { folder in
      names(folder).filter { $0.contains("sinew") && $0.hasSuffix(".rules") }
        .map { "/\(folder)/\($0)" }
    }
  }

  private func readMemory(_ box: inout BoxReading) {
    var figures: [String: Int] = [:]
    for line in text("proc/meminfo").split(separator: "\n") {
      let parts = line.split(separator: " ", omittingEmptySubsequences: true)
      guard parts.count >= 2, let value = Int(parts[1]) else { continue }
      figures[String(parts[0].dropLast())] = value
    }
    box.memoryTotal = figures["MemTotal"] ?? 0
    box.memoryAvailable = figures["MemAvailable"] ?? 0
    box.swapUsed = (figures["SwapTotal"] ?? 0) - (figures["SwapFree"] ?? 0)
  }

  private func readUser(_ box: inout BoxReading) {
    box.isContainer = root == "/" && Surroundings.isContainer
    box.isRoot = CurrentProcess.isRoot
    box.user = NSUserName()
    let lines = text("etc/group").split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("sinew:") }) else { return }
    box.hasGroup = true
    let fields = line.split(separator: ":", omittingEmptySubsequences: false)
    guard fields.count >= 3 else { return }
    // Membership counts once it has reached this process, which takes a new log-in.
    let status = text("proc/self/status").split(separator: "\n")
    let groups = status.first { $0.hasPrefix("Groups:") } ?? ""
    box.isInGroup = groups.split(whereSeparator: \.isWhitespace).dropFirst().contains(fields[2])
  }

  // MARK: Files

  private func text(_ path: String) -> String {
    guard let bytes = try? DeviceFile.read(path: root + path) else { return "" }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func number(_ path: String) -> Int { Int(text(path)) ?? 0 }

  private func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root + path)
  }

  private func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: root + folder)) ?? []).sorted()
  }
}
