import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

/// A machine as a test sets it up.
public struct DirtyScene: Sendable {
  /// Pages that are dirty at first.
  public var dirtyPages = 0
  /// Pages that are on their way at first.
  public var writebackPages = 0
  /// Pages that are dirty, and cannot be written now.
  public var lockedPages = 0
  /// How many pages the disk takes at a time.
  public var roomPages = 1_000_000
  /// How many it has done after a wait.
  public var pagesPerWait = 500
  /// How many others make dirty during a wait.
  public var dirtiedPerWait = 0
  /// The limits.
  public var limits: DirtyLimits
  /// How many pages a writer has to write.
  public var chunkPages = 1_536
  /// Whether a flusher is at work.
  public var isFlusherAtWork = false

  /// A scene with nothing dirty.
  public init(_ limits: DirtyLimits) { self.limits = limits }

  fileprivate func write(to writer: inout WireWriter) {
    for number in [
      dirtyPages, writebackPages, lockedPages, roomPages, pagesPerWait, dirtiedPerWait,
      limits.background, limits.limit, chunkPages,
    ] { writer.write(Int32(number)) }
    writer.write(isFlusherAtWork)
  }

  fileprivate init(_ reader: inout WireReader) throws {
    let numbers = try (0..<9).map { _ in Int(try reader.read(Int32.self)) }
    dirtyPages = numbers[0]
    writebackPages = numbers[1]
    lockedPages = numbers[2]
    roomPages = numbers[3]
    pagesPerWait = numbers[4]
    dirtiedPerWait = numbers[5]
    limits = DirtyLimits(background: numbers[6], limit: numbers[7])
    chunkPages = numbers[8]
    isFlusherAtWork = try reader.readBool()
  }
}

/// What is done to the pool of flushers.
public enum PoolOperation: Equatable, Sendable {
  /// `begin`.
  case begin(Int, at: Int)
  /// `assign`.
  case assign(at: Int)
  /// `finish`.
  case finish(Int, at: Int)
}

/// What the pool says to an operation.
public enum PoolAnswer: Equatable, Sendable {
  /// To `begin`.
  case nothing
  /// To `assign`.
  case flusher(Int?)
  /// To `finish`.
  case after(AfterWork)
}

extension PoolAnswer: CustomStringConvertible {
  /// What a message shows.
  public var description: String {
    switch self {
    case .nothing: "nothing"
    case .flusher(let flusher): flusher.map { "\($0)" } ?? "nil"
    case .after(let after):
      after.makesOne ? "makes one" : after.ends ? "ends" : "sleeps"
    }
  }
}

/// What a test says to the functions.
public enum WritebackQuestion {
  /// `limits`, for each of these.
  case limits([MemoryUse])
  /// `balance`.
  case balance(DirtyScene)
  /// `writeInBackground`.
  case background(Int, DirtyScene)
  /// The pool, from its start on.
  case pool([PoolOperation])

  /// The number of the kernel function.
  public var function: Int {
    switch self {
    case .limits: 0
    case .balance: 1
    case .background: 2
    case .pool: 3
    }
  }

  /// The question as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    switch self {
    case .limits(let uses):
      writer.write(UInt16(uses.count))
      for use in uses {
        for number in [
          use.totalPages, use.mappedPages, use.backgroundPercent, use.dirtyPercent,
        ] { writer.write(Int32(number)) }
        writer.write(use.isRealTime)
      }
    case .balance(let scene): scene.write(to: &writer)
    case .background(let pages, let scene):
      writer.write(Int32(pages))
      scene.write(to: &writer)
    case .pool(let operations):
      writer.write(UInt16(operations.count))
      for operation in operations {
        let (kind, flusher, time) =
          switch operation {
          case .begin(let flusher, let time): (UInt8(0), flusher, time)
          case .assign(let time): (UInt8(1), 0, time)
          case .finish(let flusher, let time): (UInt8(2), flusher, time)
          }
        writer.write(kind)
        writer.write(Int32(flusher))
        writer.write(Int32(time))
      }
    }
    return writer
  }

  fileprivate init(_ function: Int, _ reader: inout WireReader) throws {
    switch function {
    case 0:
      var uses: [MemoryUse] = []
      for _ in 0..<(try reader.read(UInt16.self)) {
        let numbers = try (0..<4).map { _ in Int(try reader.read(Int32.self)) }
        uses.append(
          MemoryUse(
            totalPages: numbers[0], mappedPages: numbers[1], backgroundPercent: numbers[2],
            dirtyPercent: numbers[3], isRealTime: try reader.readBool()))
      }
      self = .limits(uses)
    case 1: self = .balance(try DirtyScene(&reader))
    case 2:
      let pages = Int(try reader.read(Int32.self))
      self = .background(pages, try DirtyScene(&reader))
    default:
      var operations: [PoolOperation] = []
      for _ in 0..<(try reader.read(UInt16.self)) {
        let kind = try reader.read(UInt8.self)
        let flusher = Int(try reader.read(Int32.self))
        let time = Int(try reader.read(Int32.self))
        switch kind {
        case 0: operations.append(.begin(flusher, at: time))
        case 1: operations.append(.assign(at: time))
        default: operations.append(.finish(flusher, at: time))
        }
      }
      self = .pool(operations)
    }
  }
}

