internal import Diagnostics
internal import Foundation

/// The table that tells who is behind which pseudonym: for its owner alone.
enum KeyFile {
  static let name = "key.csv"

  /// Writes the table, whole or not at all, with mode 0600.
  ///
  /// - Throws: `GradingError.machine`.
  static func write(
    _ rows: [(pseudonym: String, id: String, name: String)], to folder: String
  ) throws(GradingError) {
    let lines = [["pseudonym", "id", "name"]] + rows.map { [$0.pseudonym, $0.id, $0.name] }
    let text = lines.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
    let path = "\(folder)/\(name)"
    let temporary = "\(folder)/.\(getpid())-\(name)"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .machine("cannot write '\(path)': \(systemReason())") }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try handle.write(contentsOf: Data(text.utf8))
      try handle.close()
    } catch {
      unlink(temporary)
      throw .machine("cannot write '\(path)': \(reason(of: error))")
    }
    guard rename(temporary, path) == 0 else {
      unlink(temporary)
      throw .machine("cannot write '\(path)': \(systemReason())")
    }
  }

  /// A cell as RFC 4180 has it; one that a spreadsheet would compute gets an apostrophe in front.
  private static func cell(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
    let shown = isFormula ? "'" + text : text
    guard shown.unicodeScalars.contains(where: { ",;\"\r\n\t ".unicodeScalars.contains($0) })
    else { return shown }
    return "\"\(shown.replacing("\"", with: "\"\""))\""
  }
}
