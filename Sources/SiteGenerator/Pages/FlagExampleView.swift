import Courseware
import Diagnostics
import KernelCore
import LinuxABI
import Markup

/// A flag word of a lesson with the kernel's answer to it, as the page shows it.
struct FlagExampleView {
  let example: FlagExample
  private let words: Words
  private let trial: CloneTrial

  /// Makes the call.
  init(_ example: FlagExample, words: Words) {
    self.example = example
    self.words = words
    let word = example.word.value
    trial = CloneTrial(flags: word.flags, exitSignal: word.exitSignal, by: example.caller)
  }

  /// The id that the example has on its page.
  static func anchor(_ example: FlagExample) -> AnchorID {
    AnchorID(slugging: "flags-\(example.name.value)")
  }

  /// The example as its template shows it.
  func values() -> TemplateValues {
    let call = "clone(\(trial.word))"
    return [
      "anchor": .text(Self.anchor(example).description),
      "name": .text(example.name.value),
      "caller": .optional(
        example.caller.readerName.map {
          words.text(.exampleCaller, ["caller": words.text($0)])
        }),
      "callHTML": .html(HTMLFragment { Self.write(call, into: $0) }.html),
      "outcome": .text(outcomeClass),
      "answerHTML": .html(HTMLFragment(writeAnswer).html),
      "figureHTML": .html(figure(of: call)),
    ]
  }

  /// What differs between the author's word and the kernel's; nil when they agree.
  func disagreement() -> Diagnostic? {
    let actual: Errno? = if case .refused(let errno, _) = trial.answer { errno } else { nil }
    guard actual != example.expected.value else { return nil }
    let found = actual?.name ?? "ok"
    let said = example.expected.value?.name ?? "ok"
    return example.expected.span.diagnostic(
      "\(quoted(example.word.value.written)) is \(found), not \(said)",
      help: example.brokenRule.map { "\($0.explanation)" })
  }

  /// Writes a call that may break after each bar, and nowhere else if it fits so.
  private static func write(_ call: String, into element: HTMLElement) {
    for (index, part) in call.split(separator: "|").enumerated() {
      if index > 0 {
        element.text("|")
        element.add(.wbr)
      }
      Highlighter.write(String(part), in: .strace, into: element)
    }
  }

  private var outcomeClass: String {
    switch trial.answer {
    case .child: "legal"
    case .refused: "refused"
    case .notBuilt: "unbuilt"
    }
  }

  private func writeAnswer(into element: HTMLElement) {
    switch trial.answer {
    case .child(let parent, let child):
      let phrase: Phrase =
        child.processID == parent.processID ? .exampleReturnsThread : .exampleReturnsProcess
      element.text(words.text(phrase, ["tid": "\(child.threadID.rawValue)"]))
    case .refused(let errno, let rule):
      element.add(.code, text: errno.name)
      element.text(": " + (rule.map { "\($0.explanation)" } ?? errno.message))
    case .notBuilt(let missing):
      element.text(words.text(.exampleNotBuilt, ["part": "\(missing.name)"]))
    }
  }

  private func figure(of call: String) -> String {
    guard example.figure == .sharing, let matrix = trial.matrix else { return "" }
    return HTMLFragment { matrix.draw(into: $0, title: call, words: words) }.html
  }
}
