import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

/// What a test wants done: the programs of this exercise by their numbers.
///
/// Each ends with its first thread in the script `LibraryScript.end`.
public enum LibraryProgram: Int, Sendable {
  /// Threads return results.
  case results
  /// Each thread adds 1 to the counter under the mutex, the first one too.
  case count
  /// A thread, or several, wait until the counter is not 0, take 1 from it, and return 1; the first one
  /// adds as many, one by one, with a signal each time.
  case handOver
  /// As `handOver`, but the first adds all at once and broadcasts.
  case broadcast
  /// Each thread sets a variable of its own, lets others run, and returns what it finds there.
  case specific
  /// A thread waits on a condition for ever; the first one cancels it, joins it, and takes the mutex.
  case cancelAsleep
  /// A thread calls `testCancel` over and over; the first one cancels it, and joins it.
  case cancelBusy
  /// A thread ends, and the first one cancels it meanwhile, and joins it.
  case cancelEnded
}

/// The functions of the library, for a failure of one of them.
public enum LibraryFunction: Int, Sendable {
  /// `create`.
  case create = 1
  /// `join`.
  case join
  /// `lock`.
  case lock
  /// `unlock`.
  case unlock
  /// `wait`.
  case wait
  /// `signal`.
  case signal
  /// `broadcast`.
  case broadcast
  /// `setSpecific`.
  case setSpecific
  /// `specific`.
  case specific
  /// `cancel`.
  case cancel
  /// `testCancel`.
  case testCancel
}

/// The numbers of the scripts that a test plays.
public enum LibraryScript {
  /// The first thread, at the end: its bytes are the results of the threads, an UInt32 each.
  public static let end = 0
  /// A thread in whose code one of your functions threw an errno: it is told the errno, and above it, by
  /// 16 bits, the function.
  public static let failed = 1
  /// A thread that was cancelled in `wait`, and does not have the mutex.
  public static let unlocked = 2
}

/// What a test says to a program.
public struct LibraryInput: Sendable {
  /// The mutex.
  public var mutex: UserAddress
  /// The condition variable.
  public var condition: UserAddress
  /// What is counted.
  public var counter: UserAddress
  /// Where the blocks are, one after the other.
  public var blocks: UserAddress
  /// How many threads are created.
  public var threads: Int
  /// What they return, or set.
  public var values: [UInt32]

  /// An input from its parts, with everything from one address on.
  public init(at start: UserAddress = SystemCalls.data, threads: Int = 1, values: [UInt32] = []) {
    mutex = start
    condition = start + 4
    counter = start + 8
    blocks = start + 64
    self.threads = threads
    self.values = values
  }

  /// The input as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(mutex.rawValue)
    writer.write(UInt8(threads))
    writer.write(UInt8(values.count))
    for value in values { writer.write(value) }
    return writer
  }

  /// Reads an input back.
  ///
  /// - Throws: `WireError`.
  init(_ reader: inout WireReader) throws {
    let start = UserAddress(rawValue: try reader.read(UInt64.self))
    let threads = Int(try reader.read(UInt8.self))
    let values = try (0..<reader.read(UInt8.self)).map { _ in try reader.read(UInt32.self) }
    self.init(at: start, threads: threads, values: values)
  }

  /// The block of a thread.
  func block(_ number: Int) -> UserAddress { blocks + ThreadBlock.bytes * UInt64(number) }

  /// What a thread returns, or sets.
  public func value(_ number: Int) -> UInt32 { number < values.count ? values[number] : 0 }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some ThreadLibrary) -> some Endpoint {
  LibraryEndpoint(library: submission)
}

struct LibraryEndpoint<Submission: ThreadLibrary>: Endpoint {
  let library: Submission

  func program(_ number: Int, input: inout WireReader) throws -> TaskBody? {
    guard let program = LibraryProgram(rawValue: number) else { return nil }
    let scene = LibraryScene(library: library, input: try LibraryInput(&input))
    return { linux in
      var writer = WireWriter()
      for result in try await scene.play(program, linux) { writer.write(result) }
      try await linux.handOver(to: LibraryScript.end, bytes: writer.bytes)
    }
  }
}

