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
  let tier: SandboxTier
  /// Clang modules of the toolchain, compiled once; read-only inside the sandbox.
  let moduleCache: String
  /// Whether this compiler may add to the cache: only for sources of our own.
  var cacheIsWritable = false

  /// Compiles and links a job into `folder`, an existing empty folder.
  ///
  /// - Throws: `GradingError.machine` where the machine failed, not the source.
  func compile(_ job: CompileJob, into folder: String) async throws -> Outcome {
    let input = "\(folder)/in"
    let output = "\(folder)/out"
    do {
      try FileManager.default.createDirectory(atPath: input, withIntermediateDirectories: true)
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
      for source in job.sources {
        try Data(source.bytes).write(to: URL(filePath: "\(input)/\(source.name)"))
      }
    } catch {
      throw GradingError.machine("cannot write to \(folder): \(error.localizedDescription)")
    }
    let (arguments, seen) = command(job, input: input, output: output)
    let result = try await Command.run(arguments)
    return try outcome(
      job, result.status, output: output, seen: seen, words: result.errors)
  }

  /// The command line, and the folder of the sources as the compiler names it.
  private func command(
    _ job: CompileJob, input: String, output: String
  ) -> (arguments: [String], sources: String) {
    switch tier {
    case .unsafe:
      let paths = CompilePaths(
        input: input, output: output, kit: job.kit, exercise: job.exercise?.folder ?? "",
        moduleCache: moduleCache, temporary: output)
      return (["/bin/sh", "-c", job.script(toolchain, paths)], input)
    case .namespaces:
      let paths = CompilePaths(
        input: "/in", output: "/out", kit: "/kit", exercise: "/exercise", moduleCache: "/mc",
        temporary: "/tmp")
      var binds = [
        Bind("/usr", "/usr"), Bind(job.kit, "/kit"), Bind(input, "/in"),
        Bind(output, "/out", isWritable: true),
        Bind(moduleCache, "/mc", isWritable: cacheIsWritable),
      ]
      if !toolchain.root.hasPrefix("/usr/") { binds.append(Bind(toolchain.root, toolchain.root)) }
      if let exercise = job.exercise { binds.append(Bind(exercise.folder, "/exercise")) }
      let sandbox = Bubblewrap(
        binds: binds, temporaryBytes: 64 << 20,
        environment: [
          ("PATH", "/usr/bin:/bin"), ("LD_LIBRARY_PATH", toolchain.libraryPath),
        ])
      return (sandbox.arguments + ["/bin/sh", "-c", job.script(toolchain, paths)], "/in")
    }
  }

  private func outcome(
    _ job: CompileJob, _ status: TerminationStatus, output: String, seen: String, words: String
  ) throws -> Outcome {
    func read(_ name: String) -> String {
      guard let file = FileHandle(forReadingAtPath: "\(output)/\(name)") else { return "" }
      defer { try? file.close() }
      let data = (try? file.read(upToCount: CompilerMessages.bytesMax)) ?? nil
      return String(decoding: data ?? Data(), as: UTF8.self)
    }
    switch status {
    case .exited(0):
      return .compiled(library: "\(output)/lib\(job.module).so")
    case .exited(CompileJob.compilerFailed):
      let text = read("compiler.txt")
      let messages = CompilerMessages.split(text, folder: seen)
      // A compiler that fails without a word about the source is the machine's matter, or its own
      // crash on this source: either way its words are shown, a few.
      return .rejected(
        CompileResult(
          status: .error,
          diagnostics: messages.isEmpty
            ? ["error: the compiler gave up on this file: \(text.prefix(500))"] : messages))
    case .exited(CompileJob.limitHit), .signaled:
      return .rejected(
        CompileResult(
          status: .timeout,
          diagnostics: [
            "error: compiling took more than \(job.limits.processorSeconds) s of processor time or "
              + "\(job.limits.memoryKibibytes / 1_000) MB of memory"
          ]))
    case .exited(CompileJob.linkerFailed):
      // No word of the linker: it may quote what it should not.
      return .rejected(
        CompileResult(status: .error, diagnostics: ["error: the compiled file cannot be linked"]))
    case .exited(let code):
      throw GradingError.machine(
        "the compiler could not be run (exit status \(code)): \(words.prefix(1_000))")
    }
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
      let job = CompileJob(
        module: "Warm", sources: [source], kit: kit, exercise: nil, optimisation: optimisation)
      let folder = "\(temporary)/\(optimisation)"
      try makeFolder(folder)
      let writable = PluginCompiler(
        toolchain: toolchain, tier: tier, moduleCache: moduleCache, cacheIsWritable: true)
      if case .rejected(let result) = try await writable.compile(job, into: folder) {
        throw GradingError.machine(
          "the toolchain cannot compile a file that imports Foundation and Glibc: "
            + result.diagnostics.joined(separator: "\n"))
      }
    }
    do {
      try Data().write(to: URL(filePath: marker))
    } catch {
      throw GradingError.machine("cannot write to \(moduleCache): \(error.localizedDescription)")
    }
  }
}
