internal import Diagnostics
internal import Foundation

/// Runs `body` with an empty folder of its own, which is gone afterwards.
///
/// The folder is locked as long as its process lives. What a process that was killed left behind is
/// removed by the next one.
func withTemporaryFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  let parent = NSTemporaryDirectory()
  removeAbandoned(in: parent)
  var template = Array("\(parent)/\(temporaryPrefix)XXXXXX".utf8CString)
  guard let made = mkdtemp(&template) else {
    throw GradingError.machine("cannot make a temporary folder in \(parent): \(systemReason())")
  }
  let path = String(cString: made)
  let lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  if lock >= 0 { flock(lock, LOCK_EX | LOCK_NB) }
  defer {
    try? FileManager.default.removeItem(atPath: path)
    if lock >= 0 { close(lock) }
  }
  // A slot's user passes through it to the slot's own folder.
  if geteuid() == 0 { chmod(path, 0o711) }
  return try await body(path)
}

private let temporaryPrefix = "threadbare-grade-"

/// Removes the folders of processes that are gone: those are not locked any more.
private func removeAbandoned(in parent: String) {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
  for name in names where name.hasPrefix(temporaryPrefix) {
    let path = "\(parent)/\(name)"
    // Whoever puts a link there means another folder.
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { continue }
    defer { close(folder) }
    var status = stat()
    // One that was just made may not be locked yet.
    let isOld =
      fstat(folder, &status) == 0 && status.st_uid == geteuid()
      && time(nil) - status.st_mtim.tv_sec > 60
    if isOld, flock(folder, LOCK_EX | LOCK_NB) == 0 {
      try? FileManager.default.removeItem(atPath: path)
    }
  }
}
