public import KernelCore
import LinuxABI

/// A trace as JSON, for other programs.
///
///     {"version":1,"program":"task","overflowed":false,"event_count":2,
///     "tasks":[
///     {"thread":3,"process":3,"creator":2,"created_ns":500,"first_run_ns":null,"ended_ns":null,"reaped_ns":null,"status":null,"status_text":null,"state":"runnable","states":[{"state":"runnable","thread":3,"start_ns":500,"end_ns":900}]}
///     ],
///     "decisions":[
///     {"sequence":2,"time_ns":500,"decision":0,"options":2,"choice":1}
///     ],
///     "events":[
///     {"sequence":0,"time_ns":0,"cpu":0,"thread":2,"kind":"call","number":220,"name":"clone","text":"clone(SIGCHLD)","arguments":["0x11","0x0","0x0"]},
///     {"sequence":1,"time_ns":500,"cpu":0,"thread":2,"kind":"clone","child":3,"flags":"0x11","exit_signal":17,"process":3}
///     ]}
///
/// The events are the trace; all else is worked out of them, for readers that want to draw at
/// once. `state` is a name of `TaskState`, `decision` a number of `DecisionKind`.
///
/// Words of memory and registers are hexadecimal text, since a reader in JavaScript has 53 bits
/// for a number.
public enum JSONTrace {
  /// The version of the format.
  public static var version: Int { 1 }

  /// The whole trace, one task, decision or event a line.
  ///
  /// - Parameter trace: The trace.
  /// - Returns: One JSON object, with a line end.
  public static func text(of trace: RecordedTrace) -> String {
    var text = "{\"version\":" + String(version)
    text += ",\"program\":" + quoted(trace.program)
    text += ",\"overflowed\":" + (trace.overflowed ? "true" : "false")
    text += ",\"event_count\":" + String(trace.eventCount)
    text += ",\n\"tasks\":" + list(trace.tasks.map(task))
    let decisions = trace.events.filter { $0.kind == .decision }
    text += ",\n\"decisions\":" + list(decisions.map(decision))
    var calls = OpenCalls()
    var events: [String] = []
    for event in trace.events { events.append(line(event, answering: calls.take(event))) }
    text += ",\n\"events\":" + list(events)
    return text + "}\n"
  }

  /// The same of what a kernel has recorded so far.
  public static func text(of trace: Trace) -> String { text(of: RecordedTrace(trace)) }

  private static func list(_ lines: [String]) -> String {
    var text = "["
    for (index, line) in lines.enumerated() { text += (index == 0 ? "\n" : ",\n") + line }
    return text + (lines.isEmpty ? "]" : "\n]")
  }

  private static func task(_ life: TaskLife) -> String {
    var text = "{\"thread\":" + String(life.threadID.rawValue)
    text += ",\"process\":" + String(life.processID.rawValue)
    text += ",\"creator\":" + (life.creatorThreadID.map { String($0.rawValue) } ?? "null")
    text += ",\"created_ns\":" + number(life.createdNanoseconds)
    text += ",\"first_run_ns\":" + number(life.firstRunNanoseconds)
    text += ",\"ended_ns\":" + number(life.endedNanoseconds)
    text += ",\"reaped_ns\":" + number(life.reapedNanoseconds)
    text += ",\"status\":" + (life.status.map { String($0.rawValue) } ?? "null")
    text += ",\"status_text\":" + (life.status.map { quoted($0.description) } ?? "null")
    text += ",\"state\":" + quoted(life.state.name.description)
    text += ",\"states\":["
    for (index, span) in life.spans.enumerated() {
      text += (index == 0 ? "" : ",") + "{\"state\":" + quoted(span.state.name.description)
      text += ",\"thread\":" + String(span.threadID.rawValue)
      text += ",\"start_ns\":" + String(span.startNanoseconds)
      text += ",\"end_ns\":" + String(span.endNanoseconds) + "}"
    }
    return text + "]}"
  }

