import ExerciseKit
import GraderKit
import Results
import Testing

extension `Workers of this process` {
  /// What a submission says in a failure, which has to stay short.
  @Suite struct `A failure's words` {
    /// One character of 200,001 bytes.
    private static let endless = "e" + String(repeating: "\u{301}", count: 100_000)

    private struct Endless: Error, CustomStringConvertible {
      var description: String { endless }
    }

    @Test func `are cut by bytes where an error was thrown`() throws {
      let program: TaskBody = { _ in throw Endless() }
      let result = try `Workers of this process`.result(of: program) { _ = try $0.run() }
      #expect(result.verdict == .fail && result.message.utf8.count < 2_200)
    }

    @Test func `are cut by bytes where a test shows values`() throws {
      let program: TaskBody = { _ in 0 }
      let result = try `Workers of this process`.result(of: program) { test in
        try test.expect(Self.endless, is: "e", "the answer \(Self.endless) is wrong")
      }
      #expect(result.verdict == .fail && result.expected == "e")
      #expect(result.message.utf8.count < 20_000 && result.actual.utf8.count < 20_000)
    }

    @Test func `are cut by bytes where a worker printed them`() {
      let fault = SubmissionFault.exited(status: 1, printed: Self.endless)
      #expect("\(fault)".utf8.count < 500)
    }
  }
}
