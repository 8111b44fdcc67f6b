import Results

/// One exercise of a student as Exercism's test runners say it, version 3.
///
/// The rules are those of exercism/docs, `building/tooling/test-runners/interface.md`.
struct ExercismResults {
  private let exported: ExportedStudent.Exercise

  init(_ exported: ExportedStudent.Exercise) { self.exported = exported }

  /// The longest message at the top, in characters.
  private static let messageCharactersMax = 65_535
  /// The longest output of a test, in characters.
  private static let outputCharactersMax = 500

  private enum Status: String {
    case pass
    case fail
    case error
  }

  /// What keeps all tests from having run: then there is a message in their place.
  private var obstacle: String? {
    let result = exported.result
    if result.verdict == .graderError { return result.reason ?? "the grader failed" }
    guard result.ranNothing, exported.withheld == nil else { return nil }
    let parts = [result.reason].compactMap(\.self) + result.compile.diagnostics
    return parts.isEmpty ? result.verdict.label : parts.joined(separator: "\n")
  }

  var bytes: [UInt8] {
    var json = JSONWriter()
    let obstacle = obstacle
    let status: Status =
      obstacle != nil ? .error : exported.result.verdict == .pass ? .pass : .fail
    json.beginObject()
    json.key("version")
    json.number(3)
    json.member("status", status.rawValue)
    json.key("message")
    if let obstacle {
      json.string(Self.cut(obstacle, to: Self.messageCharactersMax))
    } else {
      json.null()
    }
    json.key("tests")
    json.beginArray()
    if obstacle == nil {
      for test in exported.tests { write(test, to: &json) }
      if let withheld = exported.withheld { write(withheld, to: &json) }
    }
    json.endArray()
    json.endObject()
    json.finish()
    return json.takeBytes()
  }

  private func write(_ test: TestResult, to json: inout JSONWriter) {
    let status: Status =
      switch test.verdict {
      case .pass: .pass
      case .fail: .fail
      case .notRun, .graderError: .error
      }
    json.beginObject()
    json.member("name", test.name)
    json.member("status", status.rawValue)
    // The code of a test is a plugin's; what shows the test again is a command.
    json.member("test_code", "threadbare check \(exported.result.id) --test \(test.id)")
    json.key("message")
    if status == .pass {
      json.null()
    } else {
      let details = test.details
      json.string(
        details.isEmpty ? test.verdict.label : Self.cut(details, to: Self.messageCharactersMax))
    }
    if !test.timeline.isEmpty {
      // The failure is at the end.
      let text = test.timeline.joined(separator: "\n")
      json.member("output", String(text.suffix(Self.outputCharactersMax)))
    }
    json.endObject()
  }

  private func write(_ withheld: Edition.Withheld, to json: inout JSONWriter) {
    let isEarned = exported.isWithheldEarned
    json.beginObject()
    json.member("name", "\(withheld.count) \(ExportedStudent.Exercise.withheldName)")
    json.member("status", (isEarned ? Status.pass : .fail).rawValue)
    json.member("test_code", "")
    json.key("message")
    if isEarned {
      json.null()
    } else {
      json.string("not all of the \(ExportedStudent.Exercise.withheldName) pass")
    }
    json.endObject()
  }

  private static func cut(_ text: String, to characters: Int) -> String {
    text.unicodeScalars.count <= characters
      ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(characters - 1))) + "…"
  }
}
