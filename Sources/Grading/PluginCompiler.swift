internal import Diagnostics
internal import Foundation
internal import Results
internal import Subprocess

/// Compiles plugins: in the sandbox where there is one, within limits, never with the driver.
struct PluginCompiler: Sendable {
  /// How a compilation ended.
  enum Outcome: Sendable {
    case compiled(library: String)
    case rejected(CompileResult)
  }

  let toolchain: Toolchain
  let sandbox: Sandbox
  /// Where `threadbare-confine` is.
  let confine: String
  /// The system-call filter of compilers, as a file.
  let filter: String
  /// Clang modules of the toolchain, compiled once; read-only inside the sandbox.
  let moduleCache: String
  /// Whether this compiler may add to the cache: only for sources of our own.
  var cacheIsWritable = false

  /// Compiles and links a job into `folder`, an existing empty folder.
  ///
  /// - Parameters:
  ///   - job: What to compile.
  ///   - folder: The folder.
  ///   - user: The user that the compiler runs under, if root is to change it.
  /// - Returns: How it ended.
  /// - Throws: `GradingError.machine` where the machine failed, not the source.
  func compile(
    _ job: CompileJob, into folder: String, user: UInt32? = nil
  ) async throws -> Outcome {
    let input = "\(folder)/in"
    let output = "\(folder)/out"
    do {
      try FileManager.default.createDirectory(atPath: input, withIntermediateDirectories: true)
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
      for source in job.sources {
        try Data(source.bytes).write(to: URL(filePath: "\(input)/\(source.name)"))
      }
    } catch {
      throw GradingError.machine("cannot write to \(folder): \(reason(of: error))")
    }
    if let user { try Self.give(output, to: user) }
    let arguments = command(job, input: input, output: output, user: user)
    let result: Command
    do {
      result = try await Command.run(
        arguments, limit: .seconds(4 * job.limits.processorSeconds + 10))
    } catch is Command.TookTooLong {
      return .rejected(Self.outOfTime(job))
    }
    return try outcome(
      job, result.status, output: output, words: result.errors)
  }

  /// Lets a user write into a folder of its own.
  private static func give(_ folder: String, to user: UInt32) throws(GradingError) {
    guard chown(folder, user, user) == 0 else {
      throw .machine("cannot give \(folder) to user \(user): \(systemReason())")
    }
  }

  /// The command line.
  private func command(
    _ job: CompileJob, input: String, output: String, user: UInt32?
  ) -> [String] {
    var confinement = Confinement(user: user)
    if sandbox.has(.limits) {
      confinement.processorSeconds = job.limits.processorSeconds
      confinement.memoryBytes = job.limits.memoryMebibytes << 20
      confinement.fileBytes = job.limits.fileMebibytes << 20
      // A user of its own, or one of a user namespace: elsewhere this would count others' processes.
      if sandbox.tier != .unsafe { confinement.processes = job.limits.processes }
    }
    switch sandbox.tier {
    case .unsafe, .user:
      let paths = CompilePaths(
        input: input, output: output, kit: job.kit, exercise: job.exercise?.folder ?? "",
        moduleCache: moduleCache, temporary: output)
      if sandbox.tier == .user {
        if sandbox.has(.filter) { confinement.filter = filter }
        if sandbox.usesLandlock {
          confinement.readable = Self.systemFiles + [toolchain.root, job.kit, input]
          if let exercise = job.exercise { confinement.readable.append(exercise.folder) }
          confinement.writable = [output]
          if cacheIsWritable {
            confinement.writable.append(moduleCache)
          } else {
            confinement.readable.append(moduleCache)
          }
        }
      }
      let shell =
        ["/usr/bin/env", "-i"] + environment.map { "\($0.0)=\($0.1)" } + ["/bin/sh", "-c"]
      return confinement.arguments(confine) + shell + [job.script(toolchain, paths)]
    case .namespaces:
      let paths = CompilePaths(
        input: "/in", output: "/out", kit: "/kit", exercise: "/exercise", moduleCache: "/mc",
        temporary: "/tmp")
      var binds = [
        Bind("/usr", "/usr"), Bind(job.kit, "/kit"), Bind(input, "/in"),
        Bind(output, "/out", isWritable: true), Bind(confine, "/confine"), Bind(filter, "/filter"),
        Bind(moduleCache, "/mc", isWritable: cacheIsWritable),
      ]
      if !toolchain.root.hasPrefix("/usr/") { binds.append(Bind(toolchain.root, toolchain.root)) }
      if let exercise = job.exercise { binds.append(Bind(exercise.folder, "/exercise")) }
      if sandbox.has(.filter) { confinement.filter = "/filter" }
      if sandbox.usesLandlock {
        confinement.readable = binds.filter { !$0.isWritable }.map(\.target)
        confinement.writable = binds.filter(\.isWritable).map(\.target) + ["/tmp"]
      }
      let bubblewrap = Bubblewrap(
        binds: binds, temporaryBytes: 64 << 20, environment: environment, changesUser: user != nil)
      return bubblewrap.arguments + confinement.arguments("/confine")
        + ["/bin/sh", "-c", job.script(toolchain, paths)]
    }
  }

