import Courseware
import Diagnostics
import KernelCore
import LinuxABI
import Markup

/// A program of a lesson with the record of its run, as the page shows it.
///
/// Running it is for `lint`, which compares the record with the run: a page shows what is recorded.
struct ProgramExampleView {
  let example: ProgramExample
  let words: Words
  /// The id of the lesson.
  let lesson: String
  /// What stands before its output where a question asks for it; nil where none does.
  let prediction: String?
  /// Runs the program where a figure of it is wanted.
  let player: FigurePlayer?

  /// The id that the example has on its page.
  static func anchor(_ example: ProgramExample) -> AnchorID { anchor(named: example.name.value) }

  /// The id that the program of a name has on its page.
  static func anchor(named name: String) -> AnchorID { AnchorID(slugging: "program-\(name)") }

  /// That nothing is recorded; nil when there is something.
  func omission() -> Diagnostic? {
    guard example.record == nil else { return nil }
    return example.name.span.diagnostic(
      "the output of program \(quoted(example.name.value)) is not recorded",
      help: "\"lint --record\" records it")
  }

  /// The example as its template shows it.
  ///
  /// - Parameter diagnostics: Gets what is wrong with a run that is to be drawn.
  /// - Returns: The values.
  func values(_ diagnostics: inout DiagnosticList) -> TemplateValues {
    let output = example.record?.value.output ?? ""
    return [
      "anchor": .text(Self.anchor(example).description),
      "name": .text(example.name.value),
      "label": .text(words.text(.exampleProgram, ["name": example.name.value])),
      "captionHTML": .html(words.caption(example)),
      "sourceHTML": .html(Self.code(example.text.string, in: .c)),
      "output": .optional(output.isEmpty ? nil : output),
      "ending": .text(ending),
      "prediction": .optional(prediction),
      "figureHTML": .html(figure(&diagnostics)),
      // Pages play choices: a policy's run is shown as it is recorded.
      "player": .optional(
        example.schedule == nil ? PlayerPlace(example: example).values() : nil),
      "commandHTML": .html(
        Self.code("threadbare run \(lesson)#\(example.name.value)\n", in: .shell)),
    ]
  }

  private func figure(_ diagnostics: inout DiagnosticList) -> String {
    guard let kind = example.figure else { return "" }
    guard let player else {
      diagnostics.append(
        example.name.span.diagnostic(
          "nobody runs program \(quoted(example.name.value)), so that its figure can't be drawn"))
      return ""
    }
    let title = example.name.value
    do {
      let run = try player(example)
      return HTMLFragment { root in
        switch kind {
        case .timeline: TimelineFigure(run.trace).draw(into: root, title: title, words: words)
        case .family: FamilyFigure(run.trace).draw(into: root, title: title, words: words)
        case .sharing: run.matrix.draw(into: root, title: title, words: words)
        }
      }.html
    } catch {
      diagnostics.append(contentsOf: error)
      return ""
    }
  }

  /// How it ends, as a reader says it.
  private var ending: String {
    switch example.record?.value.ending {
    case .exited(let code): words.text(.exampleExited, ["code": "\(code)"])
    case .killed(let signal): words.text(.exampleKilled, ["signal": signal.name])
    case .deadlock: words.text(.exampleDeadlock)
    case nil: words.text(.exampleNotRecorded)
    }
  }

  private static func code(_ text: String, in language: CodeLanguage) -> String {
    HTMLFragment { Highlighter.write(text, in: language, into: $0) }.html
  }
}
