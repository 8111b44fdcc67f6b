package import Courseware
internal import Diagnostics
package import Foundation
internal import Subprocess

/// An installed tree to take the program from: the one that runs, or one that is made for the moment.
package enum BuiltTree {
  /// Runs `body` with a tree.
  ///
  /// A program that runs from a build folder is put into a tree by the checkout's own script.
  ///
  /// - Parameters:
  ///   - course: Where the checkout is, if the program was not installed.
  ///   - body: What is done with the tree.
  /// - Returns: What `body` returns.
  /// - Throws: `GradingError`, or what `body` throws.
  package static func with<Value: Sendable>(
    _ course: CourseFolder, _ body: (URL) throws -> Value
  ) async throws -> Value {
    if let tree = try Installation.locate().tree { return try body(tree) }
    let script = course.root.url.appending(path: ".ci/install")
    guard FileManager.default.isExecutableFile(atPath: script.path) else {
      throw GradingError.input(
        DiagnosticList([
          Diagnostic(
            message: "this program was not installed, and so cannot be given to others",
            help: "in the checkout that it was built from: make install PREFIX=DIR; "
              + "then DIR/bin/threadbare pack student")
        ]))
    }
    return try await withTemporaryFolder { folder in
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      let answer = try await Command.run([
        "/usr/bin/env", "PATH=\(path)", script.path, folder, Installation.folder.path,
      ])
      guard case .exited(0) = answer.status else {
        throw GradingError.machine("\(script.path) failed: \(answer.errors.suffix(500))")
      }
      return try body(URL(filePath: folder))
    }
  }
}
