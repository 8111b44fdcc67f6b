package import Foundation
import Subprocess
import SystemPackage

/// Runs an executable and gives back all that it said.
///
/// - Parameters:
///   - executable: Its path.
///   - arguments: Its arguments, without its own name.
///   - folder: The working folder; the caller's when nil.
///   - environment: Variables to set, or with nil to unset, on top of the caller's.
///   - input: What it reads from its standard input.
///   - limit: The time after which its whole session is killed.
/// - Returns: How it ended and what it wrote.
/// - Throws: ``ProgramTimeout``, and what starting it throws.
package func run(
  _ executable: URL,
  _ arguments: [String] = [],
  in folder: URL? = nil,
  environment: [String: String?] = [:],
  input: String = "",
  limit: Duration = .seconds(120)
) async throws -> ProgramOutcome {
  try await run(
    .path(FilePath(executable.path)), arguments, in: folder, environment: environment,
    input: input, limit: limit)
}

/// Runs a program of the system, found on `PATH`, and gives back all that it said.
///
/// - Throws: ``ProgramTimeout``, and what starting it throws.
package func run(
  systemProgram name: String,
  _ arguments: [String] = [],
  in folder: URL? = nil,
  environment: [String: String?] = [:],
  input: String = "",
  limit: Duration = .seconds(120)
) async throws -> ProgramOutcome {
  try await run(
    .name(name), arguments, in: folder, environment: environment, input: input, limit: limit)
}

private func run(
  _ executable: Executable,
  _ arguments: [String],
  in folder: URL?,
  environment: [String: String?],
  input: String,
  limit: Duration
) async throws -> ProgramOutcome {
  var changes: [Environment.Key: String?] = [:]
  for (name, value) in environment {
    changes[Environment.Key(stringLiteral: name)] = .some(value)
  }
  // A session of its own, killed as one: nothing that a program started outlives its test.
  var options = PlatformOptions()
  options.createSession = true
  options.teardownSequence = [
    .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
  ]
  let configuration = Configuration(
    executable: executable,
    arguments: Arguments(arguments),
    environment: .inherit.updating(changes),
    workingDirectory: folder.map { FilePath($0.path) },
    platformOptions: options)

  // The clock starts with the program, not before: when many tests run, a task may have to wait for
  // its turn much longer than a limit.
  let (starting, started) = AsyncStream.makeStream(of: Never.self)
  return try await withThrowingTaskGroup(of: ProgramOutcome?.self) { group in
    group.addTask {
      let result = try await Subprocess.run(
        configuration, input: .string(input), output: .bytes(limit: outputBytesMax),
        error: .bytes(limit: outputBytesMax)
      ) { _ in started.finish() }
      return ProgramOutcome(
        end: ProgramEnd(result.terminationStatus),
        output: String(decoding: result.standardOutput, as: UTF8.self),
        errorOutput: String(decoding: result.standardError, as: UTF8.self))
    }
    group.addTask {
      for await _ in starting {}
      try await Task.sleep(for: limit)
      return nil
    }
    defer { group.cancelAll() }
    guard let outcome = try await group.next() ?? nil else {
      throw ProgramTimeout(program: "\(executable)", limit: limit)
    }
    return outcome
  }
}

/// More than this on one stream is an error of the program under test.
private let outputBytesMax = 64 << 20

/// How a program ended and what it wrote.
package struct ProgramOutcome: Sendable, CustomStringConvertible {
  /// How it ended.
  package let end: ProgramEnd
  /// What it wrote to its standard output; bytes that are not UTF-8 are replaced.
  package let output: String
  /// What it wrote to its standard error; bytes that are not UTF-8 are replaced.
  package let errorOutput: String

  /// The exit code, or nil when a signal ended it.
  package var exitCode: Int32? {
    if case .exited(let code) = end { code } else { nil }
  }

  /// All of it, as a failed expectation shows it and as snapshots keep it.
  package var description: String {
    var parts = ["\(end)"]
    if !output.isEmpty { parts.append("--- stdout\n\(output)") }
    if !errorOutput.isEmpty { parts.append("--- stderr\n\(errorOutput)") }
    return parts.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined()
  }
}

/// How a program ended.
package enum ProgramEnd: Equatable, Sendable, CustomStringConvertible {
  /// It exited with this code.
  case exited(Int32)
  /// This signal killed it.
  case signaled(Int32)

  init(_ status: TerminationStatus) {
    switch status {
    case .exited(let code): self = .exited(code)
    case .signaled(let signal): self = .signaled(signal)
    }
  }

  package var description: String {
    switch self {
    case .exited(let code): "exit \(code)"
    case .signaled(let signal): "signal \(signal)"
    }
  }
}

/// A program that was still running at its limit.
package struct ProgramTimeout: Error, CustomStringConvertible {
  /// What ran.
  package let program: String
  /// How long it was given.
  package let limit: Duration

  package var description: String { "\(program) was still running after \(limit)" }
}
