package import Foundation

/// One task of a round: what `grade-worker` does, apart from the grading.
package struct ChunkWorker: Sendable {
  /// The keys of a chunk, and whose they are.
  private struct Head: Codable {
    let run: String
    let round: Int
    let chunk: Int
  }

  let folder: RunFolder
  private let round: Int
  private let chunk: Int
  package let manifest: RunManifest
  /// What is to be done: the items of the chunk that have no result.
  package let items: [RunManifest.Item]

  /// Reads a chunk.
  ///
  /// - Throws: `GradingError.machine` if manifest or chunk is missing, was cut or was changed.
  package init(run: String, round: Int, chunk: Int) throws(GradingError) {
    let folder = RunFolder(path: run)
    self.folder = folder
    self.round = round
    self.chunk = chunk
    do throws(SealedFile.Fault) {
      manifest = try RunManifest(of: folder)
    } catch {
      throw .machine("'\(folder.manifest)' \(error.words)")
    }
    let path = folder.chunk(chunk, round: round)
    let keys: [String]
    do throws(SealedFile.Fault) {
      keys = try Self.read(path, of: manifest.run, round, chunk)
    } catch {
      throw .machine("'\(path)' \(error.words)")
    }
    let known = Dictionary(uniqueKeysWithValues: manifest.items.map { ($0.key, $0) })
    let named = keys.compactMap { known[$0] }
    guard named.count == keys.count else { throw .machine("'\(path)' is not of this run") }
    items = named.filter { access(folder.result($0.key), F_OK) != 0 }
  }

  /// Writes a chunk.
  ///
  /// - Throws: `GradingError.machine`.
  static func write(
    _ keys: [String], of run: String, round: Int, chunk: Int, in folder: RunFolder
  ) throws {
    let encoder = JSONEncoder()
    let head = try encoder.encode(Head(run: run, round: round, chunk: chunk))
    let lines = try [head] + keys.map { try encoder.encode($0) }
    try RunFolder.write(
      SealedFile.bytes(of: lines), to: folder.chunk(chunk, round: round))
  }

  /// Reads the keys of a chunk.
  static func read(
    _ path: String, of run: String, _ round: Int, _ chunk: Int
  ) throws(SealedFile.Fault) -> [String] {
    let lines = try SealedFile.lines(at: path)
    let decoder = JSONDecoder()
    guard let first = lines.first, let head = try? decoder.decode(Head.self, from: first),
      head.run == run, head.round == round, head.chunk == chunk
    else { throw .changed }
    let keys = lines.dropFirst().compactMap { try? decoder.decode(String.self, from: $0) }
    guard keys.count == lines.count - 1 else { throw .changed }
    return keys
  }

  /// Notes that an attempt begins: if nothing comes of it, it was lost.
  package func begin(_ item: RunManifest.Item) {
    let attempt = RunAttempt(key: item.key, round: round, chunk: chunk)
    let path = "\(folder.folder(.attempts))/\(attempt.name)"
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    if file >= 0 { close(file) }
    // A folder that cannot be written to shows when the result is handed in.
    RunFolder.sync(folder: folder.folder(.attempts))
  }

  /// Hands in what came of an item; the first result of an item counts.
  ///
  /// - Parameters:
  ///   - item: The item.
  ///   - payload: The result: JSON without line ends.
  ///   - meaning: What two attempts must agree in.
  /// - Throws: `GradingError.machine`.
  package func publish(_ item: RunManifest.Item, _ payload: Data, meaning: Data) throws {
    let head = RunResult.Head(
      key: item.key, meaning: ContentHash.sha256(of: Array(meaning)), round: round, chunk: chunk,
      node: RunAttempt.thisNode)
    try RunResult(head: head, payload: payload).publish(in: folder)
  }
}
