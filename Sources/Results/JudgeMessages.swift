/// How a judge launches the worker of a submission, and what that worker may use.
package struct WorkerLaunch: Codable, Sendable, Equatable {
  /// What one worker may use in its life.
  package struct Limits: Codable, Sendable, Equatable {
    package var processorSeconds: Int
    package var wallSeconds: Int
    package var memoryMebibytes: Int
    package var outputKibibytes: Int
    /// Threads and processes beside its first; 0 keeps it from making any.
    package var processes = 0
    /// What it may write into `/tmp`; 0 keeps it from opening any file for writing.
    package var diskKibibytes = 0
    /// The longest answer over the wire.
    package var messageKibibytes = 1_024
    /// The most system calls of one run of a program.
    package var calls = 20_000

    package init(
      processorSeconds: Int = 2, wallSeconds: Int = 10, memoryMebibytes: Int = 512,
      outputKibibytes: Int = 1_024
    ) {
      self.processorSeconds = processorSeconds
      self.wallSeconds = wallSeconds
      self.memoryMebibytes = memoryMebibytes
      self.outputKibibytes = outputKibibytes
    }
  }

  /// The program and its arguments: the sandbox, then the worker in it.
  package var arguments: [String]
  package var environment: [String]
  /// Where the worker finds the plugin: a path inside the sandbox.
  package var pluginPath: String
  /// A classic BPF program for seccomp, 8 bytes an instruction, or empty.
  package var filter: [UInt8]
  /// The only files that the worker may read, and those where it may do all; where both are empty,
  /// Landlock is not in force.
  package var readable: [String] = []
  package var writable: [String] = []
  package var limits: Limits
  /// Whether processor time, memory and files are limited.
  package var isLimited = true
  /// Whether the worker's processes can be counted: its user has no others.
  package var limitsProcesses = false
  /// How many of them there are before the submission makes any.
  package var processesAround = 1

  package init(
    arguments: [String], environment: [String], pluginPath: String, filter: [UInt8],
    limits: Limits
  ) {
    self.arguments = arguments
    self.environment = environment
    self.pluginPath = pluginPath
    self.filter = filter
    self.limits = limits
  }
}

/// What a driver asks of a judge: a line of JSON.
package enum JudgeRequest: Codable, Sendable {
  /// Which tests some suites have.
  case outline(suites: [String])
  /// Run suites on a submission.
  case judge(JudgeItem)
}

/// One test alone, and perhaps one schedule alone.
package struct ChosenTest: Codable, Sendable, Equatable {
  /// The test's id.
  package var id: String
  /// The decisions of the schedule that its explorations play; nil to explore.
  package var decisions: [UInt16]?

  package init(id: String, decisions: [UInt16]? = nil) {
    self.id = id
    self.decisions = decisions
  }
}

/// One submission of one exercise, as the driver gives it to a judge.
package struct JudgeItem: Codable, Sendable {
  /// A compiled suite.
  package struct Suite: Codable, Sendable, Equatable {
    package var path: String
    package var origin: TestOrigin

    package init(path: String, origin: TestOrigin) {
      self.path = path
      self.origin = origin
    }
  }

  /// The suites, in the order in which they run.
  package var suites: [Suite]
  package var launch: WorkerLaunch
  /// The class's secret, from which random cases of hidden tests are drawn.
  package var secret: String
  /// How often to run the tests, each time with fresh workers.
  package var repeats: Int
  /// The only test to run; nil for all.
  package var chosen: ChosenTest?

  package init(
    suites: [Suite], launch: WorkerLaunch, secret: String, repeats: Int = 1,
    chosen: ChosenTest? = nil
  ) {
    self.suites = suites
    self.launch = launch
    self.secret = secret
    self.repeats = repeats
    self.chosen = chosen
  }
}

/// What a judge answers: a line of JSON.
package enum JudgeReply: Codable, Sendable {
  /// The tests of the suites.
  case outline(SuiteOutline)
  /// The results of its tests, the end of what the submission printed, and whether a limit was hit
  /// that a busy machine may be to blame for.
  case judged(results: [TestResult], printed: String, mayBeMachine: Bool)
  /// There is no result, through a fault of the tests or of the machine.
  case graderError(String)
}

/// What exists of a suite: how a driver learns the tests of an exercise without running them.
package struct SuiteOutline: Codable, Sendable, Equatable {
  /// One test.
  package struct Test: Codable, Sendable, Equatable {
    package var id: String
    package var name: String
    package var points: Double
    package var visibility: Visibility
    /// The section of a lesson that teaches it: `lesson#section`.
    package var section: String?

    package init(
      id: String, name: String, points: Double, visibility: Visibility, section: String? = nil
    ) {
      self.id = id
      self.name = name
      self.points = points
      self.visibility = visibility
      self.section = section
    }
  }

  package var tests: [Test]

  package init(tests: [Test]) {
    self.tests = tests
  }

  /// What all tests together are worth.
  package var points: Double { tests.reduce(0) { $0 + $1.points } }
}
