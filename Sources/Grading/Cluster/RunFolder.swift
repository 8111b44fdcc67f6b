internal import Diagnostics
internal import Foundation

/// The folder of a run on several machines: on a file system that all of them share, it is the truth about
/// what is to be done and what is done.
///
///     manifest.jsonl          what is to be graded; never changed
///     items/KEY/              the files of a submission
///     rounds/0001/            chunk.0000 and so on: the keys of each task; job.sh; log.0 and so on
///     attempts/               a file for each attempt that began
///     results/KEY.json        a result: whoever links it first wins
///     conflicts/, damaged/    results that came second and differ; files that were cut or edited
///     lost/                   attempts that are not counted any more
///     jobs.json               the names of jobs, written before they are handed in, and their numbers
///     lock                    held by the driver
///
/// Nobody but its owner may look into it: it holds submissions and the class's secret.
struct RunFolder: Sendable {
  let path: String

  var manifest: String { "\(path)/manifest.jsonl" }
  var jobs: String { "\(path)/jobs.json" }
  var lock: String { "\(path)/lock" }

  /// The folders in it.
  enum Part: String, CaseIterable {
    case items, rounds, attempts, results, conflicts, damaged, lost
  }

  func folder(_ part: Part) -> String { "\(path)/\(part.rawValue)" }
  func item(_ key: String) -> String { "\(folder(.items))/\(key)" }
  func result(_ key: String) -> String { "\(folder(.results))/\(key).json" }
  func round(_ number: Int) -> String { "\(folder(.rounds))/\(Self.padded(number))" }
  func chunk(_ number: Int, round: Int) -> String {
    "\(self.round(round))/chunk.\(Self.padded(number))"
  }
  func log(_ chunk: Int, round: Int) -> String { "\(self.round(round))/log.\(chunk)" }

  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Makes the folder and its parts, where they are missing.
  ///
  /// - Throws: `GradingError.machine`.
  func make() throws(GradingError) {
    try makeFolder(path)
    chmod(path, 0o700)
    for part in Part.allCases { try makeFolder(folder(part)) }
  }

  /// The names in a folder; none if it cannot be read.
  func names(in part: Part) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder(part))) ?? []
  }

  /// The numbers of the rounds that were begun, in order.
  var roundNumbers: [Int] { names(in: .rounds).compactMap(Int.init).sorted() }

  /// Removes what belongs to the run but its results, which are good for whoever needs the same ones.
  func removeAllButResults() {
    for name in [manifest, jobs] + Part.allCases.filter({ $0 != .results }).map(folder) {
      try? FileManager.default.removeItem(atPath: name)
    }
  }

  /// Removes everything.
  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }

  // MARK: Files

  /// Writes a file that appears whole or not at all, and is on the disk afterwards.
  ///
  /// - Throws: `GradingError.machine`.
  static func write(_ bytes: Data, to path: String) throws(GradingError) {
    let url = URL(filePath: path)
    let folder = url.deletingLastPathComponent().path
    let draft = "\(folder)/.\(url.lastPathComponent).\(UUID().uuidString)"
    try writeDurably(bytes, to: draft)
    guard rename(draft, path) == 0 else {
      let error = GradingError.failed("write", path)
      unlink(draft)
      throw error
    }
    sync(folder: folder)
  }

  /// Writes a new file and waits until it is on the disk.
  ///
  /// - Throws: `GradingError.machine`; then the file is not there.
  static func writeDurably(_ bytes: Data, to path: String) throws(GradingError) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .failed("write", path) }
    var written = 0
    var isWhole = true
    while isWhole, written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Foundation.write(file, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if count < 0, errno == EINTR { continue }
      isWhole = count > 0
      written += max(0, count)
    }
    isWhole = isWhole && fsync(file) == 0
    let reason = isWhole ? nil : GradingError.failed("write", path)
    // Some file systems only say at the close that there was no space.
    let isClosed = close(file) == 0
    guard isWhole, isClosed else {
      let error = reason ?? GradingError.failed("write", path)
      unlink(path)
      throw error
    }
  }

  /// Puts the names in a folder on the disk.
  static func sync(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}

extension GradingError {
  /// The error for what the last system call said of a path.
  static func failed(_ action: String, _ path: String) -> GradingError {
    .machine("cannot \(action) '\(path)': \(systemReason())")
  }
}