/// One run of a program: what its threads do.
private struct LibraryScene<Submission: ThreadLibrary>: Sendable {
  let library: Submission
  let input: LibraryInput

  func play(_ program: LibraryProgram, _ linux: SystemCalls) async throws -> [UInt32] {
    for number in 0..<input.threads {
      try await calling(.create, linux) {
        try await library.create(linux, input.block(number)) { linux in
          try await body(program, number, linux)
        }
      }
    }
    try await first(program, linux)
    var results: [UInt32] = []
    for number in 0..<input.threads {
      results.append(
        try await calling(.join, linux) { try await library.join(linux, input.block(number)) })
    }
    if program == .cancelAsleep {
      try await locked(linux) { try await add(1, linux) }
    }
    return results
  }

  /// What a thread does.
  private func body(
    _ program: LibraryProgram, _ number: Int, _ linux: SystemCalls
  ) async throws -> UInt32 {
    switch program {
    case .results, .cancelEnded: return input.value(number)
    case .count:
      try await locked(linux) { try await add(1, linux) }
      return 1
    case .handOver, .broadcast:
      try await locked(linux) {
        while try await linux.load(input.counter) == 0 { try await wait(linux) }
        try await add(.max, linux)
      }
      return 1
    case .specific:
      let key = number % ThreadBlock.keys
      let before = try await calling(.specific, linux) {
        try await library.specific(linux, key)
      }
      guard before == 0 else { return 0 }
      try await calling(.setSpecific, linux) {
        try await library.setSpecific(linux, key, input.value(number))
      }
      try await linux.yield()
      return try await calling(.specific, linux) { try await library.specific(linux, key) }
    case .cancelAsleep:
      try await locked(linux) {
        while true { try await wait(linux) }
      }
      return 0
    case .cancelBusy:
      while true {
        try await calling(.testCancel, linux) { try await library.testCancel(linux) }
        try await linux.yield()
      }
    }
  }

  /// What the first thread does meanwhile.
  private func first(_ program: LibraryProgram, _ linux: SystemCalls) async throws {
    switch program {
    case .results, .specific: break
    case .count: try await locked(linux) { try await add(1, linux) }
    case .handOver:
      for _ in 0..<input.threads {
        try await locked(linux) {
          try await add(1, linux)
          try await calling(.signal, linux) { try await library.signal(linux, input.condition) }
        }
      }
    case .broadcast:
      try await locked(linux) { try await add(UInt32(input.threads), linux) }
      try await calling(.broadcast, linux) {
        try await library.broadcast(linux, input.condition)
      }
    case .cancelAsleep, .cancelBusy, .cancelEnded:
      for number in 0..<input.threads {
        try await calling(.cancel, linux) {
          try await library.cancel(linux, input.block(number))
        }
      }
    }
  }

  // MARK: - Parts

  /// Adds to the counter in two steps, which only the mutex holds together.
  private func add(_ value: UInt32, _ linux: SystemCalls) async throws {
    let before = try await linux.load(input.counter)
    try await linux.store(input.counter, before &+ value)
  }

  private func locked(_ linux: SystemCalls, _ body: () async throws -> Void) async throws {
    try await calling(.lock, linux) { try await library.lock(linux, input.mutex) }
    do {
      try await body()
    } catch is Cancelled {
      // Nobody else is there who could have it.
      guard try await linux.fetchAdd(input.mutex, 0) != 0 else {
        try await linux.handOver(to: LibraryScript.unlocked)
      }
      try await calling(.unlock, linux) { try await library.unlock(linux, input.mutex) }
      throw Cancelled()
    }
    try await calling(.unlock, linux) { try await library.unlock(linux, input.mutex) }
  }

  private func wait(_ linux: SystemCalls) async throws {
    try await calling(.wait, linux) {
      try await library.wait(linux, input.condition, input.mutex)
    }
  }

  /// Calls the library; an errno that comes out of it is the test's to judge.
  private func calling<Result>(
    _ function: LibraryFunction, _ linux: SystemCalls, _ body: () async throws -> Result
  ) async throws -> Result {
    do {
      return try await body()
    } catch let error as Errno {
      try await linux.handOver(
        to: LibraryScript.failed, value: Int64(function.rawValue) << 16 | Int64(error.rawValue))
    }
  }
}