  private static func number(_ value: UInt64?) -> String { value.map { String($0) } ?? "null" }

  private static func decision(_ event: TraceEvent) -> String {
    var text = "{\"sequence\":" + String(event.sequence)
    text += ",\"time_ns\":" + String(event.timeNanoseconds)
    text += ",\"decision\":" + String(event.a) + ",\"options\":" + String(event.b)
    return text + ",\"choice\":" + String(event.c) + "}"
  }

  private static func line(_ event: TraceEvent, answering call: TraceEvent?) -> String {
    var text = "{\"sequence\":" + String(event.sequence)
    text += ",\"time_ns\":" + String(event.timeNanoseconds)
    text += ",\"cpu\":" + String(event.cpu)
    text += ",\"thread\":" + String(event.threadID.rawValue)
    text += ",\"kind\":\"" + event.kind.name.description + "\""
    if event.kind == .call {
      text += ",\"number\":" + String(event.a)
      text += ",\"name\":" + quoted(callName(of: event))
      text += ",\"text\":" + quoted(callText(of: event))
      text += ",\"arguments\":[" + quoted(hexadecimal(event.b)) + "," + quoted(hexadecimal(event.c))
      text += "," + quoted(hexadecimal(event.d))
      return text + "]}"
    }
    let values = [event.a, event.b, event.c, event.d]
    for (field, value) in zip(fields(of: event.kind), values) {
      text += ",\"" + field.name.description + "\":"
      text += field.isWord ? quoted(hexadecimal(value)) : String(value)
    }
    if event.kind == .reply, let error = replyError(of: event, to: call) {
      text += ",\"error\":" + quoted(error.name)
    }
    return text + "}"
  }

  /// A value of an event: what it is called, and whether it is a word of memory or a register.
  public struct Field: Sendable {
    /// Its key.
    public let name: StaticString
    /// Whether it is hexadecimal text; else it is a number.
    public let isWord: Bool

    static func number(_ name: StaticString) -> Field { Field(name: name, isWord: false) }
    static func word(_ name: StaticString) -> Field { Field(name: name, isWord: true) }
  }

  /// The values a, b, c and d of a kind of event, those left out that are always 0.
  ///
  /// A call has other keys: `number` is its a, `arguments` are the others.
  public static func fields(of kind: TraceEventKind) -> [Field] {
    switch kind {
    case .call: []
    case .reply: [.number("result"), .word("stored"), .number("not_built")]
    case .dispatch: [.number("starts")]
    case .preempt: [.number("reason")]
    case .block: [.number("state")]
    case .wake: [.number("woken_thread"), .number("state")]
    case .clone:
      [.number("child"), .word("flags"), .number("exit_signal"), .number("process")]
    case .exit: [.number("status"), .number("process"), .number("threads_left")]
    case .processEnd: [.number("status"), .number("process"), .number("parent_thread")]
    case .reap: [.number("reaped_thread"), .number("status"), .number("waited_for")]
    case .reparent: [.number("process"), .number("parent_thread")]
    case .signal:
      [.number("signal"), .number("process"), .number("effect"), .number("target_thread")]
    case .handler: [.number("signal"), .word("address")]
    case .exec: [.number("executing_thread"), .word("entry")]
    case .threadIDTaken: [.number("own_thread"), .number("taken_thread")]
    case .decision: [.number("decision"), .number("options"), .number("choice")]
    case .pageZeroed: [.word("address"), .number("frame")]
    case .pageCopied: [.word("address"), .number("frame"), .number("old_frame")]
    case .fault: [.word("address"), .number("signal")]
    case .threadIDStored: [.word("address"), .number("value"), .number("failed")]
    case .kernelCall: [.number("function"), .number("argument")]
    case .softInterrupt: [.number("processor"), .word("kinds"), .number("by_daemon")]
    }
  }
}
