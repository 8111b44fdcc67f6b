/// Records of fixed size in the order in which they were added; the oldest may make room.
///
/// # Theory of operation
///
/// The records lie in pieces of equal size. A copy of a kernel shares all pieces that are full with its
/// original; the one that is being filled is each kernel's own (`makeUnique`). So a copy costs a
/// reference a piece, and one piece, however long the run was.
@safe
struct RecordLog<Record: BitwiseCopyable & Sendable>: @unchecked Sendable {
  private var pieces = Table<LogPiece<Record>>()
  /// Where the next record goes, and where the piece ends that is being filled.
  ///
  /// Where the two meet a piece has to be begun first; before the first one they are an address that
  /// nothing is at.
  private var next: UnsafeMutablePointer<Record>
  private var end: UnsafeMutablePointer<Record>
  private let pieceShift: Int
  /// What of the number of a piece says its place: all, or in a ring as much as there are places.
  private let placeMask: Int
  /// How many records will have been added when the piece that is being filled is full.
  private var countAtEnd = 0

  /// An empty log.
  ///
  /// - Parameters:
  ///   - pieceShift: The binary logarithm of how many records a piece holds.
  ///   - ringShift: The binary logarithm of how many records are kept; nil to keep all.
  init(pieceShift: Int, ringShift: Int? = nil) {
    self.pieceShift = min(pieceShift, ringShift ?? pieceShift)
    placeMask = ringShift.map { (1 << ($0 - min(pieceShift, $0))) - 1 } ?? Int.max
    unsafe next =
      unsafe UnsafeMutablePointer(bitPattern: MemoryLayout<Record>.alignment).unsafelyUnwrapped
    unsafe end = unsafe next
  }

  /// How many records were added.
  var count: Int { unsafe countAtEnd - (end - next) }

  /// How many of the records are still there.
  var keptCount: Int {
    placeMask == Int.max ? count : min(count, (placeMask + 1) << pieceShift)
  }

  /// A record by its number.
  ///
  /// - Precondition: It was added, and is still there.
  subscript(number: Int) -> Record {
    precondition(number >= count - keptCount && number < count, "no such record")
    let piece = pieces[number >> pieceShift & placeMask]
    return unsafe piece.records[number & (1 << pieceShift - 1)]
  }

  /// Adds a record.
  ///
  /// It is what a kernel does most often, so all that it needs to know is where the record goes.
  @inline(__always)
  mutating func append(_ record: Record) {
    if unsafe next == end { beginPiece() }
    unsafe next.initialize(to: record)
    unsafe next += 1
  }

  /// Gives this log a piece of its own to fill, and shares the others.
  mutating func makeUnique() {
    pieces.makeUnique()
    let count = count
    let filled = count & (1 << pieceShift - 1)
    guard filled != 0 else { return }
    // In a ring that is full, what is not overwritten yet stays.
    let isFull = count > keptCount
    own(count >> pieceShift & placeMask, used: isFull ? 1 << pieceShift : filled, from: filled)
  }

  @inline(never)
  private mutating func beginPiece() {
    let place = countAtEnd >> pieceShift & placeMask
    countAtEnd += 1 << pieceShift
    if place == pieces.count { pieces.append(LogPiece(room: 1 << pieceShift)) }
    own(place, used: 1 << pieceShift, from: 0)
  }

  /// Makes a piece, of which so many records are used, the one that is being filled, from a record on.
  private mutating func own(_ place: Int, used: Int, from start: Int) {
    if !pieces[place].isUnique() {
      let copy = LogPiece<Record>(room: 1 << pieceShift)
      unsafe copy.records.initialize(from: pieces[place].records, count: used)
      pieces[place] = copy
    }
    unsafe next = pieces[place].records + start
    unsafe end = pieces[place].records + (1 << pieceShift)
  }
}

/// A piece of a log, and where its records are.
@safe
private struct LogPiece<Record: BitwiseCopyable & Sendable>: @unchecked Sendable {
  private var memory: LogMemory<Record>
  /// Where the records are, as long as this is there.
  let records: UnsafeMutablePointer<Record>

  /// A piece whose records are not there yet.
  init(room: Int) {
    memory = .make(room)
    unsafe records = unsafe memory.records
  }

  /// Whether nobody else has it.
  mutating func isUnique() -> Bool { isKnownUniquelyReferenced(&memory) }
}

/// The memory of a piece: a class, so that it goes when the last kernel goes that has it.
private final class LogMemory<Record: BitwiseCopyable>: ManagedBuffer<Void, Record> {
  static func make(_ room: Int) -> LogMemory {
    let made = create(minimumCapacity: room) { _ in }
    return unsafe unsafeDowncast(made, to: LogMemory.self)
  }

  var records: UnsafeMutablePointer<Record> {
    unsafe withUnsafeMutablePointerToElements { unsafe $0 }
  }
}
