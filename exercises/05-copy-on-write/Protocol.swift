import ExerciseKit
import Wire

/// A frame: a page of the machine's memory.
public struct Frame: Hashable, Sendable {
  /// Which one.
  public let number: Int32

  /// The one frame of zeroes that all may read and nobody may write to; its users are not counted.
  public static let zero = Frame(number: 0)
}

/// What the page table says of one page: where it is, and whether the processor lets it be written to.
public struct PageEntry: Hashable, Sendable {
  /// The frame that holds the page.
  public var frame: Frame
  /// Whether a store goes through without a fault.
  public var isWritable: Bool

  /// An entry from its parts.
  public init(_ frame: Frame, isWritable: Bool) {
    self.frame = frame
    self.isWritable = isWritable
  }
}

/// Pages in a row that are mapped alike: Linux's `vm_area_struct`.
public struct Area: Hashable, Sendable {
  /// The pages, by their numbers.
  public let pages: Range<Int>
  /// Whether the program may write to them: what mmap or mprotect has said.
  public let isWritable: Bool
  /// The object whose pages it shows to all who map it (`MAP_SHARED`); nil for memory of its own
  /// (`MAP_PRIVATE`).
  public let object: Int?

  /// An area from its parts.
  public init(_ pages: Range<Int>, isWritable: Bool, object: Int? = nil) {
    self.pages = pages
    self.isWritable = isWritable
    self.object = object
  }
}

/// An address space: Linux's `mm_struct`.
public struct AddressSpace: Sendable {
  /// What is mapped.
  public var areas: [Area] = []
  /// The page table: an entry for each page, or nil for one that the processor finds nothing for.
  public var entries = [PageEntry?](repeating: nil, count: AddressSpace.pageCount)

  /// The pages of an address space.
  public static let pageCount = 64

  /// An empty one.
  public init() {}

  /// The area that a page lies in.
  public func area(of page: Int) -> Area? { areas.first { $0.pages.contains(page) } }
}

/// What a program wanted to do.
public enum Access: UInt8, Sendable {
  /// A load.
  case read
  /// A store.
  case write
}

/// What becomes of a program after a page fault.
public enum FaultResult: UInt8, Sendable {
  /// It makes its access again, and that goes through now.
  case resolved
  /// It gets SIGSEGV: it may not do that, or there is nothing.
  case segmentationFault
}

/// What you write: the three places in which the kernel cares for pages.
public protocol PageHandling {
  init()

  /// Makes the address space of a forked child.
  ///
  /// Both have the same frames afterwards, without a copy of a single page; the processor will tell you
  /// of the first store to one of them.
  ///
  /// - Parameters:
  ///   - parent: The address space that is copied. Its entries may change.
  ///   - frames: The frames of the machine.
  /// - Returns: The child's address space.
  func fork(_ parent: inout AddressSpace, _ frames: inout Frames) -> AddressSpace

  /// Does what is to be done when the processor can't go on with an access, since the page has no
  /// entry, or one that does not let it be written to.
  ///
  /// - Parameters:
  ///   - access: What the program wanted to do.
  ///   - page: The page.
  ///   - space: The program's address space.
  ///   - frames: The frames of the machine.
  /// - Returns: Whether the program may try again.
  /// - Throws: `Errno.noMemory`, as `frames` throws it; then nothing has changed.
  func handleFault(
    _ access: Access, page: Int, of space: inout AddressSpace, _ frames: inout Frames
  ) throws(Errno) -> FaultResult

  /// Takes an area away: munmap of the whole of it, or the end of its process.
  ///
  /// - Parameters:
  ///   - area: One of the areas of `space`.
  ///   - space: The address space.
  ///   - frames: The frames of the machine.
  func unmap(_ area: Area, from space: inout AddressSpace, _ frames: inout Frames)
}

