import Foundation

/// The tables that were measured on Linux, in `Resources/linux-6.18.44`.
enum StoredTables {
  private static let folder = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "Resources/linux-6.18.44")

  /// A file of the folder as text.
  static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  /// What is in a compressed file of the folder.
  static func decompressed(_ name: String) throws -> [UInt8] {
    let xz = Process()
    xz.executableURL = URL(filePath: "/usr/bin/xz")
    xz.arguments = ["-dc", folder.appending(path: name).path]
    let output = Pipe()
    xz.standardOutput = output
    try xz.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    xz.waitUntilExit()
    guard xz.terminationStatus == 0 else { throw DecompressionFailure(name: name) }
    return [UInt8](bytes)
  }

  /// A row of the table of what a child shares: the flag word, `ok` or an error, and the columns.
  struct SharingRow {
    let word: UInt32
    let result: String
    let columns: [String: Bool]
  }

  /// The table of what a child shares.
  static func sharing() throws -> [SharingRow] {
    let lines = try text("errno-table.sharing.tsv").split(separator: "\n")
    let header = lines[0].split(separator: "\t").dropFirst(2).map(String.init)
    return lines.dropFirst().compactMap { line in
      let fields = line.split(separator: "\t").map(String.init)
      guard let word = UInt32(fields[0], radix: 16) else { return nil }
      let observed = zip(header, fields.dropFirst(2).map { $0 == "1" })
      return SharingRow(
        word: word, result: fields[1], columns: Dictionary(uniqueKeysWithValues: observed))
    }
  }
}

/// `xz` could not read a stored table.
struct DecompressionFailure: Error {
  let name: String
}
