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
  /// Where the piece is that is being filled; before the first one, an address that nothing is at.
  private var filling: UnsafeMutablePointer<Record>
  private let pieceShift: Int
  /// What of the number of a piece says its place: all, or in a ring as much as there are places.
  private let placeMask: Int
  /// How many records were added.
  private(set) var count = 0

  /// An empty log.
  ///
  /// - Parameters:
  ///   - pieceShift: The binary logarithm of how many records a piece holds.
  ///   - ringShift: The binary logarithm of how many records are kept; nil to keep all.
  init(pieceShift: Int, ringShift: Int? = nil) {
    self.pieceShift = min(pieceShift, ringShift ?? pieceShift)
    placeMask = ringShift.map { (1 << ($0 - min(pieceShift, $0))) - 1 } ?? Int.max
    unsafe filling =
      unsafe UnsafeMutablePointer(bitPattern: MemoryLayout<Record>.alignment).unsafelyUnwrapped
  }

  /// How many of the records are still there.
  var keptCount: Int {
    placeMask == Int.max ? count : min(count, (placeMask + 1) << pieceShift)
  }

  /// A record by its number.
  ///
  /// - Precondition: It was added, and is still there.
  subscript(number: Int) -> Record {
    precondition(number < count && number >= count - keptCount, "no such record")
    let piece = pieces[number >> pieceShift & placeMask]
    return unsafe piece.records[number & (1 << pieceShift - 1)]
  }

  /// Adds a record.
  @inline(__always)
  mutating func append(_ record: Record) {
    let place = count & (1 << pieceShift - 1)
    if place == 0 { beginPiece() }
    unsafe (filling + place).initialize(to: record)
    count += 1
  }

  /// Gives this log a piece of its own to fill, and shares the others.
  mutating func makeUnique() {
    pieces.makeUnique()
    let filled = count & (1 << pieceShift - 1)
    guard filled != 0 else { return }
    // In a ring that is full, what is not overwritten yet stays.
    let isFull = count > keptCount
    own(count >> pieceShift & placeMask, used: isFull ? 1 << pieceShift : filled)
  }

  @inline(never)
  private mutating func beginPiece() {
    let place = count >> pieceShift & placeMask
    if place < pieces.count {
      own(place, used: 1 << pieceShift)
    } else {
      pieces.append(LogPiece(room: 1 << pieceShift))
      unsafe filling = pieces[place].records
    }
  }

  /// Makes a piece, of which so many records are used, the one that is being filled.
  private mutating func own(_ place: Int, used: Int) {
    if !pieces[place].isUnique() {
      let copy = LogPiece<Record>(room: 1 << pieceShift)
      unsafe copy.records.initialize(from: pieces[place].records, count: used)
      pieces[place] = copy
    }
    unsafe filling = pieces[place].records
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
