import ExerciseKit
import Wire

/// What you write: what a process is, where it has several threads.
public protocol ThreadGroups: Sendable {
  init()

  /// Makes threads, each of which writes down who it is.
  ///
  /// All belong to the caller's process. The thread with number n, from 0, stores its own thread id in word n
  /// of `table`. The function comes back when all threads have ended.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - count: How many threads.
  ///   - table: The address of a 32-bit word for each thread.
  ///   - scratch: Words in memory that are yours, 64 of them; they hold 0 before.
  /// - Throws: `Errno`, as the system calls give it.
  func roster(
    _ linux: SystemCalls, count: Int, table: UserAddress, scratch: UserAddress
  ) async throws

  /// Runs jobs in the threads of a new process, and gives how that ended.
  ///
  /// Each job has a thread of its own; all run at the same time. As soon as one returns something else
  /// than 0, the whole process ends with that, whatever the other jobs are doing. If all return 0, the process
  /// ends with 0, after the last of them and not before.
  ///
  /// Children that the caller had before stay the caller's to wait for.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - jobs: What the threads run; there is at least one.
  ///   - scratch: Words in memory that are yours, 64 of them; they hold 0 before.
  /// - Returns: The exit status of the process.
  /// - Throws: `Errno`, as the system calls give it.
  func runGroup(
    _ linux: SystemCalls, _ jobs: [TaskBody], scratch: UserAddress
  ) async throws -> Int32

  /// Goes on in a new thread, and ends the calling one.
  ///
  /// The process stays the same. It ends when `body` has returned, with what that returned.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task, which is the only one of its process.
  ///   - body: What the new thread runs.
  /// - Throws: `Errno`, as clone gives it.
  func goOnInThread(_ linux: SystemCalls, _ body: @escaping TaskBody) async throws -> Never

  /// Has this process execute another program, whichever of its threads calls.
  ///
  /// The process keeps its id, and its parent. If the program can't be executed, nothing has changed, for no
  /// thread.
  ///
  /// - Parameters:
  ///   - linux: The system calls of the calling task.
  ///   - path: The file of the program.
  ///   - program: What to hand to `linux.execve` besides.
  /// - Throws: `Errno`, as execve gives it.
  func replace(
    _ linux: SystemCalls, path: String, _ program: @escaping TaskBody
  ) async throws -> Never
}

// MARK: - How the tests reach your code; nothing below is needed for the exercise

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