/// The frames of the machine, each with a count of its users.
///
/// The users of a frame are the entries of page tables, in all address spaces, that refer to it; and the
/// shared object, if it is a page of one.
public struct Frames: Sendable {
  struct Record: Sendable {
    var users: Int32 = 1
    var words = [UInt32](repeating: 0, count: Frames.wordsPerPage)
  }

  private var records: [Int32: Record] = [:]
  private var objects: [Int: [Int: Frame]] = [:]
  private var lastNumber: Int32 = 0
  private let countMax: Int

  /// A frame of zeroes, with one user.
  ///
  /// - Returns: The frame.
  /// - Throws: `Errno.noMemory` if all are in use.
  public mutating func allocate() throws(Errno) -> Frame {
    guard records.count < countMax else { throw .noMemory }
    lastNumber += 1
    records[lastNumber] = Record()
    return Frame(number: lastNumber)
  }

  /// A frame that holds what another holds, with one user.
  ///
  /// - Returns: The frame.
  /// - Throws: `Errno.noMemory` if all are in use.
  public mutating func allocateCopy(of frame: Frame) throws(Errno) -> Frame {
    let copy = try allocate()
    if let words = records[frame.number]?.words { records[copy.number] = Record(words: words) }
    copiesMade += 1
    return copy
  }

  /// One more refers to a frame.
  public mutating func share(_ frame: Frame) {
    guard frame != .zero else { return }
    guard let users = records[frame.number]?.users else { return note("share", frame) }
    records[frame.number]?.users = users &+ 1
  }

  /// One fewer refers to a frame; without any it is free.
  public mutating func release(_ frame: Frame) {
    guard frame != .zero else { return }
    guard let record = records[frame.number] else { return note("release", frame) }
    records[frame.number] =
      record.users == 1 ? nil : Record(users: record.users &- 1, words: record.words)
  }

  /// How many refer to a frame.
  public func users(of frame: Frame) -> Int { Int(records[frame.number]?.users ?? 0) }

  /// The frame of a page of a shared object, made if nobody has touched that page; the object itself is
  /// its first user.
  ///
  /// - Parameters:
  ///   - page: The page, counted from the start of the area that shows the object.
  ///   - object: The object.
  /// - Returns: The frame. That an entry refers to it is for you to count.
  /// - Throws: `Errno.noMemory` if all are in use.
  public mutating func page(_ page: Int, of object: Int) throws(Errno) -> Frame {
    if let frame = objects[object]?[page] { return frame }
    let frame = try allocate()
    objects[object, default: [:]][page] = frame
    return frame
  }

  // MARK: - How the tests reach your code; nothing below is needed for the exercise

  /// The words of a page that tests look at.
  static let wordsPerPage = 4

  /// What was asked of a frame that is free, first of all.
  private(set) var misuse = ""
  /// How many frames were filled with what another holds.
  private(set) var copiesMade: Int32 = 0

  init(countMax: Int) { self.countMax = countMax }

  /// How many are in use.
  var inUse: Int { records.count }

  /// What a program reads there.
  func word(_ place: Int, of frame: Frame) -> UInt32 {
    records[frame.number]?.words[place % Self.wordsPerPage] ?? 0
  }

  /// Stores what a program stores there.
  mutating func store(_ word: UInt32, at place: Int, in frame: Frame) {
    guard frame != .zero else { return note("a store to", frame) }
    guard records[frame.number] != nil else { return note("a store to", frame) }
    records[frame.number]?.words[place % Self.wordsPerPage] = word
  }

  /// The frames of all objects.
  var objectFrames: [Frame] {
    objects.values.flatMap(\.values).sorted { $0.number < $1.number }
  }

  /// Gives an object back that nobody maps any more.
  mutating func endObject(_ object: Int) {
    for frame in objects[object]?.values.sorted(by: { $0.number < $1.number }) ?? [] {
      release(frame)
    }
    objects[object] = nil
  }

  private mutating func note(_ what: String, _ frame: Frame) {
    if misuse.isEmpty {
      misuse = frame == .zero ? "\(what) the frame of zeroes" : "\(what)(frame \(frame.number))"
    }
  }
}
