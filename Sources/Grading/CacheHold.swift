package import Foundation

/// Keeps the cache's entries where they are for as long as somebody uses them, and removes old ones
/// when nobody does.
///
/// # Theory of operation
///
/// Whoever grades holds the file `lock` in the cache, together with others (`LOCK_SH`). Who comes and finds it
/// held by nobody has the cache alone for a moment (`LOCK_EX`) and removes what is old; then it holds the file
/// as everybody does. So nothing that a run relies on is removed, and a run that is killed leaves the
/// lock to the kernel. When an entry was last used is the time of its last change: using it sets that.
/// An entry is moved aside before it is removed, so that a half-removed one is never taken for whole.
///
/// A class, since the end of its life is what lets go of the file.
package final class CacheHold: Sendable {
  /// Entries that were not used for this long are removed: 30 days.
  package static let unusedSecondsMax = 30 * 86_400
  /// Of entries that take more than this together, those that were used longest ago are removed: 2 GiB.
  package static let bytesMax = 2 << 30
  /// What a run that was killed left half built is removed when it is this old: a day.
  private static let draftSecondsMax = 86_400

  private static let lockName = "lock"
  /// The folder of compiled exercises, whose entries are entries of their own.
  private static let exercises = "exercises"

  private let descriptor: Int32

  /// Holds a cache, and removes what is old in it if nobody else holds it.
  ///
  /// A cache that cannot be written to, or whose file system has no locks, is used as it is.
  ///
  /// - Parameters:
  ///   - folder: The cache.
  ///   - now: The time to compare with.
  ///   - bytesMax: How much the entries may take together.
  package init(
    _ folder: String, now: Date = Date(), bytesMax: Int = CacheHold.bytesMax
  ) {
    descriptor = open("\(folder)/\(Self.lockName)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
      Self.prune(folder, now: now, bytesMax: bytesMax)
    }
    _ = flock(descriptor, LOCK_SH)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Notes that an entry is used now.
  package static func use(_ entry: String) {
    utimensat(AT_FDCWD, entry, nil, 0)
  }

  // MARK: - What there is

  /// A thing in the cache that is removed as a whole.
  private struct Entry {
    let path: String
    let lastUse: Date
    let bytes: Int
    /// Whether it is on its way in, or out.
    let isDraft: Bool
  }

  /// The bytes of all that the cache holds.
  package static func byteCount(of folder: String) -> Int {
    entries(of: folder).reduce(0) { $0 + $1.bytes }
  }

  private static func entries(of folder: String) -> [Entry] {
    let files = FileManager.default
    let names = (try? files.contentsOfDirectory(atPath: folder)) ?? []
    let built = (try? files.contentsOfDirectory(atPath: "\(folder)/\(exercises)")) ?? []
    return
      (names.filter { $0 != lockName && $0 != exercises }
      + built.map { "\(exercises)/\($0)" }).compactMap { name in
        guard let status = status(of: "\(folder)/\(name)") else { return nil }
        return Entry(
          path: "\(folder)/\(name)",
          lastUse: Date(timeIntervalSince1970: TimeInterval(status.st_mtim.tv_sec)),
          bytes: bytes(of: "\(folder)/\(name)"),
          isDraft: name.contains(".") && !name.hasSuffix(".bpf"))
      }
  }

  /// What a file or a folder takes on the disk, links not followed.
  private static func bytes(of path: String) -> Int {
    var sum = status(of: path).map { Int($0.st_blocks) * 512 } ?? 0
    let names = FileManager.default.enumerator(atPath: path)
    while let name = names?.nextObject() {
      guard let name = name as? String, let status = status(of: "\(path)/\(name)") else { continue }
      sum += Int(status.st_blocks) * 512
    }
    return sum
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }

  // MARK: - Removing

  private static func prune(_ folder: String, now: Date, bytesMax: Int) {
    var kept: [Entry] = []
    for entry in entries(of: folder) {
      let age = now.timeIntervalSince(entry.lastUse)
      let ageMax = entry.isDraft ? draftSecondsMax : unusedSecondsMax
      if age > TimeInterval(ageMax) { remove(entry) } else { kept.append(entry) }
    }
    var bytes = kept.reduce(0) { $0 + $1.bytes }
    for entry in kept.sorted(by: { $0.lastUse < $1.lastUse }) where bytes > bytesMax {
      guard !entry.isDraft else { continue }
      remove(entry)
      bytes -= entry.bytes
    }
  }

  /// What cannot be removed stays for another time: nothing depends on it.
  private static func remove(_ entry: Entry) {
    let aside = entry.isDraft ? entry.path : "\(entry.path).\(UUID().uuidString)"
    guard entry.isDraft || rename(entry.path, aside) == 0 else { return }
    try? FileManager.default.removeItem(atPath: aside)
  }
}
