import Foundation
import Results
import TestSupport

/// A judge as the driver starts it: requests in, replies out, a line each.
///
/// A class, because it owns a process. Its calls block, so they belong on a thread of their own.
final class RunningJudge {
  private let process = Process()
  private let requests = Pipe()
  private let replies = Pipe()
  private var received = Data()

  init() throws {
    process.executableURL = try BuildProducts.executable(named: "threadbare-judge")
    process.environment = [:]
    process.standardInput = requests
    process.standardOutput = replies
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// Asks, and waits for the answer; nil if the judge is gone, or was killed at the limit.
  func ask(_ request: JudgeRequest, limit: TimeInterval) throws -> JudgeReply? {
    let process = process
    let watchdog = DispatchWorkItem { kill(process.processIdentifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: watchdog)
    defer { watchdog.cancel() }
    try requests.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(request) + [10])
    while true {
      if let end = received.firstIndex(of: 10) {
        let line = received[..<end]
        received = Data(received[(end + 1)...])
        return try JSONDecoder().decode(JudgeReply.self, from: line)
      }
      let more = replies.fileHandleForReading.availableData
      if more.isEmpty { return nil }
      received += more
    }
  }

  var isRunning: Bool { process.isRunning }

  /// Ends it, as the driver does: its input comes to an end.
  func end() {
    try? requests.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
