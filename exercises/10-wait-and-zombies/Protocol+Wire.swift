import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

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
