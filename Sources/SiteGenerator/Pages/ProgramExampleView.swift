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
  /// The id of the lesson.
  let lesson: String

  /// The id that the example has on its page.
  static func anchor(_ example: ProgramExample) -> AnchorID {
    AnchorID(slugging: "program-\(example.name.value)")
  }

  /// That nothing is recorded; nil when there is something.
  func omission() -> Diagnostic? {
    guard example.record == nil else { return nil }
    return example.name.span.diagnostic(
      "the output of program \(quoted(example.name.value)) is not recorded",
      help: "\"lint --record\" records it")
  }

  /// The example as its template shows it.
  func values() -> TemplateValues {
    let output = example.record?.value.output ?? ""
    return [
      "anchor": .text(Self.anchor(example).description),
      "name": .text(example.name.value),
      "captionHTML": .html(HTMLFragment(writeCaption).html),
      "sourceHTML": .html(Self.code(example.text.string, in: .c)),
      "output": .optional(output.isEmpty ? nil : output),
      "ending": .text(ending),
      "player": .object(PlayerPlace(example: example).values()),
      "commandHTML": .html(
        Self.code("threadbare run \(lesson)#\(example.name.value)\n", in: .shell)),
    ]
  }

  private func writeCaption(into element: HTMLElement) {
    element.add(.code, text: example.name.value)
    element.text(" on Linux \(example.profile.version), \(example.decisions.readerName)")
  }

  /// How it ends, as a reader says it.
  private var ending: String {
    switch example.record?.value.ending {
    case .exited(let code): "It ends with status \(code)."
    case .killed(let signal): "It is killed by \(signal.name)."
    case .deadlock: "It never ends: each of its tasks waits for something that no other will do."
    case nil: "Its end is not recorded."
    }
  }

  private static func code(_ text: String, in language: CodeLanguage) -> String {
    HTMLFragment { Highlighter.write(text, in: language, into: $0) }.html
  }
}