extension FileMemory.Event {
  /// Writes an event for the wire.
  fileprivate func write(to writer: inout WireWriter) {
    let (kind, asked, written) =
      switch self {
      case .write(let asked, let written): (UInt8(0), asked, written)
      case .wait: (UInt8(1), 0, 0)
      case .startFlusher: (UInt8(2), 0, 0)
      }
    writer.write(kind)
    writer.write(Int32(truncatingIfNeeded: asked))
    writer.write(Int32(truncatingIfNeeded: written))
  }

  /// Reads an event as it crosses the wire.
  ///
  /// - Throws: `WireError`.
  public init(_ reader: inout WireReader) throws {
    let kind = try reader.read(UInt8.self)
    let asked = Int(try reader.read(Int32.self))
    let written = Int(try reader.read(Int32.self))
    switch kind {
    case 0: self = .write(asked: asked, written: written)
    case 1: self = .wait
    case 2: self = .startFlusher
    default: throw WireError.invalid("event")
    }
  }
}

extension PoolAnswer {
  fileprivate func write(to writer: inout WireWriter) {
    switch self {
    case .nothing: writer.write(Int32(-2))
    case .flusher(let flusher): writer.write(Int32(truncatingIfNeeded: flusher ?? -1))
    case .after(let after): writer.write(Int32((after.makesOne ? 1 : 0) | (after.ends ? 2 : 0)))
    }
  }

  /// Reads the answer to an operation as it crosses the wire.
  ///
  /// - Throws: `WireError`.
  public init(to operation: PoolOperation, _ reader: inout WireReader) throws {
    let number = try reader.read(Int32.self)
    switch operation {
    case .begin: self = .nothing
    case .assign: self = .flusher(number < 0 ? nil : Int(number))
    case .finish: self = .after(AfterWork(makesOne: number & 1 != 0, ends: number & 2 != 0))
    }
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some Writeback) -> some Endpoint {
  WritebackEndpoint(submission: submission)
}

struct WritebackEndpoint<Submission: Writeback>: Endpoint {
  let submission: Submission

  func call(_ function: Int, input: inout WireReader) throws -> WireWriter? {
    guard (0...3).contains(function) else { return nil }
    var writer = WireWriter()
    switch try WritebackQuestion(function, &input) {
    case .limits(let uses):
      for use in uses {
        let limits = submission.limits(use)
        writer.write(Int32(truncatingIfNeeded: limits.background))
        writer.write(Int32(truncatingIfNeeded: limits.limit))
      }
    case .balance(let scene):
      write(try play(scene) { try submission.balance($0) }, to: &writer)
    case .background(let pages, let scene):
      write(try play(scene) { try submission.writeInBackground(pages, $0) }, to: &writer)
    case .pool(let operations):
      var pool = Submission()
      for operation in operations { perform(operation, &pool).write(to: &writer) }
    }
    return writer
  }

  private func play(_ scene: DirtyScene, _ body: (FileMemory) throws -> Void) throws -> FileMemory {
    let memory = FileMemory(scene)
    do {
      try body(memory)
    } catch is SceneOver {
      // It would go on for ever.
    }
    return memory
  }

  private func write(_ memory: FileMemory, to writer: inout WireWriter) {
    writer.write(UInt16(memory.events.count))
    for event in memory.events { event.write(to: &writer) }
  }

  private func perform(_ operation: PoolOperation, _ pool: inout Submission) -> PoolAnswer {
    switch operation {
    case .begin(let flusher, let time):
      pool.begin(flusher, at: time)
      return .nothing
    case .assign(let time): return .flusher(pool.assign(at: time))
    case .finish(let flusher, let time): return .after(pool.finish(flusher, at: time))
    }
  }
}
