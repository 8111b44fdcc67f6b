internal import Foundation
internal import Results
internal import Subprocess
internal import SystemPackage

/// What a judge can be asked while it runs.
struct JudgeConnection {
  /// Sends a request and waits for the answer; the judge is killed if none comes in time.
  let ask: (JudgeRequest, Duration) async throws -> JudgeReply
}

/// A judge is gone: it crashed, or hung and was killed.
///
/// What it worked on is a grader error.
struct JudgeGone: Error {
  let reason: String
}

/// Starts judges.
///
/// A judge serves one item after the other until it is told to end.
struct JudgeProcess: Sendable {
  let path: String

  /// Runs a judge for the time of `body`.
  ///
  /// - Throws: `JudgeGone`, out of `ask`, or what `body` throws.
  func withJudge<Value: Sendable>(
    _ body: (JudgeConnection) async throws -> Value
  ) async throws -> Value {
    let result = try await run(
      .path(FilePath(path)), environment: .custom([:] as [Environment.Key: String]),
      input: .inputWriter, output: .sequence, error: .discarded
    ) { execution in
      var lines = ReplyLines(execution.standardOutput)
      let connection = JudgeConnection { request, limit in
        var line = try JSONEncoder().encode(request)
        line.append(UInt8(ascii: "\n"))
        let isLate = Flag()
        let watchdog = Task {
          try await Task.sleep(for: limit)
          isLate.raise()
          try execution.send(signal: .kill)
        }
        defer { watchdog.cancel() }
        do {
          _ = try await execution.standardInputWriter.write(Array(line))
          if let text = try await lines.next() {
            return try JSONDecoder().decode(JudgeReply.self, from: Data(text))
          }
        } catch let error as DecodingError {
          throw JudgeGone(reason: "the judge's answer cannot be read: \(error)")
        } catch {
          // The pipe broke: the judge is gone, as below.
        }
        throw JudgeGone(
          reason: isLate.isRaised
            ? "the tests did not come to an end in \(limit)"
            : "the tests crashed the judge")
      }
      return try await body(connection)
    }
    return result.closureResult
  }
}

/// A truth that one task raises and another reads.
private final class Flag: @unchecked Sendable {
  // A class, because two tasks share it; the lock makes it sendable.
  private let lock = NSLock()
  private var value = false

  func raise() { lock.withLock { value = true } }
  var isRaised: Bool { lock.withLock { value } }
}
