public import KernelCore
import LinuxABI

/// A trace as JSON, for other programs.
///
///     {"version":1,"overflowed":false,"event_count":2,"events":[
///     {"sequence":0,"time_ns":0,"cpu":0,"thread":2,"kind":"call","name":"clone","text":"clone(SIGCHLD)","arguments":["0x11","0x0","0x0"]},
///     {"sequence":1,"time_ns":500,"cpu":0,"thread":2,"kind":"clone","child":3,"flags":"0x11","exit_signal":17,"process":3}
///     ]}
///
/// Words of memory and registers are hexadecimal text, since a reader in JavaScript has 53 bits
/// for a number.
public enum JSONTrace {
  /// The version of the format.
  public static var version: Int { 1 }

  /// The whole trace, one event a line.
  ///
  /// - Parameter trace: The trace.
  /// - Returns: One JSON object, with a line end.
  public static func text(of trace: Trace) -> String {
    var text = "{\"version\":" + String(version)
    text += ",\"overflowed\":" + (trace.overflowed ? "true" : "false")
    text += ",\"event_count\":" + String(trace.eventCount)
    text += ",\"events\":["
    var isFirst = true
    var calls = OpenCalls()
    for event in trace.events {
      text += isFirst ? "\n" : ",\n"
      isFirst = false
      append(event, answering: calls.take(event), to: &text)
    }
    text += isFirst ? "]}\n" : "\n]}\n"
    return text
  }

  private static func append(
    _ event: TraceEvent, answering call: TraceEvent?, to text: inout String
  ) {
    text += "{\"sequence\":" + String(event.sequence)
    text += ",\"time_ns\":" + String(event.timeNanoseconds)
    text += ",\"cpu\":" + String(event.cpu)
    text += ",\"thread\":" + String(event.threadID.rawValue)
    text += ",\"kind\":\"" + event.kind.name.description + "\""
    if event.kind == .call {
      text += ",\"name\":" + quoted(callName(of: event))
      text += ",\"text\":" + quoted(callText(of: event))
      text += ",\"arguments\":[" + quoted(hexadecimal(event.b)) + "," + quoted(hexadecimal(event.c))
      text += "," + quoted(hexadecimal(event.d)) + "]}"
      return
    }
    let values = [event.a, event.b, event.c, event.d]
    for (field, value) in zip(fields(of: event.kind), values) {
      text += ",\"" + field.name.description + "\":"
      text += field.isWord ? quoted(hexadecimal(value)) : String(value)
    }
    if event.kind == .reply, let error = replyError(of: event, to: call) {
      text += ",\"error\":" + quoted(error.name)
    }
    text += "}"
  }

  /// A value of an event: what it is called, and whether it is a word of memory or a register.
  private struct Field {
    let name: StaticString
    let isWord: Bool

    static func number(_ name: StaticString) -> Field { Field(name: name, isWord: false) }
    static func word(_ name: StaticString) -> Field { Field(name: name, isWord: true) }
  }

  /// The values of a kind of event in their order; see `TraceEventKind`.
  private static func fields(of kind: TraceEventKind) -> [Field] {
    switch kind {
    case .call: []
    case .reply: [.number("result"), .word("stored"), .number("not_built")]
    case .dispatch: [.number("previous_thread"), .number("starts")]
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
    }
  }
}

private func hexadecimal(_ value: Int64) -> String {
  "0x" + String(UInt64(bitPattern: value), radix: 16)
}

/// A JSON string; the texts of a trace are ASCII.
private func quoted(_ text: String) -> String {
  var bytes: [UInt8] = [0x22]
  for byte in text.utf8 {
    switch byte {
    case 0x22, 0x5C: bytes += [0x5C, byte]
    case 0x00..<0x20:
      bytes += [0x5C, 0x75, 0x30, 0x30, 0x30 + byte >> 4, hexadecimalDigit(byte & 0xF)]
    default: bytes.append(byte)
    }
  }
  bytes.append(0x22)
  return String(decoding: bytes, as: UTF8.self)
}

private func hexadecimalDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
