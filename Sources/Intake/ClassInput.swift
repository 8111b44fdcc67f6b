package import Diagnostics
package import Results

/// One attempt of a student at an exercise, as it was found.
package struct Attempt: Sendable {
  /// What was found.
  package enum Content: Sendable {
    /// A file, or the files of a folder.
    case file(InputFile)
    case files([InputFile])
    /// What is no submission, and why.
    case unusable(String)
  }

  /// When something was handed in, and who says so.
  package enum Time: Sendable, Equatable {
    /// A manifest, a system, or the archive that a system made.
    case recorded(Timestamp)
    /// The file system: whoever copies a file may have changed it.
    case modified(Timestamp)
    /// Nobody but a system that marked it as late.
    case markedLate
  }

  /// What the folder or the system calls it; empty for the only one.
  package internal(set) var name: String
  package internal(set) var time: Time?
  package internal(set) var content: Content
  /// The system's number of the attempt, for the order.
  let number: Int

  /// The same attempt without its name, which may be a number of the system's.
  package func unnamed() -> Attempt {
    var copy = self
    copy.name = ""
    return copy
  }
}

/// One student's work.
package struct StudentInput: Sendable {
  /// The roster's id, else the system's.
  package let id: String
  /// The roster's name, else the system's, else the id.
  package let name: String
  /// All that the downloads and the roster call this student, for those who must not read it.
  package let aliases: Set<String>
  /// What the roster says besides, by column; nil for a student who is not on one.
  package let columns: [String: String]?
  /// By exercise, the first attempt first.
  package internal(set) var attempts: [String: [Attempt]]
}

/// A class's submissions, read from a folder or an archive.
package struct ClassInput: Sendable {
  /// In the roster's order, then by id.
  package let students: [StudentInput]
  /// What was passed over, and who is on no roster.
  package let warnings: DiagnosticList
}
