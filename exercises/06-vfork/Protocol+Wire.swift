import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

/// What a test wants done: the programs of this exercise by their numbers.
public enum StartProgram: Int, Sendable {
  /// `spawn`.
  case spawn
  /// `borrow`.
  case borrow
}

/// The numbers of the scripts that a test plays.
public enum StartScript {
  /// The caller, from where your function returned: it is told what it returned, or -errno.
  public static let caller = 0
  /// The program that was started, or the child of `borrow`.
  public static let child = 1
  /// The caller before your function is called; it hands over with the value that the program is to have.
  public static let helper = 2
}

/// Words of memory that the tests look at.
public enum StartWord {
  /// Yours.
  public static let scratch = SystemCalls.data + 0x100
  /// How often a handler has run in the caller's process.
  public static let handledInCaller = SystemCalls.data + 0x200
  /// How often one has run anywhere else, on this memory.
  public static let handledElsewhere = SystemCalls.data + 0x204
}

/// What a test says to a program.
public struct StartInput: Sendable {
  /// The file of the program.
  public var path: String
  /// Its directory; empty for the caller's.
  public var directory: String
  /// What the caller opens for its output; empty for nothing.
  public var output: String
  /// The signals that the caller blocks.
  public var blocked: SignalSet
  /// Whether the caller has a handler for SIGUSR1, and another process sends that.
  public var isDisturbed: Bool

  /// An input from its parts.
  public init(
    path: String = "/bin/tool", directory: String = "", output: String = "",
    blocked: SignalSet = [], isDisturbed: Bool = false
  ) {
    self.path = path
    self.directory = directory
    self.output = output
    self.blocked = blocked
    self.isDisturbed = isDisturbed
  }

  /// The input as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(path)
    writer.write(directory)
    writer.write(output)
    writer.write(blocked.rawValue)
    writer.write(isDisturbed)
    return writer
  }

  /// Reads an input back.
  ///
  /// - Throws: `WireError`.
  init(_ reader: inout WireReader) throws {
    path = try reader.readString()
    directory = try reader.readString()
    output = try reader.readString()
    blocked = SignalSet(rawValue: try reader.read())
    isDisturbed = try reader.readBool()
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some ProgramStarting) -> some Endpoint {
  StartEndpoint(submission: submission)
}

struct StartEndpoint<Submission: ProgramStarting>: Endpoint {
  let submission: Submission

  func program(_ number: Int, input: inout WireReader) throws -> TaskBody? {
    guard let program = StartProgram(rawValue: number) else { return nil }
    let input = try StartInput(&input)
    return { linux in
      let result: Int64
      do {
        result = try await run(program, input, linux)
      } catch let error as Errno {
        result = -Int64(error.rawValue)
      }
      try await linux.handOver(to: StartScript.caller, value: result)
    }
  }

  private func run(
    _ program: StartProgram, _ input: StartInput, _ linux: SystemCalls
  ) async throws -> Int64 {
    guard program == .spawn else {
      if input.isDisturbed {
        try await addHelper(linux, flags: [.vm, .fs, .files, .sighand, .thread])
      }
      return Int64(
        try await submission.borrow(linux, word: StartWord.scratch) { linux in
          try await linux.handOver(to: StartScript.child)
        }.rawValue)
    }
    var output: FileDescriptor?
    if !input.output.isEmpty { output = try await linux.open(input.output, [.writeOnly, .create]) }
    if input.isDisturbed { try await disturb(linux) }
    if !input.blocked.isEmpty { try await linux.sigprocmask(.set, input.blocked) }
    let start = ProgramToStart(
      path: input.path,
      body: { linux in
        let mask = try await linux.sigprocmask(.block, [])
        try await linux.handOver(
          to: StartScript.child, value: Int64(bitPattern: mask.rawValue))
      }, directory: input.directory.isEmpty ? nil : input.directory, output: output,
      handled: input.isDisturbed ? [.user1] : [])
    return Int64(
      try await submission.spawn(linux, start, scratch: StartWord.scratch).rawValue)
  }

  /// Sets a handler, and has another process send its signal.
  private func disturb(_ linux: SystemCalls) async throws {
    let caller = try await linux.getpid()
    try await linux.sigaction(
      .user1,
      .handle(flags: .restart) { linux, _ in
        let isCaller = try await linux.getpid() == caller
        _ = try await linux.fetchAdd(
          isCaller ? StartWord.handledInCaller : StartWord.handledElsewhere, 1)
      })
    try await addHelper(linux, flags: [])
  }

  private func addHelper(_ linux: SystemCalls, flags: CloneFlags) async throws {
    try await linux.clone(flags, exitSignal: flags.isEmpty ? .child : nil) { linux in
      try await linux.handOver(to: StartScript.helper)
    }
  }
}
