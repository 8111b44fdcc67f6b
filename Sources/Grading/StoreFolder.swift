package import Diagnostics
internal import Foundation

/// Where results are kept: the folder of `results.sqlite`.
///
/// The file holds every test with all that it said, and what random cases are drawn from. A report for
/// students is a folder to hand out, so the file must never lie in it.
package enum StoreFolder {
  /// The folder for a report.
  ///
  /// - Parameters:
  ///   - named: The folder that the user named, if any.
  ///   - report: The folder of the report.
  ///   - isHandedOut: Whether the report is for students.
  /// - Returns: The folder; without a name it is the report's own, or one beside it.
  /// - Throws: `DiagnosticList` if students would get the file.
  package static func choose(
    named: String?, report: String, isHandedOut: Bool
  ) throws(DiagnosticList) -> String {
    guard isHandedOut else { return named ?? report }
    let file = "\(report)/results.sqlite"
    guard !FileManager.default.fileExists(atPath: file) else {
      throw DiagnosticList([
        Diagnostic(
          message: "'\(file)' holds the hidden tests' results, and the report is for students",
          help: "name another folder with --out; --store \(report) takes the results over")
      ])
    }
    let store = named ?? URL(filePath: report).standardizedFileURL.path + "-results"
    guard !ReportPlace.place(store).starts(with: ReportPlace.place(report)) else {
      throw DiagnosticList([
        Diagnostic(
          message: "the results would lie in the report, which is for students",
          help: "name a folder outside of \(report) with --store")
      ])
    }
    return store
  }
}
