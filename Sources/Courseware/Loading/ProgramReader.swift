import Diagnostics
import KernelCore
import LinuxABI

/// Reads the programs of lessons.
struct ProgramReader {
  let context: ReadingContext
  let folder: CoursePath

  private static let keys = [
    "name", "text", "file", "kernel", "decisions", "policy", "cpus", "figure", "status", "output",
  ]

  /// The program, or nil when a part of it can't be read; everything wrong is reported.
  func example(_ node: YAMLNode) -> ProgramExample? {
    guard let fields = FieldReader(node, "a program", keys: Self.keys, in: context) else {
      return nil
    }
    let name = fields.id("name")
    let text = fields.text(
      orFile: "file", in: folder, language: "C", example: "two-writers.c"
    ).flatMap(short)
    let profile = fields.kernelProfile()
    let decisions = fields.decisions()
    let schedule = schedule(fields)
    let figure = fields.choice("figure", .optional, of: ProgramExample.Figure.self)
    if schedule != nil, figure != nil, let entry = fields.entry("figure") {
      context.error(
        "a program that a policy schedules has no figure", at: entry.key.span,
        help: "`threadbare run --trace` writes its trace")
    }
    let output = output(fields)
    let ending = ending(fields)
    guard let name, let text, let profile, let decisions else { return nil }
    let place = fields.entry("file") ?? fields.entry("text")
    return ProgramExample(
      name: name, text: text, profile: profile, decisions: decisions, schedule: schedule,
      figure: figure,
      record: ending.map { ending in
        Located(
          ProgramExample.Record(ending: ending.value, output: output ?? ""), at: ending.span)
      },
      recording: Recording(
        outputKey: fields.entry("output")?.key.span, statusKey: fields.entry("status")?.key.span,
        keyColumn: node.span.column, lastLine: place?.value.span.line ?? node.span.line))
  }

  /// Who schedules the program, if not choices: `policy`, `cpus`, or both.
  private func schedule(_ fields: FieldReader) -> ProgramExample.Schedule? {
    let policy = fields.choice("policy", .optional, of: ProgramExample.Policy.self)
    let processors = fields.has("cpus") ? fields.integer("cpus", in: 1...Kernel.processorsMax) : 1
    guard fields.has("policy") || (processors ?? 1) > 1 else { return nil }
    if let entry = fields.entry("decisions") {
      context.error(
        "a program is scheduled by choices or by a policy, not by both", at: entry.key.span,
        help: "leave out \"decisions\", or \"policy\" and \"cpus\"")
    }
    return ProgramExample.Schedule(policy: policy, processors: processors ?? 1)
  }

  private func short(_ text: SourceText) -> SourceText? {
    guard text.string.utf8.count > ProgramExample.textBytesMax else { return text }
    context.error(
      "the program is larger than \(ProgramExample.textBytesMax >> 10) KiB", at: text.start)
    return nil
  }

  /// The recorded output; a program may write nothing.
  private func output(_ fields: FieldReader) -> String? {
    guard let entry = fields.entry("output"), !entry.value.isNull else { return nil }
    return context.anyText(of: entry.value, called: "output")
  }

  /// The recorded end, at its key; one that has no value was not recorded yet.
  private func ending(_ fields: FieldReader) -> Located<ProgramExample.Ending>? {
    guard let entry = fields.entry("status"), !entry.value.isNull,
      let word = context.line(of: entry.value, called: "status")
    else { return nil }
    if let ending = ProgramExample.Ending(written: word.value) {
      return Located(ending, at: entry.key.span)
    }
    context.error(
      "\(quoted(word.value)) is no status of a program", at: word.span,
      help:
        "a status is a number from 0 to 255, the name of a signal or \"deadlock\", and written by "
        + "\"lint --record\"")
    return nil
  }
}

extension ProgramExample.Ending {
  /// The end that a word names.
  init?(written word: String) {
    if let number = parseInteger(word) {
      guard let code = UInt8(exactly: number) else { return nil }
      self = .exited(code)
    } else if let signal = Signal(name: word) {
      self = .killed(signal)
    } else if word == "deadlock" {
      self = .deadlock
    } else {
      return nil
    }
  }
}
