import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

/// What a test wants done: the programs of this exercise by their numbers.
public enum SignalProgram: Int, Sendable {
  /// `serve`.
  case serve
  /// Two threads sleep, and the first is cancelled.
  case cancel
  /// `ignoring`, with a handler for SIGUSR1 in the process.
  case ignoring
}

/// The numbers of the scripts that a test plays.
public enum SignalScript {
  /// The caller, from where your function returned: it is told what it returned, or -errno.
  public static let caller = 0
}

/// Words of memory that the tests look at.
public enum SignalWord {
  /// Yours.
  public static let scratch = SystemCalls.data + 0x100
  /// How often a signal was handled.
  public static func handled(_ signal: Signal) -> UserAddress {
    SystemCalls.data + 0x200 + 4 * UInt64(signal.rawValue)
  }
  /// The thread that handled the last one.
  public static let taker = SystemCalls.data + 0x400
  /// How many threads have come back from their sleep.
  public static let awake = SystemCalls.data + 0x404
  /// The flags of the threads that sleep.
  public static func flag(_ thread: Int) -> UserAddress {
    SystemCalls.data + 0x500 + 4 * UInt64(thread)
  }
  /// The words of the adapter's own threads.
  static func word(_ thread: Int) -> UserAddress { SystemCalls.data + 0x600 + 4 * UInt64(thread) }
}

/// What a test says to a program.
public struct SignalInput: Sendable {
  /// For `serve`: the signals that each worker sends to its process.
  public var sent: [[Signal]]
  /// How often workers, or who cancels, yield before.
  public var yields: Int
  /// Whether workers stay for a while after they have sent their signals; whether the thread that sleeps gets a signal
  /// without a cancel; whether another thread sends itself one during `ignoring`.
  public var isDisturbed: Bool
  /// Whether the signal was blocked before.
  public var isBlocked: Bool

  /// An input from its parts.
  public init(
    _ sent: [[Signal]] = [], yields: Int = 0, isDisturbed: Bool = false, isBlocked: Bool = false
  ) {
    self.sent = sent
    self.yields = yields
    self.isDisturbed = isDisturbed
    self.isBlocked = isBlocked
  }

  /// The input as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(UInt8(sent.count))
    for signals in sent {
      writer.write(UInt8(signals.count))
      for signal in signals { writer.write(signal.rawValue) }
    }
    writer.write(Int32(yields))
    writer.write(isDisturbed)
    writer.write(isBlocked)
    return writer
  }

  /// Reads an input back.
  ///
  /// - Throws: `WireError`.
  init(_ reader: inout WireReader) throws {
    sent = []
    for _ in 0..<(try reader.read(UInt8.self)) {
      var signals: [Signal] = []
      for _ in 0..<(try reader.read(UInt8.self)) {
        signals.append(Signal(rawValue: try reader.read()))
      }
      sent.append(signals)
    }
    yields = Int(try reader.read(Int32.self))
    isDisturbed = try reader.readBool()
    isBlocked = try reader.readBool()
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some SignalsAndThreads) -> some Endpoint {
  SignalEndpoint(submission: submission)
}

struct SignalEndpoint<Submission: SignalsAndThreads>: Endpoint {
  let submission: Submission

  func program(_ number: Int, input: inout WireReader) throws -> TaskBody? {
    guard let program = SignalProgram(rawValue: number) else { return nil }
    let input = try SignalInput(&input)
    return { linux in
      let result: Int64
      do {
        switch program {
        case .serve: result = try await serve(input, linux)
        case .cancel: result = try await cancel(input, linux)
        case .ignoring: result = try await ignoring(input, linux)
        }
      } catch let error as Errno {
        result = -Int64(error.rawValue)
      }
      try await linux.handOver(to: SignalScript.caller, value: result)
    }
  }

  /// What is done about a signal: it is noted who does it.
  private static func note(_ linux: SystemCalls, _ signal: Signal) async throws {
    _ = try await linux.fetchAdd(SignalWord.handled(signal), 1)
    try await linux.store(SignalWord.taker, UInt32(try await linux.gettid().rawValue))
  }

  private func serve(_ input: SignalInput, _ linux: SystemCalls) async throws -> Int64 {
    let workers: [TaskBody] = input.sent.map { signals in
      { linux in
        for _ in 0..<input.yields { try await linux.yield() }
        for signal in signals { try await linux.kill(try await linux.getpid(), signal) }
        if input.isDisturbed { for _ in 0..<6 { try await linux.yield() } }
        return 0
      }
    }
    let signals = SignalSet(of: .user1, .terminate)
    try await submission.serve(
      linux, signals, workers, scratch: SignalWord.scratch, onSignal: Self.note)
    return 0
  }

  private func cancel(_ input: SignalInput, _ linux: SystemCalls) async throws -> Int64 {
    try await submission.prepare(linux)
    var threads: [ThreadID] = []
    for number in 0..<2 {
      threads.append(
        try await start(linux, number) { linux in
          try await submission.sleepUntilCancelled(linux, flag: SignalWord.flag(number))
          _ = try await linux.fetchAdd(SignalWord.awake, UInt32(1 + 9 * number))
          return 0
        })
    }
    for _ in 0..<input.yields { try await linux.yield() }
    if input.isDisturbed {
      try await linux.tgkill(try await linux.getpid(), threads[0], .user1)
      for _ in 0..<4 { try await linux.yield() }
      let awake = try await linux.load(SignalWord.awake)
      if awake != 0 { return Int64(awake) * 1_000 }
    }
    try await submission.cancel(linux, threads[0], flag: SignalWord.flag(0))
    try await join(linux, 0)
    return Int64(try await linux.load(SignalWord.awake))
  }

  private func ignoring(_ input: SignalInput, _ linux: SystemCalls) async throws -> Int64 {
    try await linux.sigaction(
      .user1, .handle { linux, info in try await Self.note(linux, info.signal) })
    let process = try await linux.getpid()
    if input.isBlocked { try await linux.sigprocmask(.block, SignalSet(.user1)) }
    if input.isDisturbed {
      try await start(linux, 0) { linux in
        try await linux.sigprocmask(.set, [])
        try await linux.yield()
        try await linux.tgkill(process, try await linux.gettid(), .user1)
        return 0
      }
    }
    let result = try await submission.ignoring(linux, .user1) { linux in
      try await linux.tgkill(process, try await linux.gettid(), .user1)
      for _ in 0..<input.yields { try await linux.yield() }
      return 6
    }
    if input.isDisturbed { try await join(linux, 0) }
    return Int64(result)
  }

  @discardableResult
  private func start(
    _ linux: SystemCalls, _ number: Int, _ body: @escaping TaskBody
  ) async throws -> ThreadID {
    let flags: UInt64 = 0x31_0f00  // VM, FS, FILES, SIGHAND, THREAD and the two of the word
    let word = SignalWord.word(number)
    return try await linux.clone(
      CloneFlags(rawValue: flags), parentTID: word, childTID: word, child: body)
  }

  private func join(_ linux: SystemCalls, _ number: Int) async throws {
    let word = SignalWord.word(number)
    while true {
      let id = try await linux.load(word)
      if id == 0 { return }
      do { try await linux.futexWait(word, expected: id) } catch is Errno {}
    }
  }
}
