internal import ExerciseKit
internal import GraderKit
internal import PluginHost
internal import Results

/// Answers a driver's requests, one at a time.
struct Judge {
  /// Suites stay loaded: Swift code cannot be unloaded, and the next submission needs them again.
  private var suites: [String: any TestSuite] = [:]

  mutating func answer(_ request: JudgeRequest) -> JudgeReply {
    do {
      switch request {
      case .outline(let paths):
        return .outline(SuiteOutline(tests: try tests(of: paths).map(\.outline)))
      case .judge(let item):
        var runs: [[TestResult]] = []
        var printed = ""
        var mayBeMachine = false
        let graded = try item.suites.flatMap { suite in
          try tests(of: [suite.path]).map { (test: $0, origin: suite.origin) }
        }.filter { $0.test.id == item.chosen?.id ?? $0.test.id }
        for _ in 0..<max(1, item.repeats) {
          let session = PluginSession(limits: item.launch.limits) {
            try WorkerProcess(item.launch)
          }
          let runner = SuiteRunner(
            session: session, secret: item.secret, wallSeconds: item.launch.limits.wallSeconds,
            decisions: item.chosen?.decisions)
          runs.append(try runner.run(graded))
          printed = runner.printed
          mayBeMachine = mayBeMachine || session.mayBeMachine
        }
        return .judged(
          results: TestResult.worst(of: runs), printed: printed, mayBeMachine: mayBeMachine)
      }
    } catch {
      return .graderError("\(error)")
    }
  }

  private mutating func tests(of paths: [String]) throws -> [GradedTest] {
    try paths.flatMap { try suite(at: $0).tests }
  }

  private mutating func suite(at path: String) throws -> any TestSuite {
    if let known = suites[path] { return known }
    let plugin = try LoadedPlugin(path: path, expectedVersion: Plugin.kitVersion)
    guard let box = try plugin.make("threadbare_tests") as? SuiteBox else {
      throw PluginError.load("the tests are not of this kit")
    }
    suites[path] = box.suite
    return box.suite
  }
}
