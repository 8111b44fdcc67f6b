package import Courseware
package import Diagnostics
import Foundation
import KernelCore
import LinuxABI
package import Tracing

/// Reads the JSON form of a trace again; see `JSONTrace`.
///
/// Only the name and the events are read: all else follows from them. Words are checked, and
/// numbers kept to the ranges of a kernel's.
package struct TraceReader {
  private let file: SourceFile
  private var diagnostics = DiagnosticList()
  /// The lines that hold an event, as numbers from 1: `JSONTrace` writes one a line.
  private let eventLines: [Int]

  /// The largest file that is read, in bytes.
  package static let fileBytesMax = 64 << 20
  /// The errors reported of one file.
  private static let diagnosticsMax = 20
  private static let processorMax = Int64(Kernel.processorsMax - 1)
  /// The largest thread id (`PID_MAX_LIMIT`).
  private static let threadIDMax: Int64 = 1 << 22

  /// The trace in a file.
  ///
  /// - Parameter file: The file.
  /// - Returns: The trace, with the name and the events that the file has.
  /// - Throws: Everything that is wrong with it.
  package static func trace(
    in file: SourceFile
  ) throws(DiagnosticList) -> RecordedTrace {
    var reader = TraceReader(file)
    guard let trace = reader.read(), !reader.diagnostics.hasErrors else {
      throw reader.diagnostics
    }
    return trace
  }

  private init(_ file: SourceFile) {
    self.file = file
    var lines: [Int] = []
    for (index, line) in file.text.split(
      separator: "\n", omittingEmptySubsequences: false
    ).enumerated() where line.hasPrefix("{\"sequence\":") && line.contains(",\"kind\":") {
      lines.append(index + 1)
    }
    eventLines = lines
  }

  private mutating func read() -> RecordedTrace? {
    let object: Any
    do {
      object = try JSONSerialization.jsonObject(with: Data(file.text.utf8))
    } catch {
      reportSyntax(error as NSError)
      return nil
    }
    guard let fields = object as? [String: Any], fields["events"] != nil else {
      return fail("this is no trace: it has no \"events\"", help: Self.origin)
    }
    guard let version = fields["version"] as? Int, version == JSONTrace.version else {
      return fail(
        "this is no trace of version \(JSONTrace.version)",
        help: "trace it again with this version of threadbare")
    }
    guard let list = fields["events"] as? [Any] else { return fail("\"events\" is a list") }
    var events: [TraceEvent] = []
    for (index, element) in list.enumerated() {
      guard diagnostics.count < Self.diagnosticsMax else { break }
      guard let fields = element as? [String: Any] else {
        report("an event is an object", event: index)
        continue
      }
      guard let event = event(fields, index) else { continue }
      if let last = events.last, event.timeNanoseconds < last.timeNanoseconds {
        report("the event is before the one above it", event: index, key: "time_ns")
      }
      events.append(event)
    }
    return RecordedTrace(
      program: fields["program"] as? String ?? "task", events: events,
      eventCount: fields["event_count"] as? Int)
  }

  // MARK: Events

  private mutating func event(_ fields: [String: Any], _ index: Int) -> TraceEvent? {
    guard let sequence = number(fields, "sequence", index, in: 0...Int64.max),
      let time = number(fields, "time_ns", index, in: 0...Int64.max),
      let processor = number(fields, "cpu", index, in: 0...Self.processorMax),
      let thread = number(fields, "thread", index, in: 0...Self.threadIDMax),
      let kind = kind(fields, index)
    else { return nil }
    var values: [Int64] = []
    if kind == .call {
      guard let number = number(fields, "number", index, in: 0...Int64(UInt32.max)),
        let words = fields["arguments"] as? [String], words.count == 3
      else {
        report("a call has a \"number\" and three \"arguments\"", event: index, key: "arguments")
        return nil
      }
      values.append(number)
      for text in words {
        guard let word = word(text, "arguments", index) else { return nil }
        values.append(word)
      }
    }
    for field in JSONTrace.fields(of: kind) {
      let name = "\(field.name)"
      let value =
        field.isWord
        ? word(fields[name] as? String ?? "", name, index)
        : number(fields, name, index, in: Self.range(of: name))
      guard let value else { return nil }
      values.append(value)
    }
    values += [Int64](repeating: 0, count: 4 - values.count)
    return TraceEvent(
      sequence: UInt64(sequence), timeNanoseconds: UInt64(time),
      threadID: ThreadID(rawValue: Int32(thread)), cpu: UInt16(processor), kind: kind,
      a: values[0], b: values[1], c: values[2], d: values[3])
  }

  /// What a number may be: those that name a task are thread ids.
  private static func range(of name: String) -> ClosedRange<Int64> {
    name.hasSuffix("thread") || name == "child" || name == "process"
      ? 0...threadIDMax : Int64.min...Int64.max
  }

  private mutating func kind(_ fields: [String: Any], _ index: Int) -> TraceEventKind? {
    let name = fields["kind"] as? String ?? ""
    let kinds = TraceEventKind.allCases
    if let kind = kinds.first(where: { "\($0.name)" == name }) { return kind }
    report(
      "there is no kind of event \(quoted(name))", event: index, key: "kind",
      help: suggestion(for: name, in: kinds.map { "\($0.name)" }, listedAs: "kinds"))
    return nil
  }

  private mutating func number(
    _ fields: [String: Any], _ key: String, _ index: Int, in range: ClosedRange<Int64>
  ) -> Int64? {
    if let number = fields[key] as? NSNumber, let value = Int64(exactly: number),
      range.contains(value)
    {
      return value
    }
    let isMissing = fields[key] == nil
    report(
      isMissing
        ? "the event has no \(quoted(key))"
        : range == Int64.min...Int64.max
          ? "\(quoted(key)) is a whole number"
          : "\(quoted(key)) is a whole number from \(range.lowerBound) to \(range.upperBound)",
      event: index, key: key)
    return nil
  }

  private mutating func word(_ text: String, _ key: String, _ index: Int) -> Int64? {
    if text.hasPrefix("0x"), let word = UInt64(text.dropFirst(2), radix: 16) {
      return Int64(bitPattern: word)
    }
    report("\(quoted(key)) is a word such as \"0x11\", in quotes", event: index, key: key)
    return nil
  }

  // MARK: Errors

  private static var origin: String {
    "\"threadbare trace LESSON#SCRIPT --format json\" writes one"
  }

  private mutating func fail(_ message: String, help: String? = nil) -> RecordedTrace? {
    diagnostics.append(file.span(line: 1, column: 1).diagnostic(message, help: help))
    return nil
  }

  /// Reports an event where it stands; in a file that was laid out anew, only which one it is.
  private mutating func report(
    _ message: String, event index: Int, key: String? = nil, help: String? = nil
  ) {
    guard index < eventLines.count, let line = file.line(eventLines[index]) else {
      diagnostics.append(
        file.span(line: 1, column: 1).diagnostic("event \(index): " + message, help: help))
      return
    }
    var column = 1
    if let key, let place = line.range(of: "\"\(key)\":") {
      column += line[..<place.lowerBound].unicodeScalars.count
    }
    diagnostics.append(
      file.span(line: eventLines[index], column: column).diagnostic(message, help: help))
  }

  /// Foundation names the byte, or says that the end came too early.
  private mutating func reportSyntax(_ error: NSError) {
    let said = error.userInfo[NSDebugDescriptionErrorKey] as? String ?? ""
    let byteCount = file.text.utf8.count
    let byte = said.firstMatch(of: /around character (\d+)/).flatMap { Int($0.1) } ?? byteCount
    let place = file.position(ofByte: min(byte, byteCount))
    diagnostics.append(
      file.span(line: place.line, column: place.column).diagnostic(
        byte < byteCount ? "this is no JSON" : "this is no JSON: its end is missing",
        help: Self.origin))
  }
}
