/// Why a report could not be written or its theme not be read.
package struct ReportError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was being done.
  package enum Action: String, Sendable {
    case read
    case write
  }

  /// What was being done.
  package var action: Action
  /// The file or folder.
  package var path: String
  /// The system's reason.
  package var reason: String

  /// One line without a full stop.
  package var description: String { "cannot \(action.rawValue) '\(path)': \(reason)" }
}
