/// What a kernel has for programs that use more than the calls that most tasks make: one value, or
/// none as long as nobody has asked for any of it.
///
/// A row of one (`Kernel.programSides`), as with `KernelSide`: a copy of the kernel then counts one
/// reference more.
struct ProgramSide: Sendable {
  /// The timers of timer_create, and the interval timers that go by processor time.
  var timers = Pool<PosixTimer>()
  /// The number of the next timer of each process that has had one.
  var nextTimerNumbers: ContiguousArray<(group: Int32, number: Int32)> = []
  /// How many of the timers go by processor time and run.
  var processorTimerCount = 0
  /// Whether any process was ever limited in its processor time.
  var limitsProcessorTime = false
  /// System V segments, in the order of their making.
  var segments: ContiguousArray<SharedSegment> = []
  var segmentNames = SemaphoreNames()
  /// Calls that wait and are tried again, in the order in which they came.
  var retries: ContiguousArray<RetriedCall> = []
  /// POSIX message queues.
  var queues = Pool<MessageQueue>()
  /// System V message queues.
  var systemQueues = Pool<SystemQueue>()
  var systemQueueNames = SemaphoreNames()
  /// Filters of calls.
  var filters = Pool<CallFilter>()
  /// Who is told of open files.
  var fileSignals: ContiguousArray<FileSignal> = []
  /// Locks of files.
  var locks = FileLocks()
  /// What uname calls the domain.
  var domainName = Array("(none)".utf8)
  /// What CLOCK_REALTIME said at boot (ClockSetting.swift), who waits for a time of it, and what is said of
  /// its errors.
  var realTimeStart = Kernel.epochNanoseconds
  var realTimeWaits: ContiguousArray<RealTimeWait> = []
  var clockErrors = ClockErrors()

  /// Gives it memory of its own.
  mutating func makeUnique() {
    timers.makeUnique()
    queues.makeUnique()
    systemQueues.makeUnique()
    filters.makeUnique()
  }
}

extension Kernel {
  /// The side, made if it is not there.
  var programSide: ProgramSide {
    _read {
      if programSides.isEmpty { yield ProgramSide() } else { yield programSides[0] }
    }
    _modify {
      if programSides.isEmpty {
        programSides = [ProgramSide()]
        rareParts.insert(.programs)
      }
      yield &programSides[0]
    }
  }
}

extension Kernel {
  /// Checks that the timers of programs belong to processes, and run where they say.
  func checkProgramSide() throws(InvariantViolation) {
    guard !programSides.isEmpty else { return }
    try checkMessageQueues()
    try checkFilters()
    try checkSystemQueues()
    for (place, lock) in programSide.locks.all.enumerated() {
      try require(lock.first >= 0 && lock.first <= lock.last, "locks have a length", lock.node)
      for other in programSide.locks.all[(place + 1)...]
      where other.node == lock.node && other.owner == lock.owner {
        try require(lock.last < other.first, "locks of one owner are apart", lock.node)
      }
      switch lock.owner {
      case .table(let table):
        try require(fileTables.isInUse(table), "locks belong to tables of descriptors", table)
      case .openFile(let file), .wholeFile(let file):
        try require(openFiles.isInUse(file), "locks belong to open files", file)
      }
    }
    var running = 0
    for index in programSide.timers.indices {
      let timer = programSide.timers[index]
      try require(signals.isInUse(timer.group), "timers belong to processes", index)
      try require(
        timers.contains(.posix(index)) == timer.isInQueue, "timers that run are queued", index)
      try require(timer.deadline == 0 || !timer.isQueued, "a signal stops its timer", index)
      if timer.clock.isProcessors, timer.deadline > 0 { running += 1 }
    }
    try require(
      running == programSide.processorTimerCount, "timers by processor time are counted", -1)
    for entry in programSide.nextTimerNumbers {
      try require(
        signals.isInUse(entry.group), "numbers of timers belong to processes", entry.group)
    }
  }
}
