internal import Diagnostics
internal import Foundation
package import Logging

/// The log of a grading: one JSON object a line, for `jq` and for whoever keeps logs.
///
///     {"time":"2026-10-01T09:30:00.125Z","level":"info","event":"submission graded",
///      "student":"ada","exercise":"01-tasks","verdict":"pass","score":"30.0","seconds":"0.412"}
package enum GradingLog {
  /// A log that adds its lines to a file, which is made if it is missing.
  ///
  /// - Throws: `GradingError.machine` if the file cannot be written to.
  package static func file(_ path: String) throws(GradingError) -> Logger {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .machine("cannot write the log '\(path)': \(systemReason())")
    }
    let handler = JSONLinesHandler(
      file: FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    return Logger(label: "threadbare.grading") { _ in handler }
  }

  /// A log that nobody reads.
  package static var none: Logger {
    Logger(label: "threadbare.grading") { _ in SwiftLogNoOpLogHandler() }
  }
}

/// Writes each event as a line of JSON, whole in one call, so that lines of two processes don't mix.
private struct JSONLinesHandler: LogHandler {
  let file: FileHandle
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.debug

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var fields = metadata.merging(event.metadata ?? [:]) { _, own in own }
      .mapValues { "\($0)" }
    fields["time"] = Date().formatted(
      Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    fields["level"] = event.level.rawValue
    fields["event"] = "\(event.message)"
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard var line = try? encoder.encode(fields) else { return }
    line.append(UInt8(ascii: "\n"))
    // A log that cannot be written must not end what it tells of.
    try? file.write(contentsOf: line)
  }
}
