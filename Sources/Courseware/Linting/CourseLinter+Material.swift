import Diagnostics
package import KernelCore
import LinuxABI

extension CourseLinter {
  /// Checks that the emulator says of every flag word what the lesson says.
  mutating func checkFlags(of course: Course) {
    for example in course.lessons.flatMap(\.sections).flatMap(\.flags) {
      let rule = example.brokenRule
      guard rule?.errno != example.expected.value else { continue }
      let said = example.expected.value.map { $0.name } ?? "ok"
      let found = rule.map { $0.errno.name } ?? "ok"
      error(
        "\(quoted(example.word.value.written)) is \(found), not \(said)",
        at: example.expected.span, help: rule.map { "\($0.explanation)" })
    }
  }

  /// Checks that every script and program still runs as it is recorded, or records it anew.
  mutating func checkRuns(
    of course: Course, recordedOutputs: RecordedOutputs, playing programs: ProgramPlayer?
  ) {
    for lesson in course.lessons {
      var recorder = OutputRecorder(file: lesson.id.span.file)
      for example in lesson.sections.flatMap(\.scripts) {
        let transcript = example.run().transcript
        guard example.output?.value != transcript else { continue }
        switch recordedOutputs {
        case .compare: report(example, transcript: transcript)
        case .rewrite: recorder.record(transcript, of: example)
        }
      }
      if let programs {
        for example in lesson.sections.flatMap(\.programs) {
          guard let record = play(example, with: programs), record != example.record?.value else {
            continue
          }
          switch recordedOutputs {
          case .compare: report(example, record)
          case .rewrite: recorder.record(record, of: example)
          }
        }
      }
      guard recorder.hasChanges else { continue }
      let place = folder.lessons.appending(lesson.id.value).appending("lesson.yaml")
      do throws(DiagnosticList) {
        try recorder.write(to: place)
        rewritten.append(place.shown)
      } catch {
        diagnostics.append(contentsOf: error)
      }
    }
  }

  private mutating func report(_ example: ScriptExample, transcript: String) {
    guard let output = example.output else {
      error(
        "the output of script \(quoted(example.name.value)) is not recorded",
        at: example.name.span, help: "\"lint --record\" records it:\n" + transcript)
      return
    }
    error(
      "script \(quoted(example.name.value)) runs otherwise than it is recorded", at: output.span,
      help: "\"lint --record\" records the new output (- recorded, + new):\n"
        + lineDifference(from: output.value, to: transcript))
  }

  /// Runs a program; what is wrong with it is reported.
  private mutating func play(
    _ example: ProgramExample, with programs: ProgramPlayer
  ) -> ProgramExample.Record? {
    do throws(DiagnosticList) {
      return try programs(example)
    } catch {
      diagnostics.append(contentsOf: error)
      return nil
    }
  }

  private mutating func report(_ example: ProgramExample, _ record: ProgramExample.Record) {
    guard let recorded = example.record else {
      error(
        "the output of program \(quoted(example.name.value)) is not recorded",
        at: example.name.span,
        help: "\"lint --record\" records status \(record.ending.written) and the output:\n"
          + record.output)
      return
    }
    let difference = lineDifference(from: recorded.value.shown, to: record.shown)
    error(
      "program \(quoted(example.name.value)) runs otherwise than it is recorded", at: recorded.span,
      help: "\"lint --record\" records what it does now (- recorded, + new):\n" + difference)
  }
}

extension ProgramExample.Record {
  /// Both parts as one text, the status first.
  fileprivate var shown: String { "status: \(ending.written)\n" + output }
}

extension FlagExample {
  /// The rule that the word breaks, asked of the emulator; nil for a legal word.
  package var brokenRule: CloneRule? {
    let state: CallerState =
      switch caller {
      case .root: .root
      case .user: .user
      case .namespaceInit: CallerState(credentials: .root, isInit: true)
      }
    return brokenCloneRule(
      flags: word.value.flags, exitSignal: word.value.exitSignal, caller: state)
  }
}
