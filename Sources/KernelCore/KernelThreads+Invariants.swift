extension Kernel {
  /// Whether there is a task 2 without a parent.
  var hasKthreadd: Bool {
    hasKernelThreads && profile.kernelThreads.creator == .kthreadd
  }

  /// Checks what a kernel has for its own threads: records with tasks, queues with those who wait,
  /// borrowed memory with who borrowed it, pages with inodes and requests.
  func checkKernelSide() throws(InvariantViolation) {
    let threads = taskTable.indices.filter { isKernelThread($0) }
    guard hasKernelThreads else {
      try require(threads.isEmpty, "kernel threads are in a kernel that has some", -1)
      return
    }
    try require(threads.count == side.threadCount, "kernel threads are counted", -1)
    for task in threads { try checkThread(task) }
    let used = side.threads.count { $0.task >= 0 }
    try require(used == side.threadCount, "every thread's record has a task", -1)
    try require(
      side.freeThreads.count + used == side.threads.count, "other records are free", -1)
    try checkKernelWaits()
    try checkLazyMemory()
    try checkInterrupts()
    try checkPages()
    try checkPools()
  }

  private func checkThread(_ task: Int32) throws(InvariantViolation) {
    let index = threadIndex(of: task)
    try require(
      side.threads.indices.contains(index) && side.threads[index].task == task,
      "kernel threads have their record", task)
    let thread = side.threads[index]
    // G1.
    try require(
      !taskTable[task].flags.contains(.started), "kernel threads are never in user space", task)
    try require(
      !taskTable[task].flags.contains(.traced), "kernel threads are not traced", task)
    try require(
      taskTable[task].threadID == taskTable[task].processID, "a kernel thread is a process", task)
    try require(thread.preemptCount >= 0, "preemption counts are not below 0", task)
    switch taskTable[task].state {
    case .running, .runnable: break
    case .sleepingInKernel, .uninterruptible, .killable, .idleInKernel, .parked:
      try require(
        thread.sleep == taskTable[task].state, "kernel threads sleep as they said", task)
      try require(thread.stage != .none, "who sleeps is in the middle of a call", task)
      try require(thread.preemptCount == 0, "who sleeps can be preempted", task)
    default: try require(false, "kernel threads have states of the kernel", task)
    }
    try require(thread.isParked == (taskTable[task].state == .parked), "parked are parked", task)
  }

  private func checkKernelWaits() throws(InvariantViolation) {
    for (number, queue) in side.waitQueues.enumerated() {
      var isBehind = false
      for entry in queue.entries {
        try require(taskTable.isInUse(entry.task), "wait queues hold tasks", Int32(number))
        if entry.kind == .exclusive { isBehind = true }
        try require(
          entry.kind == .exclusive || !isBehind, "who is exclusive waits behind", Int32(number))
      }
    }
    for (number, completion) in side.completions.enumerated() {
      for waiter in completion.waiters {
        try require(
          taskTable.isInUse(waiter), "who waits for a completion is a task", Int32(number))
      }
    }
    for request in side.requests where request.requester >= 0 {
      try require(
        taskTable.isInUse(request.requester), "who asked for a thread is a task",
        request.requester)
    }
    for task in taskTable.indices where !isKernelThread(task) {
      switch taskTable[task].state {
      case .uninterruptible, .killable:
        try require(
          taskTable[task].blockedCall == .kernel, "processes wait in the kernel in a call", task)
      case .sleepingInKernel, .idleInKernel, .parked:
        try require(false, "only kernel threads sleep so", task)
      default: break
      }
    }
  }

  private func checkLazyMemory() throws(InvariantViolation) {
    var borrowed = Counter()
    for processor in side.processors where processor.isBorrowed {
      borrowed.add(processor.activeMM)
    }
    for space in memory.spaces.indices {
      let record = memory.spaces[space]
      try require(record.borrowers == borrowed[space], "borrowed memory is counted", space)
      try require(
        record.users > 0 || record.borrowers > 0, "memory is used or borrowed", space)
      try require(
        record.users > 0 || record.frames.isEmpty, "what is only borrowed maps nothing", space)
    }
    for processor in side.processors where processor.activeMM >= 0 {
      try require(
        memory.spaces.isInUse(processor.activeMM), "loaded memory is there",
        processor.activeMM)
    }
    if current >= 0, taskTable[current].mm >= 0 {
      try require(
        side.processors[processor].activeMM == taskTable[current].mm
          && !side.processors[processor].isBorrowed, "who runs has its memory loaded", current)
    }
  }

  private func checkInterrupts() throws(InvariantViolation) {
    try require(
      isDriven || side.processors.allSatisfy { $0.service == nil }, "interrupts end", -1)
    var last = UInt64.max
    for timer in side.timers {
      try require(timer.deadline <= last, "timers are in order", -1)
      last = timer.deadline
      if case .wake(let task) = timer.action {
        try require(taskTable.isInUse(task), "timers wake tasks", task)
      }
    }
    for (cpu, processor) in side.processors.enumerated() {
      for vector in SoftInterrupt.allCases where processor.service == nil {
        try require(
          processor.queues[Int(vector.rawValue)].items == 0
            || processor.pending & vector.bit != 0, "what is to be done is raised", Int32(cpu))
      }
      try require(!processor.isServing, "soft interrupts end", Int32(cpu))
      // G13: what is raised outside of an interrupt is the daemon's, unless it was moved away.
      let daemon = processor.daemon
      try require(
        processor.pending == 0 || processor.service != nil || !isHome(daemon, UInt64(cpu))
          || side.threads[threadIndex(of: daemon)].sleep != .sleepingInKernel
          || taskTable[daemon].state == .running || taskTable[daemon].state == .runnable,
        "raised soft interrupts have their daemon awake", Int32(cpu))
    }
  }

  private func isHome(_ daemon: Int32, _ cpu: UInt64) -> Bool {
    scheduling(ofSlot: daemon).processors == 1 << cpu
  }

  private func checkPages() throws(InvariantViolation) {
    var dirty = 0
    for inode in side.cache.inodes {
      try require(!inode.pages.isEmpty, "dirty inodes have dirty pages", inode.inode)
      dirty += inode.pages.count
      for place in inode.pages.indices.dropFirst() {
        try require(
          inode.pages[place - 1] < inode.pages[place], "dirty pages are in order", inode.inode)
      }
    }
    try require(dirty == side.cache.dirtyPages, "dirty pages are counted", -1)
    var underway = 0
    for (number, disk) in side.disks.enumerated() {
      for request in disk.queue { underway += request.pages }
      for request in disk.done { underway += request.pages }
      try require(
        disk.queue.isEmpty == (disk.busyUntilNanoseconds == nil), "a disk with work works",
        Int32(number))
      try require(
        disk.queue.count <= disk.settings.requestsMax, "queues of disks have their length",
        Int32(number))
    }
    try require(underway == side.cache.writebackPages, "pages on their way are counted", -1)
  }

  private func checkPools() throws(InvariantViolation) {
    for (number, pool) in side.pools.enumerated() {
      for worker in pool.idle {
        try require(
          pool.workers.contains(worker), "who is idle is a worker", Int32(number))
      }
      for worker in pool.workers {
        let index = Int(worker)
        try require(side.threads[index].task >= 0, "workers are tasks", worker)
        try require(
          side.threads[index].cpu == pool.cpu, "workers are tied as their pool is", worker)
      }
      var running = 0
      for (index, thread) in side.threads.enumerated() where thread.task >= 0 {
        guard case .worker(Int32(number)) = thread.body, pool.cpu >= 0 else { continue }
        if isWorking(index), !thread.sleepsAtWork { running += 1 }
      }
      try require(pool.runningCount == running, "workers at work are counted", Int32(number))
      // As long as nobody is at it, somebody is on the way; where none could be made it is tried again.
      let isCared = pool.workers.contains {
        let index = Int($0)
        // One that has said that it sleeps, and does not yet, looks once more before it does.
        let state = taskTable[side.threads[index].task].state
        return side.threads[index].sleep == .running || state == .runnable || state == .running
          || side.threads[index].place == Place.cooling
          // It comes back to the rest, where there is nobody else: one alone does all in 2.6, and the one
          // who was to stand by may have been stopped.
          || isWorking(index) && (!pool.isManaged || pool.idle.isEmpty)
      }
      try require(
        pool.work.isEmpty || pool.runningCount > 0 || isCared || pool.isManaging
          || pool.rescuer >= 0, "work that waits has a worker", Int32(number))
    }
    for member in side.flushers.idle {
      try require(side.flushers.members.contains(member), "who is idle is a flusher", member)
    }
    try require(
      side.flushers.members.count <= FlusherPool.threadsMax, "flushers have their limit", -1)
  }
}
