import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

/// What a test wants done: the programs of this exercise by their numbers.
///
/// Each ends with its first task in the script `LockScript.end`.
public enum LockProgram: Int, Sendable {
  /// Each of several tasks locks, adds 1 to the counter by a load and a store, and unlocks.
  case count
  /// As `count`, but that the last task asks with `tryLock`, and counts only if it gets the lock.
  case countOrGiveUp
  /// The first task has the lock, and another one asks for it with `tryLock`; then the first task
  /// gives it back, and asks with `tryLock` itself. It hands over both answers, as two bits.
  case ask
}

/// The numbers of the scripts that a test plays.
public enum LockScript {
  /// The first task, when all others have ended: it is told how many of the tasks got the lock, or the
  /// answers of `ask`.
  public static let end = 0
  /// A task in whose code one of your functions threw an errno: it is told the errno.
  public static let failed = 1
  /// A task of the same process that is there if the test asks for it.
  public static let helper = 2
}

/// What a test says to a program.
public struct LockInput: Sendable {
  /// The lock's word.
  public var word: UserAddress
  /// What is counted.
  public var counter: UserAddress
  /// How many tasks there are, the first one included.
  public var tasks: Int
  /// How often each of them takes the lock.
  public var rounds: Int
  /// How often a task that has the lock lets others run before it gives it back.
  public var busy: Int
  /// Whether there is a helper.
  public var hasHelper: Bool

  /// An input from its parts.
  public init(
    word: UserAddress = SystemCalls.data, counter: UserAddress = SystemCalls.data + 64,
    tasks: Int = 2, rounds: Int = 1, busy: Int = 0, hasHelper: Bool = false
  ) {
    self.word = word
    self.counter = counter
    self.tasks = tasks
    self.rounds = rounds
    self.busy = busy
    self.hasHelper = hasHelper
  }

  /// The input as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(word.rawValue)
    writer.write(counter.rawValue)
    writer.write(UInt8(tasks))
    writer.write(UInt8(rounds))
    writer.write(UInt8(busy))
    writer.write(hasHelper)
    return writer
  }

  /// Reads an input back.
  ///
  /// - Throws: `WireError`.
  init(_ reader: inout WireReader) throws {
    word = UserAddress(rawValue: try reader.read(UInt64.self))
    counter = UserAddress(rawValue: try reader.read(UInt64.self))
    tasks = Int(try reader.read(UInt8.self))
    rounds = Int(try reader.read(UInt8.self))
    busy = Int(try reader.read(UInt8.self))
    hasHelper = try reader.readBool()
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some FutexLock) -> some Endpoint {
  LockEndpoint(submission: submission)
}

struct LockEndpoint<Submission: FutexLock>: Endpoint {
  let submission: Submission

  func program(_ number: Int, input: inout WireReader) throws -> TaskBody? {
    guard let program = LockProgram(rawValue: number) else { return nil }
    let scene = LockScene(submission: submission, input: try LockInput(&input))
    return { linux in
      if scene.input.hasHelper { try await scene.addHelper(linux) }
      let result =
        switch program {
        case .count: try await scene.count(linux, isLastPatient: true)
        case .countOrGiveUp: try await scene.count(linux, isLastPatient: false)
        case .ask: try await scene.ask(linux)
        }
      try await linux.handOver(to: LockScript.end, value: result)
    }
  }
}

/// One run of a program: what its tasks do.
private struct LockScene<Submission: FutexLock>: Sendable {
  let submission: Submission
  let input: LockInput

  /// Where the threads keep their ids as long as they live, and what `tryLock` answered.
  private var threadWords: UserAddress { SystemCalls.data + 3_072 }
  private var answers: UserAddress { SystemCalls.data + 3_584 }

  // MARK: - Programs

  func count(_ linux: SystemCalls, isLastPatient: Bool) async throws -> Int64 {
    for number in 1..<input.tasks {
      let isPatient = isLastPatient || number < input.tasks - 1
      try await spawn(linux, number) { linux in
        let times = try await add(linux, isPatient: isPatient)
        try await linux.store(answers + 4 * UInt64(number), UInt32(times))
      }
    }
    var times = Int64(try await add(linux, isPatient: true))
    for number in 1..<input.tasks {
      try await join(linux, number)
      times += Int64(try await linux.load(answers + 4 * UInt64(number)))
    }
    return times
  }

  func ask(_ linux: SystemCalls) async throws -> Int64 {
    try await calling(linux) { linux in try await submission.lock(linux, input.word) }
    try await spawn(linux, 1) { linux in
      let hasIt = try await calling(linux) { linux in
        try await submission.tryLock(linux, input.word)
      }
      try await linux.store(answers, hasIt ? 1 : 0)
    }
    try await join(linux, 1)
    let first = Int64(try await linux.load(answers))
    try await calling(linux) { linux in try await submission.unlock(linux, input.word) }
    let hasIt = try await calling(linux) { linux in
      try await submission.tryLock(linux, input.word)
    }
    return first | (hasIt ? 2 : 0)
  }

  // MARK: - Parts

  /// Takes the lock as often as the input says, and adds 1 each time.
  ///
  /// - Returns: How often.
  private func add(_ linux: SystemCalls, isPatient: Bool) async throws -> Int {
    var times = 0
    for _ in 0..<input.rounds {
      let hasIt = try await calling(linux) { linux in
        if !isPatient { return try await submission.tryLock(linux, input.word) }
        try await submission.lock(linux, input.word)
        return true
      }
      guard hasIt else { continue }
      let value = try await linux.load(input.counter)
      for _ in 0..<input.busy { try await linux.yield() }
      try await linux.store(input.counter, value + 1)
      try await calling(linux) { linux in try await submission.unlock(linux, input.word) }
      times += 1
    }
    return times
  }

  /// Calls the submission; an errno that comes out of it is the test's to judge.
  private func calling<Result>(
    _ linux: SystemCalls, _ body: (SystemCalls) async throws -> Result
  ) async throws -> Result {
    do {
      return try await body(linux)
    } catch let error as Errno {
      try await linux.handOver(to: LockScript.failed, value: Int64(error.rawValue))
    }
  }

  private func spawn(
    _ linux: SystemCalls, _ number: Int,
    _ body: @escaping @Sendable (SystemCalls) async throws -> Void
  ) async throws {
    let flags: UInt64 = 0x31_0f00  // VM, FS, FILES, SIGHAND, THREAD and the two of the word
    let word = threadWords + 4 * UInt64(number)
    try await linux.clone(CloneFlags(rawValue: flags), parentTID: word, childTID: word) { linux in
      try await body(linux)
      return 0
    }
  }

  private func join(_ linux: SystemCalls, _ number: Int) async throws {
    let word = threadWords + 4 * UInt64(number)
    while true {
      // One step, so that it is no race with the end of the thread.
      let id = try await linux.fetchAdd(word, 0)
      if id == 0 { return }
      do {
        try await linux.futexWait(word, expected: id)
      } catch Errno.resourceTemporarilyUnavailable {
        // It ended in between.
      }
    }
  }

  /// Makes the helper.
  func addHelper(_ linux: SystemCalls) async throws {
    let flags: UInt64 = 0x1_0f00  // VM, FS, FILES, SIGHAND, THREAD
    try await linux.clone(CloneFlags(rawValue: flags)) { linux in
      try await linux.handOver(to: LockScript.helper)
    }
  }
}
