import Diagnostics
import KernelCore
import Machine

/// Reads the scripts of lessons.
struct ScriptReader {
  let context: ReadingContext

  private static let keys = ["name", "kernel", "decisions", "tasks", "output", "figure"]
  /// The script, or nil when a part of it can't be read; everything wrong is reported.
  func example(_ node: YAMLNode) -> ScriptExample? {
    guard let fields = FieldReader(node, "a script", keys: Self.keys, in: context) else {
      return nil
    }
    let name = fields.id("name")
    let profile = fields.kernelProfile()
    let decisions = fields.decisions()
    let tasksNode = fields.node("tasks")
    let script = tasksNode.flatMap(script)
    let output = output(fields)
    let figure = fields.choice("figure", .optional, of: ScriptExample.Figure.self)
    guard let name, let profile, let decisions, let tasksNode, let script else { return nil }
    return ScriptExample(
      name: name, profile: profile, decisions: decisions, script: script, output: output,
      figure: figure,
      recording: Recording(
        outputKey: fields.entry("output")?.key.span, statusKey: nil, keyColumn: node.span.column,
        lastLine: tasksNode.lastLine))
  }

  /// The recorded output; one that is empty or has no value was not recorded yet.
  private func output(_ fields: FieldReader) -> Located<String>? {
    guard let entry = fields.entry("output"), !entry.value.isNull else { return nil }
    if case .scalar("", _) = entry.value.content { return nil }
    return context.text(of: entry.value, called: "output").map { Located($0, at: entry.key.span) }
  }

  // MARK: Tasks

  private func script(_ node: YAMLNode) -> Script? {
    guard case .mapping(let entries) = node.content else {
      if !node.isInvalid {
        context.error(
          "\"tasks\" is a mapping of names to lists of calls, not \(node.kindName)",
          at: node.span)
      }
      return nil
    }
    guard !entries.isEmpty else {
      context.error("\"tasks\" is empty", at: node.span, help: "the first task is the program")
      return nil
    }
    let names = entries.map { entry -> String in
      if case .scalar(let name, _) = entry.key.content { name } else { "" }
    }
    let errorsBefore = context.errorCount
    var symbols = ScriptSymbols(tasks: names)
    for (entry, name) in zip(entries, names) {
      if !isScriptName(name) {
        context.error(
          "\(quoted(name)) is no name for a task", at: entry.key.span,
          help: "a name is lower-case letters, digits and \"_\", a letter first")
      }
      collectVariables(of: entry.value, into: &symbols)
    }
    let steps = entries.map { entry in readSteps(entry.value, symbols: symbols) }
    guard context.errorCount == errorsBefore else { return nil }
    let script = Script(
      tasks: zip(names, steps).map { name, steps in
        Script.Task(name: name, steps: steps.map(\.step))
      },
      variables: symbols.variables)
    check(script, entries: entries, steps: steps)
    return context.errorCount == errorsBefore ? script : nil
  }

  /// Reports variables that hold nothing where they are used, and tasks that nothing starts.
  private func check(_ script: Script, entries: [YAMLNode.Entry], steps: [[ReadStep]]) {
    for use in script.unsetVariables() {
      let name = script.variables[use.variable]
      context.error(
        "variable \(quoted("$" + name)) is not set yet", at: steps[use.task][use.step].span,
        help: "a call sets it for the calls after it in its task, and for children created after it"
      )
    }
    for task in script.unreachedTasks() {
      context.warning(
        "task \(quoted(script.tasks[task].name)) never starts", at: entries[task].key.span,
        help: "name it as \"child\" of a call to clone")
    }
  }

  /// Names are known in the whole script, so they are collected before any is used.
  private func collectVariables(of node: YAMLNode, into symbols: inout ScriptSymbols) {
    guard case .sequence(let steps) = node.content else { return }
    for step in steps {
      guard case .mapping(let calls) = step.content else { continue }
      for call in calls {
        guard case .mapping(let fields) = call.value.content else { continue }
        for field in fields {
          if case .scalar(let key, _) = field.key.content, key == "as" || key == "child",
            case .scalar(let name, _) = field.value.content
          {
            symbols.define(name)
          }
        }
      }
    }
  }

  /// A step with its place.
  private struct ReadStep {
    let step: Script.Step
    let span: SourceSpan
  }

  private func readSteps(_ node: YAMLNode, symbols: ScriptSymbols) -> [ReadStep] {
    guard case .sequence(let steps) = node.content else {
      // A task without calls is one that ends at once.
      if !node.isInvalid, !node.isNull {
        context.error("a task is a list of calls, not \(node.kindName)", at: node.span)
      }
      return []
    }
    guard steps.count <= CoursewareLimits.listElementsMax else {
      context.error(
        "a task has more than \(CoursewareLimits.listElementsMax) calls", at: node.span)
      return []
    }
    return steps.compactMap { step in
      StepReader.step(step, symbols: symbols, in: context).map {
        ReadStep(step: $0, span: step.span)
      }
    }
  }
}

/// The names of a script: its tasks and its variables.
struct ScriptSymbols {
  let tasks: [String]
  private(set) var variables: [String] = []

  init(tasks: [String]) {
    self.tasks = tasks
  }

  /// Takes a variable's name, once.
  mutating func define(_ name: String) {
    if !variables.contains(name) { variables.append(name) }
  }
}

/// Whether a text can name a task or a variable of a script.
func isScriptName(_ text: String) -> Bool {
  guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
    text.utf8.count <= CoursewareLimits.idScalarsMax
  else { return false }
  return text.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension YAMLNode {
  /// The last line on which a part of the node starts.
  fileprivate var lastLine: Int {
    switch content {
    case .scalar, .invalid: span.line
    case .sequence(let elements): elements.map(\.lastLine).max() ?? span.line
    case .mapping(let entries): entries.map(\.value.lastLine).max() ?? span.line
    }
  }
}
