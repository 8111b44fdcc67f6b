import ExerciseKit
import Wire

/// Where writers of files have to stop, in pages.
public struct DirtyLimits: Equatable, Sendable {
  /// Above this a flusher writes, in the background.
  public var background: Int
  /// Above this who makes pages dirty has to wait.
  public var limit: Int

  /// Limits from their parts.
  public init(background: Int, limit: Int) {
    self.background = background
    self.limit = limit
  }
}

/// What the limits depend on.
public struct MemoryUse: Equatable, Sendable {
  /// The pages of memory.
  public var totalPages: Int
  /// Those that programs have mapped.
  public var mappedPages: Int
  /// `dirty_background_ratio`: in percent of all pages.
  public var backgroundPercent: Int
  /// `dirty_ratio`: in percent of all pages.
  public var dirtyPercent: Int
  /// Whether a real-time task asks.
  public var isRealTime: Bool

  /// A use of memory from its parts.
  public init(
    totalPages: Int, mappedPages: Int = 0, backgroundPercent: Int = 10, dirtyPercent: Int = 40,
    isRealTime: Bool = false
  ) {
    self.totalPages = totalPages
    self.mappedPages = mappedPages
    self.backgroundPercent = backgroundPercent
    self.dirtyPercent = dirtyPercent
    self.isRealTime = isRealTime
  }
}

/// What a flusher does when its work is done.
public struct AfterWork: Equatable, Sendable {
  /// It has one more flusher made.
  public var makesOne: Bool
  /// It ends; otherwise it sleeps until there is work again.
  public var ends: Bool

  /// What it does.
  public init(makesOne: Bool = false, ends: Bool = false) {
    self.makesOne = makesOne
    self.ends = ends
  }
}

/// What you write: how Linux 2.6 gets dirty pages to their disk.
///
/// What `memory` throws you let pass.
public protocol Writeback: Sendable {
  init()

  /// The limits for dirty pages.
  ///
  /// The dirty ratio is at most half of the percentage of pages that is not mapped, and then at least 5. The
  /// background ratio is half of that if it is not below it. A limit is that percentage of all pages; for a
  /// real-time task both limits are a quarter higher. All divisions round down.
  ///
  /// Source: `mm/page-writeback.c: get_dirty_limits`, Linux 2.6.11.
  func limits(_ use: MemoryUse) -> DirtyLimits

  /// What a task does that has made pages dirty, before it goes on.
  ///
  /// As long as more pages are dirty or on their way than the limit allows: if any are dirty it writes a
  /// chunk of them, and is done with that once nothing is over the limit or it has written a chunk altogether;
  /// then it waits for the disk, and looks again. At the end it starts a flusher, if more pages are dirty
  /// than the background limit allows, and none is at work.
  ///
  /// - Parameter memory: The pages and their disk.
  /// - Throws: What `memory` throws.
  ///
  /// Source: `mm/page-writeback.c: balance_dirty_pages`, Linux 2.6.11.
  func balance(_ memory: FileMemory) throws

  /// What a flusher does that was started.
  ///
  /// It writes `FileMemory.pagesMax` pages at a time, as long as at least as many pages are dirty as the
  /// background limit says, or it has not yet written as many as it was asked for. Where less was written than
  /// that, it waits for the disk; and it is done then, unless the disk was too busy to take more.
  ///
  /// - Parameters:
  ///   - pages: How many it is asked for; 0 if nobody does.
  ///   - memory: The pages and their disk.
  /// - Throws: What `memory` throws.
  ///
  /// Source: `mm/page-writeback.c: background_writeout`, Linux 2.6.11.
  func writeInBackground(_ pages: Int, _ memory: FileMemory) throws

  /// A new flusher begins, and goes to sleep.
  mutating func begin(_ flusher: Int, at nowMilliseconds: Int)

  /// Gives work to the flusher that has slept shortest.
  ///
  /// - Returns: That flusher; nil if none sleeps.
  mutating func assign(at nowMilliseconds: Int) -> Int?

  /// A flusher has done its work.
  ///
  /// It has one more made, if none sleeps, and it is more than a second ago that the last one was given work,
  /// and there are fewer than 8.
  /// It ends, if others sleep, and there are more than 2, and the one of them that has slept longest has
  /// done so for more than a second; for that one the second begins anew then. Otherwise it sleeps.
  ///
  /// - Returns: What it does.
  ///
  /// Source: `mm/pdflush.c: __pdflush`, Linux 2.6.11.
  mutating func finish(_ flusher: Int, at nowMilliseconds: Int) -> AfterWork
}

/// The dirty pages of a machine, and the disk that they go to.
public final class FileMemory {
  // A class, because the disk changes it while code uses it.

  /// What happens.
  public enum Event: Equatable, Sendable {
    /// Pages were to be written; so many went on their way.
    case write(asked: Int, written: Int)
    /// Somebody waited for the disk.
    case wait
    /// A flusher was started.
    case startFlusher
  }

  /// How many pages a flusher writes at a time.
  public static let pagesMax = 1_024
  /// The most that happens.
  private static let eventsMax = 200

  /// Pages that are dirty, and not on their way.
  public private(set) var dirtyPages: Int
  /// Pages that are on their way to the disk.
  public private(set) var writebackPages: Int
  /// The limits.
  public let limits: DirtyLimits
  /// How many pages a writer has to write at most, before it may go on.
  public let chunkPages: Int
  /// Whether a flusher is at work already.
  public let isFlusherAtWork: Bool

  private let scene: DirtyScene
  /// What happened.
  public private(set) var events: [Event] = []

  /// A machine in a scene.
  public init(_ scene: DirtyScene) {
    self.scene = scene
    dirtyPages = scene.dirtyPages
    writebackPages = scene.writebackPages
    limits = scene.limits
    chunkPages = scene.chunkPages
    isFlusherAtWork = scene.isFlusherAtWork
  }

  /// Sends dirty pages on their way.
  ///
  /// - Parameter pages: How many, at most.
  /// - Returns: How many went, and whether the disk was too busy to take more.
  /// - Throws: `SceneOver`.
  public func write(_ pages: Int) throws -> (written: Int, wasBusy: Bool) {
    // Some pages are locked by others, and are passed over.
    let ready = max(0, dirtyPages - scene.lockedPages)
    let room = max(0, scene.roomPages - writebackPages)
    let wanted = min(max(0, pages), ready)
    let written = min(wanted, room)
    dirtyPages -= written
    writebackPages += written
    try add(.write(asked: pages, written: written))
    return (written, written < wanted)
  }

  /// Waits until the disk has done some of its work, or for a tenth of a second.
  public func waitForDisk() throws {
    writebackPages -= min(writebackPages, scene.pagesPerWait)
    // Other tasks go on writing to files meanwhile.
    dirtyPages += scene.dirtiedPerWait
    try add(.wait)
  }

  /// Starts a flusher, if one sleeps.
  public func startFlusher() throws {
    try add(.startFlusher)
  }

  private func add(_ event: Event) throws {
    events.append(event)
    guard events.count < Self.eventsMax else { throw SceneOver() }
  }
}

/// The end of a scene that would go on for ever: let it pass.
public struct SceneOver: Error {}

// MARK: - How the tests reach your code; nothing below is needed for the exercise

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
