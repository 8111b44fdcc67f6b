internal import Foundation

/// What a run is to do: written once, and read by every worker.
package struct RunManifest: Sendable, Equatable {
  /// One thing to do.
  package struct Item: Codable, Sendable, Equatable {
    /// The hash of all that its result depends on; no two items have the same.
    package let key: String
    /// What it is, for people and for the worker: the exercise.
    package let subject: String
    /// The names of its files, in the order in which they were hashed.
    package let files: [String]

    package init(key: String, subject: String, files: [String] = []) {
      self.key = key
      self.subject = subject
      self.files = files
    }
  }

  private struct Head: Codable {
    let format: Int
    let run: String
    let settings: String
  }

  /// The number of this run, by which its jobs are known: 16 hexadecimal digits.
  package let run: String
  /// What workers need to know besides, as they wrote it.
  package let settings: String
  package let items: [Item]

  private static let format = 1

  /// A new run.
  package init(settings: String, items: [Item]) {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    run = String(repeating: "0", count: 16 - digits.count) + digits
    self.settings = settings
    self.items = items
  }

  /// Reads the manifest of a folder.
  ///
  /// - Throws: `SealedFile.Fault`; one in which a key stands twice or is none was changed, too.
  init(of folder: RunFolder) throws(SealedFile.Fault) {
    let lines = try SealedFile.lines(at: folder.manifest)
    let decoder = JSONDecoder()
    guard let first = lines.first, let head = try? decoder.decode(Head.self, from: first),
      head.format == Self.format, Self.isHexadecimal(head.run, digits: 16)
    else { throw .changed }
    run = head.run
    settings = head.settings
    items = lines.dropFirst().compactMap { try? decoder.decode(Item.self, from: $0) }
    guard items.count == lines.count - 1, Set(items.map(\.key)).count == items.count,
      items.allSatisfy({
        Self.isHexadecimal($0.key, digits: 64) && $0.files.allSatisfy(Self.isName)
      })
    else { throw .changed }
  }

  /// Writes it into a folder.
  ///
  /// - Throws: `GradingError.machine`.
  func write(to folder: RunFolder) throws(GradingError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let lines: [Data]
    do {
      let head = Head(format: Self.format, run: run, settings: settings)
      lines = try [encoder.encode(head)] + items.map { try encoder.encode($0) }
    } catch {
      throw .machine("cannot write the manifest: \(error)")
    }
    try RunFolder.write(SealedFile.bytes(of: lines), to: folder.manifest)
  }

  /// Keys become names of files, so they are nothing else than what a hash looks like.
  private static func isHexadecimal(_ text: String, digits: Int) -> Bool {
    text.utf8.count == digits
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && !text.hasPrefix(".") && !text.contains("/")
  }
}
