public import KernelCore

/// A trace apart from its kernel: what every format is written from, and what the JSON form is read
/// back into.
public struct RecordedTrace: Sendable {
  /// What the tasks are called where a format wants a name: the `comm` of Linux, printable ASCII
  /// without spaces, 15 characters at most (`TASK_COMM_LEN`).
  public let program: String
  /// The events that were kept, oldest first.
  public let events: [TraceEvent]
  /// The events of the run, those that made room included.
  public let eventCount: Int

  /// Whether events had to make room.
  public var overflowed: Bool { eventCount > events.count }

  /// A trace from its parts.
  ///
  /// - Parameters:
  ///   - program: A name; what a `comm` can't have is replaced by `_`.
  ///   - events: The events that were kept, oldest first.
  ///   - eventCount: The events of the run; nil if all were kept.
  public init(program: String = "task", events: [TraceEvent], eventCount: Int? = nil) {
    self.program = commandName(program)
    self.events = events
    self.eventCount = max(events.count, eventCount ?? 0)
  }

  /// What a kernel has recorded so far.
  public init(_ trace: Trace, program: String = "task") {
    self.init(program: program, events: trace.events, eventCount: trace.eventCount)
  }

  /// How many processors the events were on, those between them included.
  public var processorCount: Int { Int(events.map { $0.cpu }.max() ?? 0) + 1 }

  /// The lives of the tasks, in the order of their creation.
  public var tasks: [TaskLife] {
    var table = TaskTable()
    for event in events { table.apply(event) }
    table.finish()
    return table.lives
  }
}

/// A name as a task's `comm` can hold it.
private func commandName(_ name: String) -> String {
  let bytes = name.utf8.prefix(15).map { (0x21..<0x7F).contains($0) ? $0 : 0x5F }
  return bytes.isEmpty ? "task" : String(decoding: bytes, as: UTF8.self)
}
