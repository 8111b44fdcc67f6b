internal import Foundation
package import Intake
package import Results

/// What an anonymous report calls the students.
///
/// A pseudonym is made of the class's secret and the id, so it is the same in every grading into one
/// folder and says nothing to who has no secret.
package struct Pseudonyms: Sendable {
  private let secret: String

  /// Takes the class's secret.
  package init(secret: String) {
    self.secret = secret
  }

  /// The digits of a pseudonym: two of ten thousand students are alike once in five million classes.
  private static let digits = 12

  /// The pseudonym of a student.
  package func pseudonym(of id: String) -> String {
    var hash = ContentHash()
    hash.add("pseudonym")
    hash.add(secret)
    hash.add(id)
    return "s-\(hash.hexadecimal.prefix(Self.digits))"
  }
}

/// Takes the names of a class out of texts: compilers quote what students write, and archives are
/// named for them.
package struct NameScrubber: Sendable {
  private struct Pattern {
    let words: [Substring]
    let replacement: String
  }

  /// By the first word; the longest first.
  private let patterns: [String: [Pattern]]

  /// Digits that are too few to mean somebody.
  private static let numberDigitsMin = 5

  /// Learns what a class's students are called.
  package init(_ students: [StudentInput], _ pseudonyms: Pseudonyms) {
    var patterns: [String: [Pattern]] = [:]
    for student in students {
      let replacement = pseudonyms.pseudonym(of: student.id)
      for alias in student.aliases.union([student.id, student.name]) {
        let words = Self.words(of: alias.lowercased())
        guard let first = words.first else { continue }
        let isNumber = words.count == 1 && first.allSatisfy(\.isNumber)
        if isNumber, first.count < Self.numberDigitsMin { continue }
        patterns[String(first), default: []].append(
          Pattern(words: words, replacement: replacement))
      }
    }
    self.patterns = patterns.mapValues { $0.sorted { $0.words.count > $1.words.count } }
  }

  /// A text with every name in it replaced, whatever stands between its words.
  ///
  /// It has as many lines.
  package func scrubbed(_ text: String) -> String {
    let words = Self.words(of: text)
    let folded = words.map { $0.lowercased() }
    var result = ""
    var end = text.startIndex
    var index = 0
    while index < words.count {
      let found = patterns[folded[index]]?.first { pattern in
        folded[index...].prefix(pattern.words.count).elementsEqual(pattern.words) { $0 == $1 }
      }
      guard let found else {
        index += 1
        continue
      }
      let last = words[index + found.words.count - 1]
      let name = text[words[index].startIndex..<last.endIndex]
      result += text[end..<words[index].startIndex] + found.replacement
      // Lines are counted in some texts.
      result += String(repeating: "\n", count: name.utf8.count { $0 == UInt8(ascii: "\n") })
      end = last.endIndex
      index += found.words.count
    }
    return end == text.startIndex ? text : result + text[end...]
  }

  /// A result with no name in it.
  package func scrubbed(_ result: ExerciseResult) -> ExerciseResult {
    var result = result
    result.reason = result.reason.map(scrubbed)
    result.compile.diagnostics = result.compile.diagnostics.map(scrubbed)
    result.tests = result.tests.map(scrubbed)
    return result
  }

  /// All that a submission can have put into a test's result.
  private func scrubbed(_ test: TestResult) -> TestResult {
    var test = test
    test.message = scrubbed(test.message)
    test.expected = scrubbed(test.expected)
    test.actual = scrubbed(test.actual)
    test.timeline = test.timeline.map(scrubbed)
    test.recording = test.recording.flatMap(scrubbed(recording:))
    if let text = test.call?.text { test.call?.text = scrubbed(text) }
    if let line = test.sourceLine {
      test.sourceLine?.file = scrubbed(line.file)
      test.sourceLine?.text = line.text.map(scrubbed)
    }
    if let outcomes = test.exploration?.outcomes {
      for (index, outcome) in outcomes.enumerated() {
        test.exploration?.outcomes[index].text = scrubbed(outcome.text)
      }
    }
    return test
  }

  /// A recording with no name in its lines; all else in it are numbers and words of ours.
  private func scrubbed(recording text: String) -> String? {
    guard
      var recording = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
      var steps = recording["steps"] as? [[Any]]
    else { return nil }
    for index in steps.indices {
      if let line = steps[index].first as? String { steps[index][0] = scrubbed(line) }
    }
    recording["steps"] = steps
    let data = try? JSONSerialization.data(
      withJSONObject: recording, options: [.sortedKeys, .withoutEscapingSlashes])
    return data.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Runs of letters and digits.
  private static func words(of text: String) -> [Substring] {
    text.split { !$0.isLetter && !$0.isNumber }
  }
}
