internal import Foundation
internal import StudentLoop
internal import Synchronization

/// Whether somebody has pressed Ctrl-C or asked this process to end; all that a handler of signals may do is to say so.
private let wantsEnd = Atomic<Bool>(false)

/// Grades again and again, whenever something has arrived, until somebody wants it to end.
enum Arrivals {
  /// Grades what is in a folder, then what arrives.
  ///
  /// An interrupt or a request to end is no error: what was graded is kept, and the report is that of the last round.
  ///
  /// - Parameters:
  ///   - folder: The folder of submissions.
  ///   - grade: Grades all that is new, and writes the whole report.
  /// - Throws: What `grade` throws when the machine failed; what is wrong with the input is told, and waited for.
  static func grade(
    in folder: String, _ grade: @escaping @Sendable () async throws -> Void
  ) async throws {
    let rounds = Task {
      var watcher = FolderWatcher(path: folder)
      Terminal.writeError("waiting for submissions in \(folder); Ctrl-C ends\n")
      while !Task.isCancelled {
        if watcher.hasArrivals(at: .now) {
          do {
            try await grade()
          } catch let error where !Task.isCancelled && Failure(error).isOfInput {
            // It may be mended, or be half written: the next change is looked at again.
            Failure(error).report()
          }
        }
        try await Task.sleep(for: FolderWatcher.interval)
      }
    }
    for number in [SIGINT, SIGTERM] {
      // A handler, and not none: programs that are started would inherit that.
      signal(number) { _ in wantsEnd.store(true, ordering: .relaxed) }
    }
    let listener = Task {
      while !wantsEnd.load(ordering: .relaxed) { try await Task.sleep(for: .milliseconds(100)) }
      rounds.cancel()
    }
    defer { listener.cancel() }
    do {
      try await rounds.value
    } catch  where rounds.isCancelled {
      // That somebody wants the end is none of the failures.
    }
    Terminal.writeError("ended; what was graded is kept\n")
  }
}
