internal import Foundation

/// A result as it lies in a run's folder.
struct RunResult: Sendable {
  /// What is said of a result beside itself.
  struct Head: Codable, Sendable {
    let key: String
    /// The hash of what two attempts must agree in.
    let meaning: String
    let round: Int
    let chunk: Int
    let node: String
  }

  let head: Head
  let payload: Data

  /// Reads the result of a key.
  ///
  /// - Throws: `SealedFile.Fault`; a result that is another's was changed, too.
  init(at path: String, key: String) throws(SealedFile.Fault) {
    let lines = try SealedFile.lines(at: path)
    guard lines.count == 2, let head = try? JSONDecoder().decode(Head.self, from: lines[0]),
      head.key == key
    else { throw .changed }
    self.head = head
    payload = lines[1]
  }

  /// Makes a result, whose payload is JSON without line ends.
  init(head: Head, payload: Data) {
    self.head = head
    self.payload = payload
  }

  /// Hands a result in: the first one stays for good.
  ///
  /// - Throws: `GradingError.machine`.
  func publish(in folder: RunFolder) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = SealedFile.bytes(of: [try encoder.encode(head), payload])
    let draft = "\(folder.folder(.attempts))/.\(UUID().uuidString)"
    try RunFolder.writeDurably(bytes, to: draft)
    let place = folder.result(head.key)
    if link(draft, place) != 0 {
      guard errno == EEXIST else {
        let error = GradingError.failed("write", place)
        unlink(draft)
        throw error
      }
      // NFS sends a request again when the answer was lost: then the link is our own (link(2), BUGS).
      var status = stat()
      let isOurs = lstat(draft, &status) == 0 && status.st_nlink == 2
      if !isOurs { return try settle(draft, folder) }
    }
    unlink(draft)
    RunFolder.sync(folder: folder.folder(.results))
  }

  /// Compares with the one that came first: where that says something else, this one is put aside.
  private func settle(_ draft: String, _ folder: RunFolder) throws {
    // A damaged one is the driver's to find: it is graded again then.
    if let first = try? RunResult(at: folder.result(head.key), key: head.key),
      first.head.meaning != head.meaning
    {
      let name = "\(head.key).\(UUID().uuidString).json"
      guard rename(draft, "\(folder.folder(.conflicts))/\(name)") == 0 else {
        throw GradingError.failed("write", folder.folder(.conflicts))
      }
      return
    }
    unlink(draft)
  }
}
