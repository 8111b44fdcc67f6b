import ExerciseKit
import Wire

/// What you write: the reaping that init does, a supervisor, and a shell that is told to stop.
///
/// How a process ended is told as a shell tells it: its exit status, or 128 + n if signal n killed it.
public protocol Reaping: Sendable {
  init()

  /// Waits for all children that have ended, and for no other: it never sleeps.
  ///
  /// All kinds of children count, whatever signal their end sends.
  ///
  /// - Parameter linux: The system calls of the calling task.
  /// - Returns: The process ids of those that had ended; none if the caller has no children.
  /// - Throws: `Errno`; that there are no children is no error.
  func reapEnded(_ linux: SystemCalls) async throws -> [ProcessID]

  /// Runs a program as the init of a container does.
  ///
  /// `main` runs in a child. Descendants whose parents end become children of the calling process, and none of
  /// init. Each is waited for when it ends. The function comes back when the caller has no child any more.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - main: What the child runs.
  /// - Returns: How the child ended.
  /// - Throws: `Errno`, as the system calls give it.
  func supervise(_ linux: SystemCalls, _ main: @escaping TaskBody) async throws -> Int32

  /// Runs jobs in children, all at the same time, until all have ended; SIGTERM ends them.
  ///
  /// While it has nothing to do it sleeps until a SIGCHLD or a SIGTERM comes. A SIGTERM that comes to the
  /// caller meanwhile is passed on to every job that is still running, and does nothing else. Jobs run with
  /// the signal mask that the caller has, and afterwards the caller has that again. Children that the caller
  /// had before stay the caller's to wait for.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task, the only one of its process; neither signal is blocked or
  ///     has a handler.
  ///   - jobs: What the children run.
  /// - Returns: How each job ended, in the order of `jobs`.
  /// - Throws: `Errno`, as the system calls give it.
  func runJobs(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32]
}

extension SystemCalls {
  /// Makes a child process: a copy of this one, which runs `child` and ends with its result.
  ///
  /// - Parameters:
  ///   - child: What the child runs; its result is the child's exit status.
  ///   - file: The file of the call; leave it out.
  ///   - line: The line of the call; leave it out.
  /// - Returns: The child's process id.
  /// - Throws: `Errno`.
  ///
  /// Source: fork(2).
  @discardableResult
  public func fork(
    _ child: @escaping TaskBody, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws -> ProcessID {
    ProcessID(
      try await clone([], exitSignal: .child, child: child, file: file, line: line))
  }
}

// MARK: - How the tests reach your code; nothing below is needed for the exercise

/// What a test wants done: the programs of this exercise by their numbers.
public enum ReapProgram: Int, Sendable {
  /// `reapEnded`.
  case reapEnded
  /// `supervise`; the child is played by `ReapScript.first`.
  case supervise
  /// `runJobs`; the jobs are played by `ReapScript.first` and the following.
  case runJobs
}

/// The numbers of the scripts that a test plays.
public enum ReapScript {
  /// The caller, from where your function returned: it is told what it returned, or -errno.
  public static let caller = 0
  /// A child that the caller has before, in `runJobs`.
  public static let stranger = 1
  /// The first child; the others follow.
  public static let first = 10
}

/// What a test says to a program.
public struct ReapInput: Sendable {
  /// How many jobs there are, or children; of children the signals that their ends send, 0 for none.
  public var signals: [Int32]
  /// How often the caller yields between making children and your function.
  public var yields: Int
  /// Whether the caller of `runJobs` has a child before.
  public var hasStranger: Bool

  /// An input from its parts.
  public init(_ signals: [Int32] = [], yields: Int = 0, hasStranger: Bool = false) {
    self.signals = signals
    self.yields = yields
    self.hasStranger = hasStranger
  }

  /// The input as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(UInt8(signals.count))
    for signal in signals { writer.write(signal) }
    writer.write(Int32(yields))
    writer.write(hasStranger)
    return writer
  }

  /// Reads an input back.
  ///
  /// - Throws: `WireError`.
  init(_ reader: inout WireReader) throws {
    signals = []
    for _ in 0..<(try reader.read(UInt8.self)) { signals.append(try reader.read()) }
    yields = Int(try reader.read(Int32.self))
    hasStranger = try reader.readBool()
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some Reaping) -> some Endpoint {
  ReapEndpoint(submission: submission)
}

struct ReapEndpoint<Submission: Reaping>: Endpoint {
  let submission: Submission

  func program(_ number: Int, input: inout WireReader) throws -> TaskBody? {
    guard let program = ReapProgram(rawValue: number) else { return nil }
    let input = try ReapInput(&input)
    return { linux in
      var results: [Int32] = []
      do {
        results = try await run(program, input, linux)
      } catch let error as Errno {
        try await linux.handOver(to: ReapScript.caller, value: -Int64(error.rawValue))
      }
      var writer = WireWriter()
      writer.write(UInt32(results.count))
      for result in results { writer.write(result) }
      try await linux.handOver(to: ReapScript.caller, bytes: writer.bytes)
    }
  }

  private func run(
    _ program: ReapProgram, _ input: ReapInput, _ linux: SystemCalls
  ) async throws -> [Int32] {
    let bodies: [TaskBody] = input.signals.indices.map { index in
      { linux in try await linux.handOver(to: ReapScript.first + index) }
    }
    switch program {
    case .reapEnded:
      for (signal, body) in zip(input.signals, bodies) {
        try await linux.clone(
          [], exitSignal: signal == 0 ? nil : Signal(rawValue: signal), child: body)
      }
      for _ in 0..<input.yields { try await linux.yield() }
      return try await submission.reapEnded(linux).map(\.rawValue)
    case .supervise: return [try await submission.supervise(linux, bodies[0])]
    case .runJobs:
      if input.hasStranger {
        try await linux.fork { linux in try await linux.handOver(to: ReapScript.stranger) }
      }
      for _ in 0..<input.yields { try await linux.yield() }
      return try await submission.runJobs(linux, bodies)
    }
  }
}
