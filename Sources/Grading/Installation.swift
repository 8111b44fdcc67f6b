internal import Diagnostics
package import Foundation

/// Where the parts of this program are: beside it in a build folder, or in an installed tree.
///
///     PREFIX/bin/threadbare                       BUILD/threadbare
///     PREFIX/lib/threadbare/bin/threadbare-judge  BUILD/threadbare-judge
///     PREFIX/lib/threadbare/kit/*.swiftmodule     BUILD/Modules/*.swiftmodule
package struct Installation: Sendable {
  package let judge: String
  package let worker: String
  /// What takes rights away before a compiler or a worker begins.
  package let confine: String
  /// The modules that submissions and tests are compiled against.
  package let kit: String
  /// Where a course is if none is named and none is around: the installed one.
  package let share: String?

  /// The tree that the program was installed into; nil if it runs from a build folder.
  package var tree: URL? {
    share.map {
      URL(filePath: $0).deletingLastPathComponent().deletingLastPathComponent()
    }
  }

  /// The folder of the running program.
  package static var folder: URL {
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  }

  /// The parts of the running program.
  ///
  /// - Throws: `GradingError.machine` if one is missing.
  package static func locate() throws(GradingError) -> Installation {
    try locate(besides: folder.path)
  }

  /// The parts of the program whose executable is in `folder`.
  ///
  /// - Throws: `GradingError.machine` if one is missing.
  package static func locate(besides folder: String) throws(GradingError) -> Installation {
    let files = FileManager.default
    let installed = URL(filePath: folder).deletingLastPathComponent().path
    let found =
      files.fileExists(atPath: "\(folder)/threadbare-worker")
      ? Installation(
        judge: "\(folder)/threadbare-judge", worker: "\(folder)/threadbare-worker",
        confine: "\(folder)/threadbare-confine", kit: "\(folder)/Modules", share: nil)
      : Installation(
        judge: "\(installed)/lib/threadbare/bin/threadbare-judge",
        worker: "\(installed)/lib/threadbare/bin/threadbare-worker",
        confine: "\(installed)/lib/threadbare/bin/threadbare-confine",
        kit: "\(installed)/lib/threadbare/kit", share: "\(installed)/share/threadbare")
    for part in [found.judge, found.worker, found.confine, "\(found.kit)/ExerciseKit.swiftmodule"]
    where !files.fileExists(atPath: part) {
      throw .machine("the installation is not whole: \(part) is missing")
    }
    return found
  }
}

/// Where this user's compiled tests and runtime folders are kept between runs.
package enum CacheFolder {
  /// The folder: `THREADBARE_CACHE`, else `$XDG_CACHE_HOME/threadbare`, else `~/.cache/threadbare`; for
  /// root `/var/cache/threadbare`, since the users that root's slots run under cannot look into a home.
  package static func locate() throws(GradingError) -> String {
    let environment = ProcessInfo.processInfo.environment
    let path =
      environment["THREADBARE_CACHE"].flatMap { $0.isEmpty ? nil : $0 }
      ?? environment["XDG_CACHE_HOME"].map { "\($0)/threadbare" }
      ?? (geteuid() == 0
        ? "/var/cache/threadbare" : "\(environment["HOME"] ?? "/tmp")/.cache/threadbare")
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .machine("cannot make the cache folder \(path): \(reason(of: error))")
    }
    return path
  }
}

/// Where is kept what this user did in the installed course.
package enum StateFolder {
  /// The folder: `$XDG_STATE_HOME/threadbare`, else `~/.local/state/threadbare`.
  package static var path: String {
    let environment = ProcessInfo.processInfo.environment
    return environment["XDG_STATE_HOME"].map { "\($0)/threadbare" }
      ?? "\(environment["HOME"] ?? "/tmp")/.local/state/threadbare"
  }
}
