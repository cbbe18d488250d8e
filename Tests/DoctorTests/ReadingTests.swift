import Doctor
import Foundation
import RealTime
import Testing
import Wording

/// Reading boxes: from folders that look like /proc and /sys, and from other programs' words.
@Suite struct ReadingTests {
  private func box(_ files: [String: String]) throws -> BoxReading {
    let root = FileManager.default.temporaryDirectory.appending(
      path: "doctor-\(UUID().uuidString)", directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: root) }
    for (path, text) in files {
      let file = root.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return BoxReader(root: root.path()).reading()
  }

  @Test func aWholeBox() throws {
    let box = try box([
      "proc/sys/kernel/osrelease": "6.1.0-rt\n", "sys/kernel/realtime": "1\n",
      "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "powersave\n",
      "sys/devices/system/cpu/cpu1/cpufreq/scaling_governor": "performance\n",
      "sys/devices/system/cpu/cpufreq/x": "", "proc/sys/kernel/sched_rt_runtime_us": "-1\n",
      "proc/sys/kernel/sched_rt_period_us": "1000000\n",
      "sys/class/net/can0/type": "280\n", "sys/class/net/can0/mtu": "72\n",
      "sys/class/net/can0/device/x": "", "sys/class/net/can0/operstate": "up\n",
      "sys/class/net/can0/tx_queue_len": "10\n",
      "sys/class/net/can0/statistics/rx_errors": "3\n",
      "sys/class/net/can0/statistics/tx_errors": "4\n",
      "sys/class/net/vcan0/type": "280\n", "sys/class/net/vcan0/operstate": "unknown\n",
      "sys/class/net/vcan0/flags": "0xc1\n", "sys/class/net/eth0/type": "1\n",
      "dev/i2c-1": "", "dev/i2c-10": "", "dev/i2c-2": "", "dev/i2c-x": "", "dev/gpiochip0": "",
      "dev/sinew/i2c-supply": "",
      "etc/udev/rules.d/70-sinew.rules": "", "etc/udev/rules.d/99-other.rules": "",
      "proc/meminfo": "MemTotal: 1000 kB\nMemAvailable:  600 kB\nSwapTotal: 9 kB\nSwapFree: 4 kB\n",
      "etc/group": "root:x:0:\nsinew:x:777:\n", "proc/self/status": "Name: x\nGroups: 20 777 \n",
    ])
    #expect(box.kernel == "6.1.0-rt")
    #expect(box.isRealTimeKernel)
    #expect(box.governors == ["performance", "powersave"])
    #expect(box.processors == 2)
    #expect(box.throttleRuntime == -1)
    #expect(box.can.map(\.name) == ["can0", "vcan0"])
    #expect(box.can.map(\.isVirtual) == [false, true])
    #expect(box.can.map(\.link) == ["up", "up"])
    #expect(box.can.map(\.isFD) == [true, false])
    #expect(box.can[0].errors == 7)
    #expect(box.i2c.map(\.path) == ["/dev/i2c-1", "/dev/i2c-2", "/dev/i2c-10"])
    #expect(box.gpio.count == 1)
    #expect(box.rules == ["/etc/udev/rules.d/70-sinew.rules"])
    #expect(box.stableNames == ["i2c-supply"])
    #expect(box.memoryAvailable == 600)
    #expect(box.swapUsed == 5)
    #expect(box.hasGroup && box.isInGroup)
  }

  @Test func anEmptyBox() throws {
    let box = try box(["x": ""])
    #expect(box.kernel.isEmpty && box.can.isEmpty && box.throttleRuntime == nil)
    #expect(!box.hasGroup)
  }

  /// What a trial prints is what its reader understands; nonsense is no result.
  @Test func trialsCrossAsText() throws {
    let trial = LatencyTrial(.ordinary, seconds: 0.1)
    let result = try #require(TrialResult(lastLineOf: "noise\n" + trial.json.line + "\n"))
    #expect(result.latency?.count == 100)
    #expect(result.latency?.maximum == trial.histogram.maximum)
    #expect(result.grants.isEmpty)
    #expect(TrialResult(lastLineOf: "") == nil)
    #expect(TrialResult(lastLineOf: "{\"count\":-1}") == nil)
  }
}
