internal import Diagnostics
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
  package let sandbox: Sandbox
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
  /// Keeps what is in the cache as long as this is there.
  let cacheHold: CacheHold

  /// Finds and prepares the toolchain, the sandbox and the worker's folder.
  ///
  /// - Throws: `GradingError.machine` if one of them is not to be had.
  package static func prepare(_ policy: SandboxPolicy) async throws -> Workshop {
    try await prepare(policy, in: Installation.locate(), without: [])
  }

  /// Prepares a workshop of an installation, in one tier alone or without some of its walls.
  ///
  /// - Throws: `GradingError.machine`.
  package static func prepare(
    _ policy: SandboxPolicy, in installation: Installation, only tier: Sandbox.Tier? = nil,
    without: Set<Defence>
  ) async throws -> Workshop {
    if tier == nil { try Sandbox.requireKnownTier() }
    async let probed = Sandbox.probe(installation, only: tier, without: without)
    let toolchain = try await Toolchain.locate()
    let sandbox: Sandbox
    var missing: String?
    switch await probed {
    case .success(let found): sandbox = found
    case .failure(let unavailable):
      guard case .optional = policy else {
        throw GradingError.machine(
          "\(unavailable.reason); submissions are not run without a sandbox. Install it "
            + "(apt-get install bubblewrap), or give --unsafe-no-sandbox if you trust every "
            + "submission")
      }
      sandbox = Sandbox(tier: .unsafe, landlockVersion: 0, changesUser: false, without: without)
      missing = unavailable.reason
    }
    let cache = try CacheFolder.locate()
    let hold = CacheHold(cache)
    var hash = ContentHash()
    hash.add(toolchain.version)
    let moduleCache = "\(cache)/modules-\(hash.hexadecimal.prefix(16))-\(sandbox.tier)"
    try makeFolder(moduleCache)
    CacheHold.use(moduleCache)
    let compiler = PluginCompiler(
      toolchain: toolchain, sandbox: sandbox, confine: installation.confine,
      filter: try CompilerFilter.file(in: cache), moduleCache: moduleCache)
    try await withTemporaryFolder { folder in
      try await compiler.warmModuleCache(kit: installation.kit, temporary: folder)
    }
    let judges = JudgeProcess(path: installation.judge)
    return Workshop(
      sandbox: sandbox, missingSandbox: missing, compiler: compiler,
      runtime: try await WorkerRuntime.prepare(
        installation, toolchain: toolchain, sandbox: sandbox, cache: cache),
      builder: ExerciseBuilder(
        installation: installation, compiler: compiler, judges: judges, cache: cache),
      judges: judges, installation: installation, cacheHold: hold)
  }

  /// Compiles one submission and runs tests on it.
  ///
  /// - Parameters:
  ///   - submission: The student's files.
  ///   - exercise: The exercise, compiled.
  ///   - judge: The judge that runs the tests.
  ///   - secret: What random cases are drawn from.
  ///   - folder: An empty folder for this submission alone.
  ///   - user: The user that all of it runs under, if root is to change it.
  /// - Returns: The result, whatever the submission did.
  /// - Throws: `JudgeGone`, or `GradingError.machine`.
  func grade(
    _ submission: Submission, of exercise: BuiltExercise, judge: JudgeConnection, secret: String,
    in folder: String, user: UInt32?
  ) async throws -> ItemOutcome {
    guard case .sources(let sources) = submission.content else {
      return ItemOutcome(resultWithoutFiles(submission, exercise))
    }
    let library: String
    switch try await compile(sources, for: exercise, into: folder, user: user) {
    case .compiled(let path): library = path
    case .rejected(var result):
      result.diagnostics = CompilerMessages.cut(
        CompilerMessages.translate(
          result.diagnostics, protocolName: exercise.protocolName, sources: sources))
      let reason =
        result.status == .timeout ? "compiling ran into a limit" : "it does not compile"
      return ItemOutcome(exercise.rejected(result, reason, sandbox))
    }
    let item = JudgeItem(
      suites: exercise.suites,
      launch: try runtime.launch(
        library: library, exercise: exercise.library, limits: exercise.exercise.limits, user: user),
      secret: secret, repeats: repeats, chosen: exercise.chosen)
    let limit = Duration.seconds((exercise.exercise.limits.wallSeconds * 4 + 30) * repeats)
    switch try await judge.ask(.judge(item), limit) {
    case .judged(let results, let printed, let isSuspect):
      return ItemOutcome(
        exercise.judged(results, sandbox), printed: printed, mayBeMachine: isSuspect)
    case .graderError(let reason):
      return ItemOutcome(exercise.graderError(reason, sandbox), mayBeMachine: true)
    case .outline: throw JudgeGone(reason: "the judge answered another question")
    }
  }
}

extension Workshop {
  /// Whether each slot is to have a user of its own.
  var changesUser: Bool { sandbox.changesUser && sandbox.has(.user) }

  /// Ends what a submission left running, where no namespace has ended with it.
  ///
  /// - Throws: `GradingError.machine`.
  func endProcesses(of user: UInt32?) async throws(GradingError) {
    guard let user, sandbox.tier == .user else { return }
    _ = try await Command.run(Confinement.killAll(of: user, installation.confine))
  }

  /// The result of a submission that has nothing to compile.
  func resultWithoutFiles(_ submission: Submission, _ exercise: BuiltExercise) -> ExerciseResult {
    switch submission.content {
    case .unusable(let reason):
      exercise.rejected(
        CompileResult(status: .error, diagnostics: ["error: \(reason)"]), reason, sandbox)
    case .unreadable(let reason): exercise.graderError(reason, sandbox)
    case .missing, .sources: exercise.notRun("nothing was handed in", sandbox)
    }
  }

  /// Compiles the files of a submission, with the entry that makes a plugin of them.
  func compile(
    _ sources: [SourceFile], for exercise: BuiltExercise, into folder: String,
    user: UInt32? = nil
  ) async throws -> PluginCompiler.Outcome {
    let job = CompileJob(
      module: "Submission",
      sources: sources + [EntryFile.submission(exerciseModule: exercise.exercise.module)],
      kit: installation.kit, exercise: (exercise.folder, exercise.exercise.module),
      limits: exercise.exercise.compileLimits)
    return try await compiler.compile(job, into: folder, user: user)
  }
}

/// What came of one submission, and what it printed.
package struct ItemOutcome: Sendable {
  package var result: ExerciseResult
  package var printed: String
  /// Whether a limit was hit that a busy machine may be to blame for: then it is tried once more,
  /// alone.
  var mayBeMachine: Bool

  init(_ result: ExerciseResult, printed: String = "", mayBeMachine: Bool = false) {
    self.result = result
    self.printed = printed
    self.mayBeMachine = mayBeMachine
  }
}

/// Makes a folder and those above it.
func makeFolder(_ path: String) throws(GradingError) {
  do {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  } catch {
    throw .machine("cannot make the folder '\(path)': \(reason(of: error))")
  }
}
