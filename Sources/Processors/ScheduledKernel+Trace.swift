public import KernelCore
public import LinuxABI

// What there is to see of a run: its events in the order of their time, and what tasks did with theirs.
extension ScheduledKernel {
  /// The events that are there, in the order of their time, with the processors that they were on.
  ///
  /// A call stands where it was made, although it is handed in later (see ``ScheduledKernel``), so the
  /// order is not that of the kernel's own ring. What is on no processor, such as a timer that runs
  /// out, is on processor 0.
  ///
  /// - Complexity: O(n log n)
  public var events: [TraceEvent] {
    let kept = kernel.trace.events
    guard let first = kept.first?.sequence else { return [] }
    let sorted = kept.sorted {
      ($0.timeNanoseconds, $0.sequence) < ($1.timeNanoseconds, $1.sequence)
    }
    // By thread ids.
    var processorOf: [UInt16] = []
    func place(_ threadID: Int64) -> Int {
      let place = max(0, Int(truncatingIfNeeded: threadID))
      while processorOf.count <= place { processorOf.append(0) }
      return place
    }
    var events: [TraceEvent] = []
    events.reserveCapacity(sorted.count)
    for event in sorted {
      let thread = place(Int64(event.threadID.rawValue))
      var b = event.b
      if event.kind == .dispatch {
        processorOf[thread] = UInt16(truncatingIfNeeded: event.b)
        b = 0
      }
      var processor = processorOf[thread]
      if event.kind == .softInterrupt { processor = UInt16(truncatingIfNeeded: event.a) }
      if event.kind == .threadIDTaken {
        processorOf.swapAt(place(event.a), place(event.b))
      }
      events.append(
        TraceEvent(
          sequence: first + UInt64(events.count), timeNanoseconds: event.timeNanoseconds,
          threadID: event.threadID, cpu: processor, kind: event.kind, a: event.a, b: b,
          c: event.c, d: event.d))
    }
    return events
  }

  /// The events so far, those that made room included.
  public var eventCount: Int { kernel.trace.eventCount }

  /// What a task did with its time, up to now.
  ///
  /// - Returns: nil if it is unknown: of one that has ended this is kept until its slot is used again.
  public func times(of task: TaskID) -> TaskTimes? {
    tasks.first { $0.id == task }.map { times(of: $0) }
  }

  /// What the task did with its time that has a thread id, or had it last.
  ///
  /// - Returns: nil if nothing is known of such a task any more.
  public func times(ofThread threadID: ThreadID) -> TaskTimes? {
    let known = tasks.filter { $0.threadID == threadID }
    return known.max { $0.serial < $1.serial }.map { times(of: $0) }
  }

  private func times(of record: ScheduledTask) -> TaskTimes {
    var times = record.times
    switch record.state {
    case .gone: break
    case .asleep: times.sleepNanoseconds += now - record.since
    case .waiting: times.waitNanoseconds += now - record.since
    case .running:
      let processor = processors[record.home]
      // What an interrupt has taken since it was counted last.
      let taken = now - min(processor.interruptedSince, now)
      let spent = now - processor.countedUntil - taken
      if kernel.servesInDaemon(record.home) {
        times.systemNanoseconds += taken
      } else {
        times.interruptNanoseconds += taken
      }
      if processor.isInUserCode {
        times.userNanoseconds += spent
      } else {
        times.systemNanoseconds += spent
      }
    }
    return times
  }
}
