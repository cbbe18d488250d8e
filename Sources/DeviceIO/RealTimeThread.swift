import CDeviceIO

/// What the loop's thread asks of the kernel, once, before arming.
public enum RealTimeThread {
  /// Stack touched before arming, bytes: the deepest call of a cycle with its batches of frames
  /// stays below a tenth of it.
  public static let stackReserve: UInt32 = 512 << 10
  /// Heap touched before arming, bytes. The loop allocates nothing; set-up code after `prepare`
  /// may.
  public static let heapReserve: UInt32 = 4 << 20

  /// Asks for everything, in the order that works: memory first, then the scheduler, so that
  /// touching memory does not hold up a processor at real-time priority.
  ///
  /// Nothing is thrown: what is refused is in the result with its fix, and the loop runs without.
  /// - Parameters:
  ///   - priority: `SCHED_FIFO` priority, 1…99.
  ///   - cpu: Processor to stay on, or nil for any.
  ///   - isSpared: Other processes shall end first when memory runs out.
  public static func prepare(
    priority: Int32, cpu: Int32?, isSpared: Bool = true
  ) -> RealTimeGuarantees {
    var list = RealTimeGuarantees()
    // Before locking: with a small limit, locking makes later growth fail.
    list.record(.heapPrefaulted, device_prefault_heap(heapReserve))
    list.record(.memoryLocked, device_lock_memory())
    list.record(.stackPrefaulted, device_prefault_stack(stackReserve))
    _ = device_prefault_program()
    list.record(.timerSlack, device_thread_timer_slack(1))
    // The descriptor stays open until the process ends, and so does what it asks for.
    list.record(.shallowSleep, device_hold_dma_latency(0))
    // Lowest of all, OOM_SCORE_ADJ_MIN of linux/oom.h: never. A twin on a bus holds no arm.
    if isSpared { list.record(.sparedByOOM, device_oom_spare(-1_000)) }
    if let cpu { list.record(.affinity, device_thread_affinity(cpu)) }
    let fifo = device_thread_fifo(priority)
    list.record(.fifo, fifo)
    list.record(.resetOnFork, fifo >= 0 ? fifo : device_thread_reset_on_fork())
    return list
  }

  /// Page faults of the calling thread so far, minor and major.
  @_noLocks public static func pageFaults() -> Int64 { device_thread_page_faults() }

  /// True under a kernel that says it is fully preemptible (PREEMPT_RT).
  public static var isRealTimeKernel: Bool { device_kernel_is_realtime() == 1 }
}
