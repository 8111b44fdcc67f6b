import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

/// What a test wants done: the programs of this exercise by their numbers.
public enum LibraryProgram: Int, Sendable {
  /// Makes threads, which note what they see, and joins them.
  case threads
  /// A thread forks, and says what parent and child see.
  case fork
  /// Makes one thread and joins it, with a handler for SIGUSR1; `LibraryScript.sender` runs beside.
  case interrupted
}

/// The numbers of the scripts that a test plays.
public enum LibraryScript {
  /// The caller, when all threads are joined: it is told their results, or -errno.
  public static let caller = 0
  /// Another process.
  public static let sender = 1
}

/// Words of memory in which threads note what they see: three for each thread.
public enum LibraryWord {
  /// What `threadID` gave.
  public static func claimed(_ thread: Int) -> UserAddress { word(thread, 0) }
  /// What gettid gave.
  public static func real(_ thread: Int) -> UserAddress { word(thread, 1) }
  /// What was in its `errno` when another thread may have run.
  public static func errno(_ thread: Int) -> UserAddress { word(thread, 2) }

  private static func word(_ thread: Int, _ place: UInt64) -> UserAddress {
    SystemCalls.data + 0x100 + 16 * UInt64(thread) + 4 * place
  }
}

/// What a test says to a program.
public struct LibraryInput: Sendable {
  /// What each thread returns.
  public var results: [Int32]
  /// How often each yields.
  public var yields: Int
  /// Whether the threads look at themselves.
  public var looks: Bool

  /// An input from its parts.
  public init(_ results: [Int32], yields: Int = 0, looks: Bool = true) {
    self.results = results
    self.yields = yields
    self.looks = looks
  }

  /// The input as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(UInt8(results.count))
    for result in results { writer.write(result) }
    writer.write(Int32(yields))
    writer.write(looks)
    return writer
  }

  /// Reads an input back.
  ///
  /// - Throws: `WireError`.
  init(_ reader: inout WireReader) throws {
    results = []
    for _ in 0..<(try reader.read(UInt8.self)) { results.append(try reader.read()) }
    yields = Int(try reader.read(Int32.self))
    looks = try reader.readBool()
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some ThreadLibrary) -> some Endpoint {
  LibraryEndpoint(submission: submission)
}

struct LibraryEndpoint<Submission: ThreadLibrary>: Endpoint {
  let submission: Submission

  func program(_ number: Int, input: inout WireReader) throws -> TaskBody? {
    guard let program = LibraryProgram(rawValue: number) else { return nil }
    let input = try LibraryInput(&input)
    return { linux in
      var results: [Int32] = []
      do {
        if program == .interrupted { try await disturb(linux) }
        var threads: [ThreadHandle] = []
        for number in input.results.indices {
          let body = program == .fork ? forking : noting(number, input)
          threads.append(try await submission.create(linux, body))
        }
        // The last one first.
        for thread in threads.reversed() {
          results.insert(try await submission.join(linux, thread), at: 0)
        }
      } catch let error as Errno {
        try await linux.handOver(to: LibraryScript.caller, value: -Int64(error.rawValue))
      }
      var writer = WireWriter()
      writer.write(UInt32(results.count))
      for result in results { writer.write(result) }
      try await linux.handOver(to: LibraryScript.caller, bytes: writer.bytes)
    }
  }

  /// A thread that notes what it sees.
  private func noting(_ number: Int, _ input: LibraryInput) -> TaskBody {
    { linux in
      if input.looks {
        var claimed = try await submission.threadID(linux)
        // Once more, as one asks for an id at every turn.
        for _ in 0..<2 { claimed = try await submission.threadID(linux) }
        try await linux.store(LibraryWord.claimed(number), UInt32(bitPattern: claimed.rawValue))
        let real = try await linux.gettid()
        try await linux.store(LibraryWord.real(number), UInt32(bitPattern: real.rawValue))
        try await linux.store(submission.errnoAddress(linux), UInt32(100 + number))
      }
      for _ in 0..<input.yields { try await linux.yield() }
      if input.looks {
        let errno = try await linux.load(submission.errnoAddress(linux))
        try await linux.store(LibraryWord.errno(number), errno)
      }
      return input.results[number]
    }
  }

  /// A thread that forks; its result has two digits, 1 each if child and parent see their own ids.
  private var forking: TaskBody {
    { linux in
      let child = try await submission.fork(linux) { linux in
        let claimed = try await submission.threadID(linux)
        return try await linux.gettid() == claimed ? 1 : 2
      }
      let status = try await linux.wait(for: child, options: .all)?.status
      let claimed = try await submission.threadID(linux)
      let isRight = try await linux.gettid() == claimed
      return (status?.exitCode ?? 3) * 10 + (isRight ? 1 : 2)
    }
  }

  /// Sets a handler, and makes the other process.
  private func disturb(_ linux: SystemCalls) async throws {
    try await linux.sigaction(.user1, .handle { _, _ in })
    try await linux.clone([], exitSignal: .child) { linux in
      try await linux.handOver(to: LibraryScript.sender)
    }
  }
}
