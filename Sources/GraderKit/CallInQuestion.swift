internal import KernelCore
internal import LinuxABI
internal import Results
internal import Tracing
internal import Wire

extension ProgramRun {
  /// The call of the submission that a failure is about, and why it is that one; nil if the
  /// submission made none.
  ///
  /// In a deadlock it is the call in which a task waits, else the last call that failed, else the last
  /// one: what a test knows better it says.
  var callInQuestion: (call: RecordedCall, role: CallNote.Role)? {
    let own = calls.filter(\.isOfSubmission)
    let calls = own.isEmpty ? self.calls : own
    if case .deadlock(let tasks) = ending,
      let waiting = calls.last(where: { $0.value == nil && tasks.contains($0.threadID) })
    {
      return (waiting, .waits)
    }
    if let failed = calls.last(where: \.hasFailed) { return (failed, .failed) }
    return calls.last.map { ($0, .last) }
  }
}

extension RecordedCall {
  /// Whether it stands in a file of the submission, as far as its worker tells the truth: an
  /// exercise's adapter makes calls too.
  fileprivate var isOfSubmission: Bool { place.file.hasPrefix("Submission/") }

  /// Whether the kernel answered with an error that a program does not expect in the ordinary course:
  /// a futex whose word has changed in between is one.
  fileprivate var hasFailed: Bool {
    guard let value, value < 0 else { return false }
    return value != -Int64(Errno.resourceTemporarilyUnavailable.rawValue)
  }
}

extension TestResult {
  /// The most lines of a trace that a result carries: the last ones, where the run went wrong.
  private static let timelineLinesMax = 60
  /// The longest text of a call, in bytes.
  private static let callBytesMax = 300

  /// The largest recording of a run, in bytes.
  private static let recordingBytesMax = 12_288
  /// The most tasks of a run that is recorded: each step has all of them, and no page shows more.
  private static let recordingTasksMax = 100

  /// Adds the run that a failure is about: its trace, also to be played where there are several tasks, the
  /// call in question and where that stands, and the decisions that replay it.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - named: The call that the test names, if it names one.
  mutating func show(_ run: ProgramRun, named: RecordedCall?) {
    let found = named.map { (call: $0, role: CallNote.Role.named) } ?? run.callInQuestion
    if let (recorded, role) = found {
      let answer = TextTrace.answer(toCall: recorded.sequence, in: run.kernel.trace) ?? "?"
      let text = "\(recorded.call) = \(answer)"
      call = CallNote(
        role: role, text: text.beginning(bytes: Self.callBytesMax),
        thread: recorded.threadID.rawValue)
      sourceLine = SourceLine(file: recorded.place.file, line: Int(recorded.place.line))
    }
    showTimeline(of: run.kernel.trace, marking: found?.call.sequence)
    let trace = RecordedTrace(run.kernel.trace)
    if Set(trace.events.map(\.threadID)).count <= Self.recordingTasksMax {
      let played = RunRecording(trace)
      if played.steps.contains(where: { $0.tasks.count > 1 }) {
        recording = played.json(bytesMax: Self.recordingBytesMax)
      }
    }
    // Choices of the default at the end say nothing: a replay makes them by itself.
    var choices = run.kernel.decisionLog.choices[...]
    while choices.last == 0 { choices.removeLast() }
    replay = choices.isEmpty ? nil : choices.map { String($0) }.joined(separator: ",")
  }

  private mutating func showTimeline(of trace: Trace, marking sequence: UInt64?) {
    let lines = TextTrace.timedLines(of: trace)
    let mark = lines.firstIndex { $0.sequence == sequence }
    timeline = lines.suffix(Self.timelineLinesMax).map(\.text)
    let left = lines.count - timeline.count
    timelineMark = mark.map { $0 - left }
    guard left > 0 else { return }
    // The call in question is shown wherever it stands.
    if let mark, mark < left {
      let between = left - mark - 1
      if between > 0 { timeline.insert("... \(between) events", at: 0) }
      timeline.insert(lines[mark].text, at: 0)
      timelineMark = 0
      if mark > 0 { insertHead("... \(mark) events before") }
    } else {
      insertHead("... \(left) events before")
    }
  }

  private mutating func insertHead(_ line: String) {
    timeline.insert(line, at: 0)
    timelineMark = timelineMark.map { $0 + 1 }
  }
}
