import KernelCore

/// A trace as Chrome's JSON, which Perfetto opens: a track a thread, with its calls, its states,
/// and arrows from who wakes or creates to who runs.
///
///     {"displayTimeUnit":"ns","traceEvents":[
///     {"ph":"M","name":"thread_name","pid":2,"tid":3,"args":{"name":"task"}},
///     {"ph":"X","name":"running","cat":"sched","pid":2,"tid":2,"ts":1.000,"dur":0.500,"args":{"cpu":0}},
///     {"ph":"T","name":"waiting for a child","cat":"state","pid":2,"tid":2,"ts":1.500,"dur":4.000,"args":{"cpu":0}},
///     {"ph":"s","name":"wake","cat":"sched","id":1,"pid":3,"tid":3,"ts":2.000},
///     {"ph":"f","name":"wake","cat":"sched","id":1,"pid":2,"tid":2,"ts":5.500,"bp":"e"}
///     ]}
///
/// Where a run had several processors each is a track of process 0 too, with who ran on it.
///
/// `ts` and `dur` are microseconds, with the nanoseconds as three digits. What is of no task, such
/// as a timer that ends a sleep, stands in process 0.
///
/// Source: perfetto, `src/trace_processor/importers/json/json_trace_parser_impl.cc`.
public enum ChromeTrace {
  /// The whole trace, one event a line.
  ///
  /// - Parameter trace: The trace.
  /// - Returns: One JSON object, with a line end.
  public static func text(of trace: RecordedTrace) -> String {
    var writer = ChromeWriter(processors: trace.processorCount)
    writer.nameProcessor()
    for event in trace.events { writer.add(event) }
    writer.finish(at: trace.events.last?.timeNanoseconds ?? 0, program: trace.program)
    var text = "{\"displayTimeUnit\":\"ns\",\"traceEvents\":["
    for (index, line) in writer.lines.enumerated() { text += (index == 0 ? "\n" : ",\n") + line }
    return text + "\n]}\n"
  }
}
