import Diagnostics

extension CourseLinter {
  /// Checks that no wrong output which a question knows is the recorded one.
  mutating func checkTraces(of course: Course) {
    for lesson in course.lessons {
      for question in lesson.sections.flatMap(\.questions) {
        guard case .trace(let trace) = question.form,
          let recorded = lesson.recordedOutput(of: trace)
        else { continue }
        let answer = comparable(recorded)
        if answer.isEmpty {
          error(
            "question \(quoted(question.id.value)) asks for an output, and there is none",
            at: question.id.span, help: "ask with choices instead")
        }
        var seen: [String] = []
        for wrong in trace.wrong {
          let output = comparable(wrong.answer.value)
          if output == answer {
            error("this is what it does print", at: wrong.answer.span)
          } else if seen.contains(output) {
            error("this output was there before", at: wrong.answer.span)
          }
          seen.append(output)
        }
      }
    }
  }

  /// An output as answers are compared: without spaces at the ends of lines and empty lines at the end.
  private func comparable(_ output: String) -> String {
    var lines = output.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed())
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}

extension Lesson {
  /// The answer to a question for an output; nil when nothing is recorded.
  package func recordedOutput(of trace: Question.Trace) -> String? {
    switch trace.example {
    case .program(let name): program(name.value)?.record?.value.output
    case .script(let name): script(name.value)?.output?.value
    }
  }
}
