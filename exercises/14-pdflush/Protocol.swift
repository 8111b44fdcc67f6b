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
  /// As long as more pages are dirty or on their way than the limit allows: if any are dirty it asks for a whole
  /// chunk to be written, each time anew and however much it has written before. It is done with that once
  /// nothing is over the limit or it has written a chunk altogether; else it waits for the disk, and looks
  /// again. At the end it starts a flusher, if more pages are dirty than the background limit allows, and none
  /// is at work.
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
