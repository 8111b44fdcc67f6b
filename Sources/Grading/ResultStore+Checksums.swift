internal import Diagnostics
internal import Foundation

/// The checksum of a run as it is kept: of its head, then of each student in order.
///
/// A student who was added, left out, doubled or moved changes it, as does every edit within.
struct RunChecksum {
  private var hash = ContentHash()

  /// Begins with all that is not a student's.
  init(head: Data) { hash.add(Array(head)) }

  /// Goes on with a student.
  mutating func add(_ student: Data) {
    // The hash of each is enough, and keeps a class of thousands out of memory.
    hash.add(ContentHash.sha256(of: Array(student)))
  }

  /// What is kept.
  var text: String { hash.hexadecimal }
}

extension ResultStore {
  /// What is kept beside a result, so that one that was edited by hand is known.
  static func checksum(of result: Data, key: String) -> String {
    var hash = ContentHash()
    hash.add(key)
    hash.add(Array(result))
    return hash.hexadecimal
  }

  /// Why a run is not taken for what it was.
  var editedByHand: GradingError {
    .input(
      DiagnosticList([
        Diagnostic(
          location: SourceLocation(path: path),
          message: "the results of the last grading were edited by hand: "
            + "their checksum is not that of what stands there",
          help: "grade into the same folder again: results of single submissions are kept, "
            + "and overrides too")
      ]))
  }
}
