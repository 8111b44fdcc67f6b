internal import Foundation
package import Results

/// All that grading needs of this machine, found and made ready once.
package struct Workshop: Sendable {
  /// What to do where there is no sandbox.
  package enum SandboxPolicy: Sendable {
    /// Refuse: somebody else's code is to be run.
    case required
    /// Go on without one.
    case optional
  }

  /// The sandbox that is in force.
  package let tier: SandboxTier
  /// Why there is no sandbox, if there is none.
  package let missingSandbox: String?
  /// The compiler, as it names itself.
  package var toolchainVersion: String { compiler.toolchain.version }

  /// How often the tests run on each submission; the worst run counts.
  package var repeats = 1

  let compiler: PluginCompiler
  let runtime: WorkerRuntime
  let builder: ExerciseBuilder
  let judges: JudgeProcess
  let installation: Installation

  /// Finds and prepares the toolchain, the sandbox and the worker's folder.
  ///
  /// - Throws: `GradingError.machine` if one of them is not to be had.
  package static func prepare(_ policy: SandboxPolicy) async throws -> Workshop {
    let installation = try Installation.locate()
    let toolchain = try await Toolchain.locate()
    let tier: SandboxTier
    var missing: String?
    switch await SandboxTier.probe() {
    case .success(let found): tier = found
    case .failure(let unavailable):
      guard case .optional = policy else {
        throw GradingError.machine(
          "\(unavailable.reason); submissions are not run without a sandbox. Install it "
            + "(apt-get install bubblewrap), or give --unsafe-no-sandbox if you trust every "
            + "submission")
      }
      tier = .unsafe
      missing = unavailable.reason
    }
    let cache = try CacheFolder.locate()
    var hash = ContentHash()
    hash.add(toolchain.version)
    let moduleCache = "\(cache)/modules-\(hash.hexadecimal.prefix(16))-\(tier)"
    try makeFolder(moduleCache)
    let compiler = PluginCompiler(toolchain: toolchain, tier: tier, moduleCache: moduleCache)
    try await withTemporaryFolder { folder in
      try await compiler.warmModuleCache(kit: installation.kit, temporary: folder)
    }
    let judges = JudgeProcess(path: installation.judge)
    return Workshop(
      tier: tier, missingSandbox: missing, compiler: compiler,
      runtime: try await WorkerRuntime.prepare(
        worker: installation.worker, toolchain: toolchain, tier: tier, cache: cache),
      builder: ExerciseBuilder(
        installation: installation, compiler: compiler, judges: judges, cache: cache),
      judges: judges, installation: installation)
  }

  /// Compiles one submission and runs tests on it.
  ///
  /// - Parameters:
  ///   - submission: The student's files.
  ///   - exercise: The exercise, compiled.
  ///   - judge: The judge that runs the tests.
  ///   - secret: What random cases are drawn from.
  ///   - folder: An empty folder for this submission alone.
  /// - Returns: The result, whatever the submission did.
  /// - Throws: `JudgeGone`, or `GradingError.machine`.
  func grade(
    _ submission: Submission, of exercise: BuiltExercise, judge: JudgeConnection, secret: String,
    in folder: String
  ) async throws -> ItemOutcome {
    let sources: [SourceFile]
    switch submission.content {
    case .missing: return ItemOutcome(exercise.notRun("nothing was handed in", tier))
    case .unusable(let reason):
      return ItemOutcome(
        exercise.rejected(
          CompileResult(status: .error, diagnostics: ["error: \(reason)"]), reason, tier))
    case .sources(let files): sources = files
    }
    let library: String
    switch try await compile(sources, for: exercise, into: folder) {
    case .compiled(let path): library = path
    case .rejected(var result):
      result.diagnostics = CompilerMessages.translate(
        result.diagnostics, protocolName: exercise.protocolName)
      let reason =
        result.status == .timeout ? "compiling ran into a limit" : "it does not compile"
      return ItemOutcome(exercise.rejected(result, reason, tier))
    }
    let item = JudgeItem(
      suites: exercise.suites,
      launch: runtime.launch(
        library: library, exercise: exercise.library, limits: exercise.exercise.limits),
      secret: secret, repeats: repeats)
    let limit = Duration.seconds((exercise.exercise.limits.wallSeconds * 4 + 30) * repeats)
    switch try await judge.ask(.judge(item), limit) {
    case .judged(let results, let printed):
      return ItemOutcome(exercise.judged(results, tier), printed: printed)
    case .graderError(let reason): return ItemOutcome(exercise.graderError(reason, tier))
    case .outline: throw JudgeGone(reason: "the judge answered another question")
    }
  }
}

extension Workshop {
  /// Compiles the files of a submission, with the entry that makes a plugin of them.
  func compile(
    _ sources: [SourceFile], for exercise: BuiltExercise, into folder: String
  ) async throws -> PluginCompiler.Outcome {
    let job = CompileJob(
      module: "Submission",
      sources: sources + [EntryFile.submission(exerciseModule: exercise.exercise.module)],
      kit: installation.kit, exercise: (exercise.folder, exercise.exercise.module))
    return try await compiler.compile(job, into: folder)
  }
}

/// What came of one submission, and what it printed.
package struct ItemOutcome: Sendable {
  package var result: ExerciseResult
  package var printed: String

  init(_ result: ExerciseResult, printed: String = "") {
    self.result = result
    self.printed = printed
  }
}

/// Makes a folder and those above it.
func makeFolder(_ path: String) throws(GradingError) {
  do {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  } catch {
    throw .machine("cannot make the folder '\(path)': \(error.localizedDescription)")
  }
}

/// Runs `body` with an empty folder of its own, which is gone afterwards.
func withTemporaryFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  var template = Array("\(NSTemporaryDirectory())/threadbare-XXXXXX".utf8CString)
  guard let made = mkdtemp(&template) else {
    throw GradingError.machine("cannot make a temporary folder: errno \(errno)")
  }
  let path = String(cString: made)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try await body(path)
}
