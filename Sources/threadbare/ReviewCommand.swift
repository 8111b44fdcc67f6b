internal import ArgumentParser
internal import Courseware
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
      guard let chosen = answer(to: session) else { break }
      asked += 1
      let isRight = session.isRight(chosen)
      if isRight { right += 1 }
      // Each answer counts at once: who stops in between loses nothing.
      try file.update { $0.record(answer: isRight, to: id, at: now) }
      Terminal.write("\n")
      Terminal.show(session.explanation(of: chosen))
    }
    Terminal.write(
      closing(ReviewPlan(of: course, progress: try file.read(), at: now), right, asked))
  }

  /// The choices that the student names; nil at the end of the input, or when there is enough.
  private func answer(to session: ReviewSession) -> Set<Int>? {
    while true {
      Terminal.write("\nletters, or q to stop: ")
      guard let line = readLine() else { return nil }
      let word = line.trimmingCharacters(in: .whitespaces)
      if word == "q" { return nil }
      if let chosen = session.chosen(by: word) { return chosen }
      Terminal.write("one or several of the letters, such as a or bd\n")
    }
  }

  private func closing(_ plan: ReviewPlan, _ right: Int, _ asked: Int) -> String {
    var text = asked > 0 ? "\n\(right) of \(asked) right. " : ""
    if plan.items.isEmpty {
      text += "Nothing is due"
      if let next = plan.nextDue {
        let days = max(1, (next - Int(Date().timeIntervalSince1970) + 86_399) / 86_400)
        text += "; the next question is in \(days) \(days == 1 ? "day" : "days")"
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
