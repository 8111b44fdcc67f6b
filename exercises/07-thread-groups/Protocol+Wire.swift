import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

/// What a test wants done: the programs of this exercise by their numbers.
public enum GroupProgram: Int, Sendable {
  /// `roster`.
  case roster
  /// `runGroup`.
  case runGroup
  /// `goOnInThread`.
  case goOnInThread
  /// `replace`, by the first task.
  case replace
  /// `replace`, by another thread; the first task is played by `GroupScript.leader`.
  case replaceInThread
}

/// The numbers of the scripts that a test plays.
public enum GroupScript {
  /// The caller, from where your function returned: it is told what it returned, or -errno.
  public static let caller = 0
  /// The program that was executed.
  public static let program = 1
  /// The first task, where another thread calls.
  public static let leader = 2
  /// A child that the caller has before your code is called.
  public static let stranger = 3
}

/// Words of memory that the tests look at.
public enum GroupWord {
  /// Yours.
  public static let scratch = SystemCalls.data + 0x100
  /// The table of `roster`.
  public static let table = SystemCalls.data + 0x400
}

/// What a job does: it yields so often, and then returns, or sleeps for ever.
public struct Job: Sendable {
  /// How often it yields.
  public let yields: Int
  /// What it returns; nil if it never does.
  public let result: Int32?

  /// A job from its parts.
  public init(yields: Int = 0, returning result: Int32?) {
    self.yields = yields
    self.result = result
  }

  var body: TaskBody {
    { linux in
      for _ in 0..<yields { try await linux.yield() }
      if let result { return result }
      while true { try await linux.futexWait(SystemCalls.data, expected: 0) }
    }
  }
}

/// What a test says to a program.
public struct GroupInput: Sendable {
  /// The jobs; `goOnInThread` takes the first, `roster` counts them.
  public var jobs: [Job]
  /// The file of the program.
  public var path: String
  /// Whether the caller has a child before.
  public var hasStranger: Bool

  /// An input from its parts.
  public init(_ jobs: [Job] = [], path: String = "/bin/tool", hasStranger: Bool = false) {
    self.jobs = jobs
    self.path = path
    self.hasStranger = hasStranger
  }

  /// The input as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(UInt8(jobs.count))
    for job in jobs {
      writer.write(Int32(job.yields))
      writer.write(job.result != nil)
      writer.write(job.result ?? 0)
    }
    writer.write(path)
    writer.write(hasStranger)
    return writer
  }

  /// Reads an input back.
  ///
  /// - Throws: `WireError`.
  init(_ reader: inout WireReader) throws {
    jobs = []
    for _ in 0..<(try reader.read(UInt8.self)) {
      let yields = Int(try reader.read(Int32.self))
      let returns = try reader.readBool()
      let result = try reader.read(Int32.self)
      jobs.append(Job(yields: yields, returning: returns ? result : nil))
    }
    path = try reader.readString()
    hasStranger = try reader.readBool()
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some ThreadGroups) -> some Endpoint {
  GroupEndpoint(submission: submission)
}

struct GroupEndpoint<Submission: ThreadGroups>: Endpoint {
  let submission: Submission

  func program(_ number: Int, input: inout WireReader) throws -> TaskBody? {
    guard let program = GroupProgram(rawValue: number) else { return nil }
    let input = try GroupInput(&input)
    guard program != .goOnInThread || !input.jobs.isEmpty else { return nil }
    return { linux in
      guard program == .replaceInThread else { return try await call(program, input, linux) }
      let flags: UInt64 = 0x1_0f00  // VM, FS, FILES, SIGHAND, THREAD
      try await linux.clone(CloneFlags(rawValue: flags)) { linux in
        try await call(.replace, input, linux)
      }
      try await linux.handOver(to: GroupScript.leader)
    }
  }

  private func call(
    _ program: GroupProgram, _ input: GroupInput, _ linux: SystemCalls
  ) async throws -> Int32 {
    let result: Int64
    do {
      if input.hasStranger {
        try await linux.clone([], exitSignal: .child) { linux in
          try await linux.handOver(to: GroupScript.stranger)
        }
        try await linux.yield()
      }
      result = try await run(program, input, linux)
    } catch let error as Errno {
      result = -Int64(error.rawValue)
    }
    try await linux.handOver(to: GroupScript.caller, value: result)
  }

  private func run(
    _ program: GroupProgram, _ input: GroupInput, _ linux: SystemCalls
  ) async throws -> Int64 {
    switch program {
    case .roster:
      try await submission.roster(
        linux, count: input.jobs.count, table: GroupWord.table, scratch: GroupWord.scratch)
      return 0
    case .runGroup:
      return Int64(
        try await submission.runGroup(
          linux, input.jobs.map(\.body), scratch: GroupWord.scratch))
    case .goOnInThread: try await submission.goOnInThread(linux, input.jobs[0].body)
    case .replace, .replaceInThread:
      try await submission.replace(linux, path: input.path) { linux in
        try await linux.handOver(to: GroupScript.program)
      }
    }
  }
}