  private var environment: [(String, String)] {
    [("PATH", "/usr/bin:/bin"), ("LD_LIBRARY_PATH", toolchain.libraryPath)]
  }

  /// What any program of this machine needs to run.
  private static let systemFiles = ["/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache"]
    .filter { FileManager.default.fileExists(atPath: $0) }

  private func outcome(
    _ job: CompileJob, _ status: TerminationStatus, output: String, words: String
  ) throws -> Outcome {
    func read(_ name: String) -> String {
      guard let file = FileHandle(forReadingAtPath: "\(output)/\(name)") else { return "" }
      defer { try? file.close() }
      let data = (try? file.read(upToCount: CompilerMessages.bytesMax)) ?? nil
      return String(decoding: data ?? Data(), as: UTF8.self)
    }
    // Without room for what compiling makes, no source is to blame.
    if status != .exited(0), isFull(output, for: 4 << 20) {
      throw GradingError.machine("there is no space left for compiled files, in \(output)")
    }
    switch status {
    case .exited(0):
      return .compiled(library: "\(output)/lib\(job.module).so")
    case .exited(CompileJob.compilerFailed):
      let text = read("compiler.txt")
      let messages = CompilerMessages.split(text)
      // A compiler that fails without a word about the source is the machine's matter, or its own
      // crash on this source: either way its words are shown, a few.
      return .rejected(
        CompileResult(
          status: .error,
          diagnostics: messages.isEmpty
            ? ["error: the compiler gave up on this file: \(text.beginning(bytes: 500))"] : messages
        ))
    case .exited(CompileJob.timeLimitHit):
      return .rejected(Self.outOfTime(job))
    case .exited(CompileJob.compilerCrashed):
      return .rejected(
        CompileResult(
          status: .error,
          diagnostics: [
            "error: the compiler ran out of memory on this file, or crashed: the limit is "
              + "\(job.limits.memoryMebibytes) MiB"
          ]))
    case .exited(CompileJob.linkerFailed):
      // No word of the linker: it may quote what it should not.
      return .rejected(
        CompileResult(status: .error, diagnostics: ["error: the compiled file cannot be linked"]))
    case .exited(let code):
      throw GradingError.machine(
        "the compiler could not be run (exit status \(code)): \(words.prefix(1_000))")
    case .signaled(let signal):
      // What ends the compiler is told by the script around it. This ended the script.
      throw GradingError.machine("the compiler's sandbox was killed by signal \(signal)")
    }
  }

  private static func outOfTime(_ job: CompileJob) -> CompileResult {
    CompileResult(
      status: .timeout,
      diagnostics: [
        "error: compiling ran out of time: the limit is \(job.limits.processorSeconds) s of "
          + "processor time"
      ])
  }

  /// Compiles the clang modules that sources commonly reach, so that later jobs find them.
  ///
  /// The cache holds them by the compiler's options, so each kind of job warms its own.
  ///
  /// - Throws: `GradingError.machine`.
  func warmModuleCache(kit: String, temporary: String) async throws {
    let marker = "\(moduleCache)/warm"
    guard !FileManager.default.fileExists(atPath: marker) else { return }
    let source = SourceFile(
      name: "Warm.swift", text: "import ExerciseKit\nimport Foundation\nimport Glibc\n")
    for optimisation in [CompileJob.Optimisation.none, .speed] {
      var job = CompileJob(
        module: "Warm", sources: [source], kit: kit, exercise: nil, optimisation: optimisation)
      // Nobody's submission, and all of the system's modules.
      job.limits.processorSeconds = 120
      let folder = "\(temporary)/\(optimisation)"
      try makeFolder(folder)
      let writable = PluginCompiler(
        toolchain: toolchain, sandbox: sandbox, confine: confine, filter: filter,
        moduleCache: moduleCache, cacheIsWritable: true)
      if case .rejected(let result) = try await writable.compile(job, into: folder) {
        throw GradingError.machine(
          "the toolchain cannot compile a file that imports Foundation and Glibc: "
            + result.diagnostics.joined(separator: "\n"))
      }
    }
    do {
      // The compiler makes its folders for its own user alone; a slot's user reads them too.
      let files = FileManager.default
      for name in try files.subpathsOfDirectory(atPath: moduleCache) {
        let path = "\(moduleCache)/\(name)"
        let isFolder = try files.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        try files.setAttributes(
          [.posixPermissions: isFolder == .typeDirectory ? 0o755 : 0o644], ofItemAtPath: path)
      }
      try Data().write(to: URL(filePath: marker))
    } catch {
      throw GradingError.machine("cannot write to \(moduleCache): \(reason(of: error))")
    }
  }
}
