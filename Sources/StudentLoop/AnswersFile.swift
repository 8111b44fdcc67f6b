package import Courseware
package import Diagnostics
package import Foundation

/// What a student has done, as the course's website writes it and reads it: docs/website.md has the format.
///
/// The website keeps the answers themselves, this program how often and how well; so a file of this program has entries
/// without `answer`, and the website shows those questions as answered and leaves their fields empty.
package struct AnswersFile: Codable, Sendable, Equatable {
  /// What is known of one question.
  package struct Entry: Codable, Sendable, Equatable {
    /// Its kind.
    package let kind: String
    /// Whether the last answer was right.
    package let right: Bool
    /// How often it was answered.
    package let tries: Int
  }

  /// What the file says first.
  package static let format = "threadbare-answers"
  /// The version of the format.
  package static let version = 1
  /// A file that can't be larger unless it is something else, in bytes.
  private static let bytesMax = 4 << 20
  /// The most tries that count: past it a number is no student's.
  private static let triesMax = 1_000_000

  /// What kind of file it is.
  package let format: String
  /// The version.
  package let version: Int
  /// The id of the course.
  package let course: String
  /// What is known, by the question's id.
  package let answers: [String: Entry]
  /// The exercises that are done.
  package let exercises: [String]

  private enum CodingKeys: String, CodingKey {
    case format, version, course, answers, exercises
  }

  /// Reads what either side wrote; files of older websites name no exercises.
  ///
  /// - Throws: What the decoder throws.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    format = try fields.decode(String.self, forKey: .format)
    version = try fields.decode(Int.self, forKey: .version)
    course = try fields.decode(String.self, forKey: .course)
    answers = try fields.decode([String: Entry].self, forKey: .answers)
    exercises = try fields.decodeIfPresent([String].self, forKey: .exercises) ?? []
  }

  /// What is remembered of a course.
  package init(_ progress: Progress, of course: Course) {
    format = Self.format
    version = Self.version
    self.course = course.id
    var answers: [String: Entry] = [:]
    for question in course.questions {
      guard let past = progress.questions[question.id.value], past.asked > 0 else { continue }
      answers[question.id.value] = Entry(
        kind: question.kind.rawValue, right: past.rightInARow > 0, tries: past.asked)
    }
    self.answers = answers
    exercises = course.exercises.map(\.id.value).filter(progress.isCompleted)
  }

  /// Reads a file that the website or this program wrote for a course.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - course: The course that it has to be of.
  /// - Throws: One diagnostic when it can't be read, is no such file, or is of another course.
  package init(reading path: String, for course: Course) throws(DiagnosticList) {
    let source = try SourceFile(
      reading: URL(filePath: path), shownAs: path, bytesMax: Self.bytesMax)
    let file = try Self.decoded(from: source.text, path: path)
    guard file.course == course.id else {
      throw Self.fault(path, "the answers are those of another course: \(quoted(file.course))")
    }
    let wrong = file.answers.filter { !(1...Self.triesMax).contains($0.value.tries) }
    if let (id, entry) = wrong.min(by: { $0.key < $1.key }) {
      throw Self.fault(
        path,
        "question \(quoted(id)) was answered a number of times that cannot be: \(entry.tries)")
    }
    self = file
  }

  /// The bytes of the file; on one line for a link.
  ///
  /// - Throws: What the encoder throws.
  package func data(isCompact: Bool = false) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = isCompact ? [.sortedKeys] : [.sortedKeys, .prettyPrinted]
    return try encoder.encode(self)
  }

  /// Writes the file in the place of an older one.
  ///
  /// - Throws: One diagnostic when it can't be written.
  package func write(to path: String) throws(DiagnosticList) {
    do {
      try replaceFile(at: URL(filePath: path), with: data() + Data("\n".utf8))
    } catch {
      throw DiagnosticList(ofMachine: "can't write the file: \(reason(of: error))", path: path)
    }
  }

  /// The page of the website that reads all this out of its own address, of which a server gets nothing: it is behind
  /// the `#`.
  ///
  /// - Parameter site: The address of the website.
  /// - Returns: The page's address.
  /// - Throws: What the encoder throws.
  package func link(to site: String) throws -> String {
    let text = try data(isCompact: true).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    return "\(site.hasSuffix("/") ? site : site + "/")answers/index.html#take=\(text)"
  }

  static func fault(_ path: String, _ message: String, help: String? = nil) -> DiagnosticList {
    DiagnosticList([
      Diagnostic(location: SourceLocation(path: path), message: message, help: help)
    ])
  }
}

extension Progress {
  /// What a file added.
  package struct Taken: Sendable, Equatable {
    /// Questions that were not answered here before.
    package var questions = 0
    /// Exercises that were not done here before.
    package var exercises = 0
    /// Questions and exercises that the course does not have.
    package var unknown = 0
  }

  /// Takes over what a file has and this has not.
  ///
  /// What was asked here stays as it is: when, and how often in a row, decides when it is asked again, and no
  /// file of the website knows that.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - course: The course that it is of.
  ///   - now: Seconds since 1970.
  /// - Returns: What was new.
  package mutating func take(_ file: AnswersFile, of course: Course, at now: Int) -> Taken {
    var taken = Taken()
    let known = Set(course.questions.map(\.id.value))
    for (id, entry) in file.answers {
      guard known.contains(id) else {
        taken.unknown += 1
        continue
      }
      guard questions[id, default: Question()].asked == 0 else { continue }
      var question = Question()
      question.asked = entry.tries
      question.rightInARow = entry.right ? 1 : 0
      question.lastAsked = now
      questions[id] = question
      taken.questions += 1
    }
    for id in Set(file.exercises) {
      guard course.exercise(id) != nil else {
        taken.unknown += 1
        continue
      }
      guard !isCompleted(id) else { continue }
      self[exercise: id].completedAt = now
      taken.exercises += 1
    }
    return taken
  }
}

extension Course {
  /// The questions of all lessons, in their order.
  fileprivate var questions: [Courseware.Question] {
    lessons.flatMap { $0.sections.flatMap(\.questions) }
  }
}
