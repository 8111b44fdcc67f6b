internal import Foundation
internal import Results

/// The folder that a sandboxed worker sees as `/rt`: itself and the libraries that it needs.
struct WorkerRuntime: Sendable {
  let folder: String
  /// The Swift runtime's own folder, for what a submission may import beside the standard library.
  let swiftLibraries: String
  let worker: String
  let tier: SandboxTier
  let filter: [UInt8]

  /// Fills the folder under `cache` if it is not there yet.
  ///
  /// - Throws: `GradingError.machine`.
  static func prepare(
    worker: String, toolchain: Toolchain, tier: SandboxTier, cache: String
  ) async throws -> WorkerRuntime {
    let files = FileManager.default
    do {
      let identity = try files.attributesOfItem(atPath: worker)
      var hash = ContentHash()
      hash.add(worker)
      hash.add("\(identity[.modificationDate] ?? "")\(identity[.size] ?? "")")
      hash.add(toolchain.version)
      let folder = "\(cache)/rt-\(hash.hexadecimal.prefix(16))"
      if tier == .namespaces, !files.fileExists(atPath: folder) {
        let draft = "\(folder).\(ProcessInfo.processInfo.processIdentifier)"
        try files.createDirectory(atPath: draft, withIntermediateDirectories: true)
        try files.copyItem(atPath: worker, toPath: "\(draft)/threadbare-worker")
        for library in try await libraries(of: worker)
        where !library.hasPrefix(toolchain.libraries) {
          let name = URL(filePath: library).lastPathComponent
          let source = URL(filePath: library).resolvingSymlinksInPath().path
          try files.copyItem(atPath: source, toPath: "\(draft)/\(name)")
        }
        // The first to finish wins; another's copy is the same.
        if rename(draft, folder) != 0 { try files.removeItem(atPath: draft) }
      }
      return WorkerRuntime(
        folder: folder, swiftLibraries: toolchain.libraries, worker: worker, tier: tier,
        filter: try SystemCallFilter.program())
    } catch let error as GradingError {
      throw error
    } catch {
      throw GradingError.machine("cannot prepare the worker's folder: \(error)")
    }
  }

  /// The shared libraries that the loader would map for a program, by path.
  private static func libraries(of program: String) async throws -> [String] {
    let answer = try await Command.run(["/usr/bin/ldd", program])
    let paths = answer.output.split(whereSeparator: \.isWhitespace)
      .map(String.init).filter { $0.hasPrefix("/") }
    guard !paths.isEmpty else { throw GradingError.machine("ldd says nothing about \(program)") }
    return paths
  }

  /// How to launch a worker that loads `library`, which imports the module in `exercise`.
  ///
  /// The worker is in the session of the judge, which has left that of the terminal: the kernel's
  /// scheduler groups tasks by session, and a round trip within one group costs a tenth less.
  func launch(
    library: String, exercise: String, limits: WorkerLaunch.Limits
  ) -> WorkerLaunch {
    switch tier {
    case .unsafe:
      let folder = URL(filePath: exercise).deletingLastPathComponent().path
      return WorkerLaunch(
        arguments: [worker],
        environment: ["LD_LIBRARY_PATH=\(folder):\(swiftLibraries)", Self.quiet],
        pluginPath: library, filter: filter, limits: limits)
    case .namespaces:
      let exerciseName = URL(filePath: exercise).lastPathComponent
      let sandbox = Bubblewrap(
        binds: [
          Bind(folder, "/rt"), Bind(swiftLibraries, "/swift"),
          Bind(library, "/plugin/submission.so"), Bind(exercise, "/plugin/\(exerciseName)"),
        ], temporaryBytes: 1 << 20, session: .ofCaller,
        environment: [
          ("LD_LIBRARY_PATH", "/rt:/swift:/plugin"), ("SWIFT_BACKTRACE", "enable=no"),
        ])
      return WorkerLaunch(
        arguments: sandbox.arguments + ["/rt/threadbare-worker"], environment: [],
        pluginPath: "/plugin/submission.so", filter: filter, limits: limits)
    }
  }

  /// A crash is told by its signal; a backtrace would only cost time.
  private static let quiet = "SWIFT_BACKTRACE=enable=no"
}
