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
        let session = PluginSession { try WorkerProcess(item.launch) }
        let runner = SuiteRunner(
          session: session, secret: item.secret, wallSeconds: item.launch.limits.wallSeconds)
        let results = try runner.run(try tests(of: item.suites))
        return .judged(results: results, printed: runner.printed)
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
