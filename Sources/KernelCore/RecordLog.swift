/// Records of fixed size in the order in which they were added; the oldest may make room.
///
/// # Theory of operation
///
/// The records lie in pieces of equal size. A copy of a kernel shares the row of all pieces that are full
/// with its original, until one of the two fills its next one; the piece that is being filled is each
/// kernel's own (`makeUnique`). So a copy costs one piece at most, however long the run was.
@safe
struct RecordLog<Record: BitwiseCopyable & Sendable>: @unchecked Sendable {
  /// The pieces that are full; nil in the place of the one that is being filled, if it has one yet.
  private var full = Table<LogPiece<Record>?>()
  private var filling: LogPiece<Record>?
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

  /// How many records a piece holds.
  private var room: Int { 1 << pieceShift }

  /// The place of the piece that is being filled.
  @inline(__always)
  private var fillingPlace: Int { (countAtEnd >> pieceShift - 1) & placeMask }

  /// A record by its number.
  ///
  /// - Precondition: It was added, and is still there.
  subscript(number: Int) -> Record {
    precondition(number >= count - keptCount && number < count, "no such record")
    let place = number >> pieceShift & placeMask
    guard let piece = place == fillingPlace ? filling : full[place] else {
      preconditionFailure("a record that was added is in a piece")
    }
    return unsafe piece.records[number & (room - 1)]
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
    let count = count
    let filled = count & (room - 1)
    guard filled != 0, let piece = filling.take() else { return }
    // In a ring that is full, what is not overwritten yet stays.
    fill(piece, used: count > keptCount ? room : filled, from: filled)
  }

  @inline(never)
  private mutating func beginPiece() {
    full.makeUniqueIfShared()
    if let piece = filling.take() {
      let place = fillingPlace
      if place == full.count { full.append(piece) } else { full[place] = piece }
    }
    countAtEnd += room
    let place = fillingPlace
    guard place < full.count, let oldest = full[place].take() else {
      return fill(LogPiece(room: room), used: 0, from: 0)
    }
    fill(oldest, used: room, from: 0)
  }

  /// Fills a piece, of which so many records are used, from a record on: or a copy, if others have it.
  private mutating func fill(_ piece: consuming LogPiece<Record>, used: Int, from start: Int) {
    if !piece.isUnique() {
      let copy = LogPiece<Record>(room: room)
      unsafe copy.records.initialize(from: piece.records, count: used)
      piece = copy
    }
    unsafe next = piece.records + start
    unsafe end = piece.records + room
    filling = piece
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
