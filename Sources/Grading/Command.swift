internal import Subprocess
internal import SystemPackage

/// A program of this machine that ran to its end.
struct Command {
  let status: TerminationStatus
  let output: String
  let errors: String

  /// The most of either output that is kept, in bytes; more is an error of the machine.
  private static let outputBytesMax = 1 << 20

  /// A program did not end within its time, and was killed.
  struct TookTooLong: Error {}

  /// Runs a program as below, and kills it when its time is over.
  ///
  /// - Throws: `TookTooLong`, or `GradingError.machine`.
  static func run(_ arguments: [String], limit: Duration) async throws -> Command {
    try await limited(limit) { try await run(arguments) }
  }

  /// Runs a program that is found on the path, in the caller's environment, and kills it when its time
  /// is over.
  ///
  /// - Throws: `TookTooLong`, or `GradingError.machine`.
  static func run(
    named name: String, _ arguments: [String], limit: Duration
  ) async throws -> Command {
    try await limited(limit) {
      try await run(.name(name), named: name, arguments, .inherit)
    }
  }

  private static func limited(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Command
  ) async throws -> Command {
    try await withThrowingTaskGroup(of: Command?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        try await Task.sleep(for: limit)
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let command = first else { throw TookTooLong() }
      return command
    }
  }

  /// Runs a program with an empty environment and no input, and waits for its end.
  ///
  /// - Parameter arguments: The program's path, and its arguments.
  /// - Returns: How it ended, and what it wrote.
  /// - Throws: `GradingError.machine` if it cannot be started.
  static func run(_ arguments: [String]) async throws(GradingError) -> Command {
    try await run(
      .path(FilePath(arguments[0])), named: arguments[0], Array(arguments.dropFirst()),
      .custom([:] as [Environment.Key: String]))
  }

  private static func run(
    _ program: Executable, named name: String, _ arguments: [String], _ environment: Environment
  ) async throws(GradingError) -> Command {
    // In a group of its own: what is typed at a terminal to end this process is for this process, and a
    // compiler that it killed would be taken for one that failed.
    var options = PlatformOptions()
    options.processGroupID = 0
    do {
      let result = try await Subprocess.run(
        program, arguments: Arguments(arguments), environment: environment,
        platformOptions: options, output: .string(limit: outputBytesMax),
        error: .string(limit: outputBytesMax))
      return Command(
        status: result.terminationStatus, output: result.standardOutput,
        errors: result.standardError)
    } catch {
      throw .machine("\(name) cannot be run: \(error)")
    }
  }
}
