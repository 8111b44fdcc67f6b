import Courseware
import Diagnostics
import KernelCore
import LinuxABI
import Machine
import Markup

/// A script of a lesson with the trace of its run, as the page shows it.
struct ScriptExampleView {
  let example: ScriptExample
  private let words: Words
  /// What stands before its output where a question asks for it; nil where none does.
  private let prediction: String?
  private let transcript: String

  /// Runs the script.
  init(_ example: ScriptExample, words: Words, prediction: String? = nil) {
    self.example = example
    self.words = words
    self.prediction = prediction
    transcript = example.run().transcript
  }

  /// The id that the example has on its page.
  static func anchor(_ example: ScriptExample) -> AnchorID { anchor(named: example.name.value) }

  /// The id that the script of a name has on its page.
  static func anchor(named name: String) -> AnchorID { AnchorID(slugging: "script-\(name)") }

  /// What differs between the recorded output and the run; nil when they agree, or nothing is recorded.
  func disagreement() -> Diagnostic? {
    guard let output = example.output, output.value != transcript else { return nil }
    return output.span.diagnostic(
      "script \(quoted(example.name.value)) runs otherwise than it is recorded",
      help: "\"lint\" shows the difference, \"lint --record\" records the new output")
  }

  /// The example as its template shows it.
  func values() -> TemplateValues {
    [
      "anchor": .text(Self.anchor(example).description),
      "name": .text(example.name.value),
      "label": .text(words.text(.exampleScript, ["name": example.name.value])),
      "captionHTML": .html(
        words.caption(example.name.value, example.profile, example.decisions)),
      "tasks": .list(example.script.tasks.map(task)),
      "prediction": .optional(prediction),
      "traceHTML": .html(Self.strace(transcript)),
      "figureHTML": .html(figure),
    ]
  }

  private var figure: String {
    guard let kind = example.figure else { return "" }
    let title = example.name.value
    return HTMLFragment { root in
      switch kind {
      case .contrast: ContrastFigure(example).draw(into: root, title: title, words: words)
      case .timeline:
        TimelineFigure(FigureRun(example).trace).draw(into: root, title: title, words: words)
      case .family:
        FamilyFigure(FigureRun(example).trace).draw(into: root, title: title, words: words)
      case .sharing: FigureRun(example).matrix.draw(into: root, title: title, words: words)
      }
    }.html
  }

  private func task(_ task: Script.Task) -> TemplateValues {
    let listing = ScriptListing(script: example.script, words: words)
    let lines = task.steps.map { listing.line($0) + "\n" }
    return [
      "doesHTML": .html(words.html(.exampleDoes, ["name": .code(task.name)])),
      "stepsHTML": .html(Self.strace(lines.joined())),
    ]
  }

  private static func strace(_ text: String) -> String {
    HTMLFragment { Highlighter.write(text, in: .strace, into: $0) }.html
  }
}

/// The steps of a script as text.
struct ScriptListing {
  let script: Script
  let words: Words

  /// A step: the call as strace writes it, with the names of variables in the places of words.
  func line(_ step: Script.Step) -> String {
    var text = callText(step)
    if let result = step.result { text = "\(script.variables[result]) = \(text)" }
    if let child = step.child {
      text += "  # \(words.text(.exampleRuns)) \(script.tasks[child].name)"
    }
    return text
  }

  /// The first of the numbers that stand for variables while the call is written: no script has them.
  private static let firstMarker: UInt64 = 0x5EED_0000

  private func callText(_ step: Script.Step) -> String {
    guard !step.substitutions.isEmpty else { return step.call.description }
    var words = step.call.arguments
    for (index, substitution) in step.substitutions.enumerated() {
      let marker = Self.firstMarker + UInt64(index)
      switch substitution.word {
      case 0: words.0 = marker
      case 1: words.1 = marker
      case 2: words.2 = marker
      case 3: words.3 = marker
      case 4: words.4 = marker
      default: words.5 = marker
      }
    }
    let number = step.call.number
    guard let call = SystemCall(number: number, arguments: words, bytes: step.call.bytes) else {
      return step.call.description
    }
    var text = call.description
    for (index, substitution) in step.substitutions.enumerated() {
      let marker = Self.firstMarker + UInt64(index)
      let name = variable(substitution)
      text = text.replacing("0x" + String(marker, radix: 16), with: name)
      text = text.replacing(String(marker), with: name)
    }
    return text
  }

  private func variable(_ substitution: Script.Substitution) -> String {
    let name = script.variables[substitution.variable]
    if substitution.offset == 0 { return name }
    return substitution.offset > 0
      ? "\(name)+\(substitution.offset)" : "\(name)\(substitution.offset)"
  }
}
