internal import Foundation
internal import Results

/// The folder that a sandboxed worker sees as `/rt`: itself and the libraries that it needs.
struct WorkerRuntime: Sendable {
  let folder: String
  /// The Swift runtime's own folder, for what a submission may import beside the standard library.
  let swiftLibraries: String
  let worker: String
  let confine: String
  let sandbox: Sandbox

  /// Fills the folder under `cache` if it is not there yet.
  ///
  /// - Throws: `GradingError.machine`.
  static func prepare(
    _ installation: Installation, toolchain: Toolchain, sandbox: Sandbox, cache: String
  ) async throws -> WorkerRuntime {
    let worker = installation.worker
    let files = FileManager.default
    do {
      let identity = try files.attributesOfItem(atPath: worker)
      var hash = ContentHash()
      hash.add(worker)
      hash.add("\(identity[.modificationDate] ?? "")\(identity[.size] ?? "")")
      hash.add(toolchain.version)
      let folder = "\(cache)/rt-\(hash.hexadecimal.prefix(16))"
      if sandbox.tier != .unsafe, !files.fileExists(atPath: folder) {
        let draft = "\(folder).\(ProcessInfo.processInfo.processIdentifier)"
        try files.createDirectory(atPath: draft, withIntermediateDirectories: true)
        try files.copyItem(atPath: worker, toPath: "\(draft)/threadbare-worker")
        try files.copyItem(
          atPath: installation.confine, toPath: "\(draft)/threadbare-confine")
        for library in try await libraries(of: worker)
        where !library.hasPrefix(toolchain.libraries) {
          let name = URL(filePath: library).lastPathComponent
          let source = URL(filePath: library).resolvingSymlinksInPath().path
          try files.copyItem(atPath: source, toPath: "\(draft)/\(name)")
        }
        // The first to finish wins; another's copy is the same.
        if rename(draft, folder) != 0 { try files.removeItem(atPath: draft) }
      }
      CacheHold.use(folder)
      return WorkerRuntime(
        folder: folder, swiftLibraries: toolchain.libraries, worker: worker,
        confine: installation.confine, sandbox: sandbox)
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
  ///
  /// - Parameters:
  ///   - library: The compiled submission.
  ///   - exercise: The library of the exercise's module.
  ///   - limits: What the worker may use.
  ///   - user: The user that it runs under, if root is to change it.
  /// - Returns: The launch, for a judge.
  /// - Throws: `GradingError.machine`.
  func launch(
    library: String, exercise: String, limits: WorkerLaunch.Limits, user: UInt32?
  ) throws(GradingError) -> WorkerLaunch {
    let exerciseName = URL(filePath: exercise).lastPathComponent
    let exerciseFolder = URL(filePath: exercise).deletingLastPathComponent().path
    var launch = WorkerLaunch(
      arguments: [], environment: [], pluginPath: library, filter: try filter(limits),
      limits: limits)
    let confinement = Confinement(user: user)
    switch sandbox.tier {
    case .unsafe, .user:
      launch.arguments = [worker]
      launch.environment = ["LD_LIBRARY_PATH=\(exerciseFolder):\(swiftLibraries)", Self.quiet]
      if sandbox.tier == .user {
        launch.arguments = confinement.arguments(confine) + ["\(folder)/threadbare-worker"]
        launch.readable = Self.systemFiles + [folder, swiftLibraries, exerciseFolder, library]
      }
    case .namespaces:
      let bubblewrap = Bubblewrap(
        binds: [
          Bind(folder, "/rt"), Bind(swiftLibraries, "/swift"),
          Bind(library, "/plugin/submission.so"), Bind(exercise, "/plugin/\(exerciseName)"),
        ], temporaryBytes: max(limits.diskKibibytes, 1) << 10, session: .ofCaller,
        environment: [
          ("LD_LIBRARY_PATH", "/rt:/swift:/plugin"), ("SWIFT_BACKTRACE", "enable=no"),
        ], changesUser: user != nil)
      launch.pluginPath = "/plugin/submission.so"
      launch.arguments =
        bubblewrap.arguments
        + (user != nil ? confinement.arguments("/rt/threadbare-confine") : [])
        + ["/rt/threadbare-worker"]
      launch.readable = ["/rt", "/swift", "/plugin"]
      if limits.diskKibibytes > 0 { launch.writable = ["/tmp"] }
    }
    if !sandbox.usesLandlock { (launch.readable, launch.writable) = ([], []) }
    launch.limitsProcesses = sandbox.has(.limits) && sandbox.tier != .unsafe
    launch.isLimited = sandbox.has(.limits)
    // Beside the worker itself, bubblewrap's first process counts, unless it is another user's.
    launch.processesAround = sandbox.tier == .namespaces && user == nil ? 2 : 1
    return launch
  }

  private func filter(_ limits: WorkerLaunch.Limits) throws(GradingError) -> [UInt8] {
    guard sandbox.has(.filter) else { return [] }
    return try WorkerFilter.program(
      allowsProcesses: limits.processes > 0,
      allowsFiles: limits.diskKibibytes > 0 && sandbox.tier == .namespaces)
  }

  /// A crash is told by its signal; a backtrace would only cost time.
  private static let quiet = "SWIFT_BACKTRACE=enable=no"

  /// Libraries of this machine that the loader may need.
  private static let systemFiles = ["/usr/lib", "/lib", "/lib64", "/etc/ld.so.cache"]
    .filter { FileManager.default.fileExists(atPath: $0) }
}
