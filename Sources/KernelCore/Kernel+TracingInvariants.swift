internal import LinuxABI

extension Kernel {
  /// Checks that tracers and tracees know each other, and that who stops for a tracer has one.
  func checkTracing() throws(InvariantViolation) {
    var listed = 0
    var traced = 0
    for task in taskTable.indices {
      let record = taskTable[task]
      let isTraced = record.flags.contains(.traced)
      if isTraced { traced += 1 }
      try require(
        record.state != .traced || isTraced, "who stops for a tracer has one", task)
      guard record.extra >= 0 else {
        try require(!isTraced, "tracees know their tracer", task)
        continue
      }
      let trace = extras[record.extra].trace
      try require(isTraced == (trace.tracer >= 0), "tracees know their tracer", task)
      try require(
        isTraced || trace.options == [] && !trace.isSeized, "options belong to tracees", task)
      try require(
        record.state != .traced || trace.resume != .none && record.flags.contains(.inCall),
        "who stops for a tracer has something to go on with", task)
      try require(
        trace.resume == .none || record.flags.contains(.inCall),
        "who has something to go on with does so", task)
      listed += try checkTracees(of: task, from: trace.firstTracee)
    }
    try require(listed == traced, "every tracee is its tracer's", -1)
    for group in signals.indices {
      var count: Int32 = 0
      var thread = signals[group].firstThread
      while thread >= 0 {
        if extra(of: thread).trace.resume == .exit { count += 1 }
        thread = taskTable[thread].nextThread
      }
      try require(
        signals[group].stoppedInExit == count, "stops before an exit are counted", group)
    }
  }

  private func checkTracees(of tracer: Int32, from first: Int32) throws(InvariantViolation) -> Int {
    var count = 0
    var previous: Int32 = -1
    var tracee = first
    try require(
      tracee < 0 || taskTable[tracer].state != .zombie, "who has ended has no tracees", tracer)
    while tracee >= 0 {
      try require(
        taskTable.isInUse(tracee) && taskTable[tracee].extra >= 0, "tracees are tasks", tracer)
      let trace = extras[taskTable[tracee].extra].trace
      try require(trace.tracer == tracer, "tracees know their tracer", tracee)
      try require(trace.previousTracee == previous, "tracees link back", tracee)
      count += 1
      previous = tracee
      tracee = trace.nextTracee
    }
    return count
  }
}
