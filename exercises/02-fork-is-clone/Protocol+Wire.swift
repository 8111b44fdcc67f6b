import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

/// What a test wants done: the programs of this exercise by their numbers.
///
/// Each ends in two scripts: the test plays what the child does from its first step on, as
/// `CloneScript.child`, and what the caller does after your function, as `CloneScript.caller`.
public enum CloneProgram: Int, Sendable, CaseIterable {
  /// `fork`.
  case fork
  /// `vfork`.
  case vfork
  /// `spawnThread`.
  case spawnThread
  /// `spawnThread`, and then `join`.
  case spawnAndJoin
  /// `join` alone, on a thread that the adapter made.
  case join
}

/// The numbers of the scripts that a test plays.
public enum CloneScript {
  /// The caller, from where your function returned: it is told what it returned, or -errno.
  public static let caller = 0
  /// What your function was given to run.
  public static let child = 1
  /// A third task, of the same process as the caller; it is there if the test asks for it.
  public static let helper = 2
}

/// What a test says to a program.
public struct CloneInput: Sendable {
  /// Where the thread's id is.
  public var word: UserAddress
  /// The thread's thread pointer.
  public var threadPointer: UInt64
  /// Whether there is a third task.
  public var hasHelper: Bool

  /// An input from its parts.
  public init(
    word: UserAddress = SystemCalls.data, threadPointer: UInt64 = 0, hasHelper: Bool = false
  ) {
    self.word = word
    self.threadPointer = threadPointer
    self.hasHelper = hasHelper
  }

  /// The input as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(word.rawValue)
    writer.write(threadPointer)
    writer.write(hasHelper)
    return writer
  }

  /// Reads an input back.
  ///
  /// - Throws: `WireError`.
  init(_ reader: inout WireReader) throws {
    word = UserAddress(rawValue: try reader.read(UInt64.self))
    threadPointer = try reader.read(UInt64.self)
    hasHelper = try reader.readBool()
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some CloneFamily) -> some Endpoint {
  CloneEndpoint(submission: submission)
}

struct CloneEndpoint<Submission: CloneFamily>: Endpoint {
  let submission: Submission

  func program(_ number: Int, input: inout WireReader) throws -> TaskBody? {
    guard let program = CloneProgram(rawValue: number) else { return nil }
    let input = try CloneInput(&input)
    return { linux in
      let result: Int64
      do {
        if input.hasHelper { try await addHelper(linux) }
        result = try await run(program, input, linux)
      } catch let error as Errno {
        result = -Int64(error.rawValue)
      }
      try await linux.handOver(to: CloneScript.caller, value: result)
    }
  }

  /// Calls the submission.
  private func run(
    _ program: CloneProgram, _ input: CloneInput, _ linux: SystemCalls
  ) async throws -> Int64 {
    let child: TaskBody = { linux in try await linux.handOver(to: CloneScript.child) }
    switch program {
    case .fork: return Int64(try await submission.fork(linux, child).rawValue)
    case .vfork: return Int64(try await submission.vfork(linux, child).rawValue)
    case .spawnThread, .spawnAndJoin:
      let thread = try await submission.spawnThread(
        linux, word: input.word, threadPointer: input.threadPointer, child)
      if program == .spawnAndJoin { try await submission.join(linux, word: input.word) }
      return Int64(thread.rawValue)
    case .join:
      // Not by the submission's spawnThread: this program is about its join.
      let flags: UInt64 = 0x31_0f00  // VM, FS, FILES, SIGHAND, THREAD and the two of the word
      let thread = try await linux.clone(
        CloneFlags(rawValue: flags), parentTID: input.word, childTID: input.word, child: child)
      try await submission.join(linux, word: input.word)
      return Int64(thread.rawValue)
    }
  }

  /// Makes the third task.
  private func addHelper(_ linux: SystemCalls) async throws {
    let flags: UInt64 = 0x1_0f00  // VM, FS, FILES, SIGHAND, THREAD
    try await linux.clone(CloneFlags(rawValue: flags)) { linux in
      try await linux.handOver(to: CloneScript.helper)
    }
  }
}
