internal import ArgumentParser
internal import Courseware
internal import Diagnostics
internal import Foundation
internal import StudentLoop

struct ReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Answer questions of the lessons that are due again.",
    discussion: """
      A right answer is asked for again after three days, a wrong one after one; a question that was right four \
      times in a row is known. Only lessons that you have reached are asked about.
      """)

  @OptionGroup var options: CourseOptions
  @Flag(help: "Print what is due as JSON, and ask nothing.") var json = false

  func run() async throws {
    let course = try options.load()
    let file = ProgressFile(of: course.folder)
    let now = Int(Date().timeIntervalSince1970)
    let progress = try file.read()
    let plan = ReviewPlan(of: course, progress: progress, at: now)
    if json { return try Terminal.writeJSON(ReviewSummary(plan)) }
    var right = 0
    var asked = 0
    for (index, item) in plan.items.enumerated() {
      let id = item.question.id.value
      let session = ReviewSession(item, round: progress.questions[id]?.asked ?? 0)
      Terminal.write("\nquestion \(index + 1) of \(plan.items.count), \(item.lesson.id.value)\n\n")
      Terminal.show(session.lines)
      guard let answers = answers(to: session) else { break }
      asked += 1
      let isRight = session.isRight(answers)
      if isRight { right += 1 }
      // Each answer counts at once: who stops in between loses nothing.
      try file.update { $0.record(answer: isRight, to: id, at: now) }
      Terminal.write("\n")
      Terminal.show(session.explanation(of: answers))
    }
    Terminal.write(
      closing(ReviewPlan(of: course, progress: try file.read(), at: now), right, asked))
  }

  /// What the student types, field by field; nil at the end of the input, or when there is enough.
  private func answers(to session: ReviewSession) -> [String]? {
    var answers: [String] = []
    while answers.count < session.fields.count {
      let field = session.fields[answers.count]
      Terminal.write("\n\(field.label), or q to stop: ")
      guard let answer = field.isText ? text() : readLine() else { return nil }
      if answer.trimmingCharacters(in: .whitespaces) == "q" { return nil }
      if let complaint = session.complaint(about: answer, in: answers.count) {
        Terminal.write("\(complaint)\n")
      } else {
        answers.append(answer)
      }
    }
    return answers
  }

  /// Lines up to one with a dot, or the end of the input; nil if that comes first.
  private func text() -> String? {
    Terminal.write("\n")
    var lines: [String] = []
    while let line = readLine() {
      if line == "." { return lines.joined(separator: "\n") }
      lines.append(line)
      if lines == ["q"] { return "q" }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  private func closing(_ plan: ReviewPlan, _ right: Int, _ asked: Int) -> String {
    var text = asked > 0 ? "\n\(right) of \(asked) right. " : ""
    if plan.items.isEmpty {
      text += "Nothing is due"
      if let next = plan.nextDue {
        let days = max(1, (next - Int(Date().timeIntervalSince1970) + 86_399) / 86_400)
        text += "; the next question is in \(counted(days, "day"))"
      }
      text += ". "
    } else {
      text += "\(plan.items.count) more are due. "
    }
    return text + "Known: \(plan.knownCount) of \(plan.reachedCount).\n"
  }
}

/// What `review --json` says.
private struct ReviewSummary: Encodable {
  struct Item: Encodable {
    let question: String
    let lesson: String
    let due: Int?
  }

  let due: [Item]
  let known: Int
  let reached: Int
  let nextDue: Int?

  private enum CodingKeys: String, CodingKey {
    case due, known, reached
    case nextDue = "next_due"
  }

  init(_ plan: ReviewPlan) {
    due = plan.items.map {
      Item(question: $0.question.id.value, lesson: $0.lesson.id.value, due: $0.due)
    }
    known = plan.knownCount
    reached = plan.reachedCount
    nextDue = plan.nextDue
  }
}
