import Doctor
import Testing

/// What the bench reads and prints.
@Suite struct BenchTests {
  @Test func cyclictestHistogramsAreRead() throws {
    let text = """
      # /dev/cpu_dma_latency set to 0us
      # Histogram
      000002 000090
      000003 000000
      000010 000009
      # Min Latencies: 00002
      # Avg Latencies: 00003
      # Max Latencies: 00450
      # Histogram Overflows: 00001
      # Histogram Overflow at cycle number:
      # Thread 0: 00017
      """
    let histogram = try #require(CyclictestHistogram(text))
    #expect(histogram.total == 100)
    #expect(histogram.quantile(0.5) == 2_999)
    #expect(histogram.quantile(0.95) == 10_999)
    #expect(histogram.quantile(0.999) == 450_000)
    #expect(CyclictestHistogram("") == nil)
    #expect(CyclictestHistogram("Unable to change scheduling policy!\n-1 x\n") == nil)
  }

  @Test func pairsAreJudgedByMedians() {
    var pairs = PairedRuns()
    #expect(pairs.figures.isEmpty)
    for (ours, theirs) in [(10, 100), (900_000, 100), (40, 100), (30, 100), (20, 100)] {
      pairs.add(ours: Int64(ours), theirs: Int64(theirs))
    }
    #expect(pairs.figures.map(\.value) == [30, 100, 0.3])
    #expect(pairs.figures[0].target == "≤ 20.1 µs")
    #expect(PairedRuns.median([]) == nil)
    #expect(PairedRuns.median([1, 4]) == 2)
    #expect(PairedRuns.median([.max, .max]) == .max)
  }

  @Test func runSummariesAreRead() throws {
    let text = """
      a line
      {"cycles":5000,"period_ns":1000000,"overruns":2,"compute_ns":{"p50":1,"p99":2,"p999":3,"max":4},\
      "release_lateness_ns":{"p50":5,"p99":6,"p999":7,"max":8},"allocations":0,"page_faults":9,\
      "faults":[{"code":"overrun","value":1}]}
      """
    let figures = try #require(RunFigures(lastLineOf: text))
    #expect(figures.compute.p999 == 3)
    #expect(figures.lateness.max == 8)
    #expect(figures.pageFaults == 9)
    #expect(figures.faults == ["overrun"])
    #expect(figures.speed(seconds: 0.1) == 50)
    #expect(figures.speed(seconds: 0) == nil)
    #expect(RunFigures(lastLineOf: "{}") == nil)
    #expect(RunFigures(lastLineOf: "") == nil)
  }

  @Test func memoryIsReadInBytes() throws {
    let memory = try #require(ProcessMemory(status: "Name:\tx\nVmLck:\t  12 kB\nVmRSS:\t  40 kB\n"))
    #expect(memory.resident == 40 * 1_024)
    #expect(memory.locked == 12 * 1_024)
    #expect(ProcessMemory(status: "State: Z\n") == nil)
  }

  @Test func figuresAreWrittenWithTheirTargets() {
    let figure = BenchFigure("compute_p50", 4_100, .nanoseconds, target: "≤ 10 µs")
    #expect(figure.line == "  compute p50                           4.1 µs   target ≤ 10 µs")
    #expect(BenchFigure("x", nil, .bytes, note: "no permission").line.hasSuffix("no permission"))
    #expect(BenchFigure("x", 12_345_678, .bytes).text == "12.3 MB")
    #expect(BenchFigure("x", 2.346, .times).text == "2.35 ×")
    #expect(BenchFigure("x", .infinity, .nanoseconds).text == "inf")
  }
}
