internal import Foundation

/// What a report is written with besides the run: kept with the results, so that the report can be
/// written again where the course is not at hand.
package struct ReportContext: Codable, Sendable {
  /// Where to read on.
  package let guide: CourseGuide
  /// How instructors grade one result again.
  package let replay: ReplayCommand?
  /// Where the report is, if not beside its results.
  private let report: String?

  /// A context from its parts.
  ///
  /// - Parameters:
  ///   - guide: Where to read on.
  ///   - replay: How instructors grade one result again.
  ///   - report: The whole path of the report's folder, if its results are kept in another.
  package init(
    guide: CourseGuide = CourseGuide(), replay: ReplayCommand? = nil, report: String? = nil
  ) {
    self.guide = guide
    self.replay = replay
    self.report = report
  }

  /// The folder of the report whose results are kept in a folder; both may have been moved together.
  package func reportFolder(ofResultsIn store: String) -> String { report ?? store }

  /// The context that a text holds; nil if it holds none.
  package init?(text: String) {
    guard let context = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else {
      return nil
    }
    self = context
  }

  /// The context as a text, for whoever keeps it.
  ///
  /// - Throws: What Foundation throws.
  package func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
