import ExerciseKit
import GraderKit
import Results
import Testing
import Wire

/// A worker in this very process, for programs that are trusted: what a real one does with the requests
/// that concern tasks, without a pipe and a sandbox.
///
/// One at a time: the tasks of a process have one runtime.
final class LocalWorker: SubmissionWorker {
  // A class, because a session asks and ends the same worker.

  private let program: TaskBody
  private let counter: RequestCounter
  var printed: [UInt8] { [] }

  init(_ program: @escaping TaskBody, _ counter: RequestCounter) {
    self.program = program
    self.counter = counter
  }

  func ask(_ requests: [Request]) -> AnswerBatch {
    counter.requests += requests.count
    counter.questions += 1
    var batch = AnswerBatch()
    do {
      // As messages, since those say more than what was put into them: a call has all six words.
      batch.answers = try requests.map { request in
        try Answer(answer(try Request(request.frame(sequence: 1))).frame(sequence: 1))
      }
    } catch {
      batch.end = error
    }
    return batch
  }

  private func answer(_ request: Request) -> Answer {
    switch request {
    case .newRun: TaskRuntime.current.newRun()
    case .startProgram(let task, _, _): TaskRuntime.current.start(task, program)
    case .startEntry(let task, let entry): TaskRuntime.current.start(task, entry: entry)
    case .startHandler(let task, let interrupted, let handler, let info):
      TaskRuntime.current.start(task, over: interrupted, handler: handler, info)
    case .resume(let task, let reply): TaskRuntime.current.resume(task, with: reply)
    case .kill(let task): TaskRuntime.current.kill(task)
    case .harden, .load, .call: .fault(Fault(.outOfOrder, "\(request)"))
    }
  }

  func kill() { _ = TaskRuntime.current.newRun() }
}

/// Counts what workers are asked.
final class RequestCounter {
  // A class, because one worker after the other counts in it.

  var requests = 0
  /// How many times something was asked, however much it was.
  var questions = 0
}

/// The tests whose workers are in this process.
///
/// It has one runtime of tasks, so they go one by one.
@Suite(.serialized) enum `Workers of this process` {
  /// The result of one test whose submission is a program, which is trusted.
  static func result(
    of program: @escaping TaskBody, _ body: @escaping (TestContext) throws -> Void
  ) throws -> TestResult {
    let session = PluginSession { LocalWorker(program, RequestCounter()) }
    let test = GradedTest("does", "it does", body: body)
    let runner = SuiteRunner(session: session, secret: "", wallSeconds: 10)
    return try #require(try runner.run([(test, .visible)]).first)
  }
}
