/// Who has a lock of a file.
enum LockOwner: Equatable, Sendable {
  /// A table of descriptors, as fcntl(2) has it: whoever shares the table shares the lock.
  case table(Int32)
  /// An open file, as with F_OFD_SETLK.
  case openFile(Int32)
  /// An open file that flock(2) locked, which is another thing.
  case wholeFile(Int32)

  /// Whether it is by flock(2): such locks and those of fcntl(2) do not see each other.
  var isWhole: Bool {
    if case .wholeFile = self { true } else { false }
  }
}

/// A lock of bytes of a file, or of a whole one: Linux's `file_lock`.
struct FileLock: Equatable, Sendable {
  /// The file.
  var node: Int32
  var owner: LockOwner
  var isExclusive: Bool
  /// The first and the last byte; `Int64.max` is the end, wherever that will be.
  var first: Int64
  var last: Int64
  /// The process that took it, by its number in the first PID namespace; -1 where it is none's.
  var processID: Int32

  /// Source: `fs/locks.c: locks_overlap`.
  func overlaps(_ other: FileLock) -> Bool { first <= other.last && other.first <= last }

  /// Whether one of the two keeps the other away.
  ///
  /// Source: `fs/locks.c: posix_locks_conflict, flock_locks_conflict`.
  func conflicts(with other: FileLock) -> Bool {
    node == other.node && owner != other.owner && owner.isWhole == other.owner.isWhole
      && overlaps(other) && (isExclusive || other.isExclusive)
  }
}

/// The locks of files: those of each owner stand together, by their places.
struct FileLocks: Sendable {
  private(set) var all: ContiguousArray<FileLock> = []

  var isEmpty: Bool { all.isEmpty }

  /// The first lock that keeps one away.
  func conflict(with wanted: FileLock) -> FileLock? {
    all.first { $0.conflicts(with: wanted) }
  }

  /// Sets or takes away a lock, which replaces what its owner had there.
  ///
  /// Source: `fs/locks.c: posix_lock_inode`: neighbours of a kind become one, and what sticks out on
  /// either side stays.
  mutating func set(_ lock: FileLock, isUnlock: Bool) {
    let isOwn: (FileLock) -> Bool = { $0.node == lock.node && $0.owner == lock.owner }
    let place = all.firstIndex(where: isOwn) ?? all.count
    var merged = lock
    var kept: [FileLock] = []
    for old in all where isOwn(old) {
      if !isUnlock, old.isExclusive == lock.isExclusive {
        // Neighbours touch; the end of time has no neighbour behind it.
        let touches =
          (merged.last == .max || old.first <= merged.last &+ 1)
          && (old.last == .max || merged.first <= old.last &+ 1)
        if touches {
          merged.first = min(merged.first, old.first)
          merged.last = max(merged.last, old.last)
        } else {
          kept.append(old)
        }
        continue
      }
      guard old.overlaps(lock) else {
        kept.append(old)
        continue
      }
      if old.first < lock.first {
        var before = old
        before.last = lock.first - 1
        kept.append(before)
      }
      if old.last > lock.last {
        var behind = old
        behind.first = lock.last + 1
        kept.append(behind)
      }
    }
    if !isUnlock { kept.append(merged) }
    kept.sort { $0.first < $1.first }
    all.removeAll(where: isOwn)
    all.insert(contentsOf: kept, at: min(place, all.count))
  }

  /// Takes locks away.
  ///
  /// - Returns: The files that they were of.
  mutating func remove(where isGone: (FileLock) -> Bool) -> [Int32] {
    var nodes: [Int32] = []
    for lock in all where isGone(lock) && !nodes.contains(lock.node) { nodes.append(lock.node) }
    if !nodes.isEmpty { all.removeAll(where: isGone) }
    return nodes
  }
}
