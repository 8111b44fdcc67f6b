import KernelCore
import LinuxABI

/// Makes the events of the Chrome format.
struct ChromeWriter {
  var lines: [String] = []
  private(set) var table = TaskTable()
  /// What runs, by the processors' numbers.
  private var runs: [Run?] = [nil]
  /// Calls of tasks that do not run, as they were begun, by their task.
  private var waiting: [Waiting] = []
  /// What the handlers that run have interrupted: their task, and a call if it was in one.
  private var interrupted: [(task: Int, event: TraceEvent?)] = []
  /// Arrows to tasks that have not run since.
  private var arrows: [Arrow] = []
  private var arrowCount = 0
  /// The task that ended last, and where arrows from what it still does begin.
  private var ended: (threadID: Int32, track: Track, nanoseconds: UInt64)?
  var counted = -1
  /// Whether processors have tracks of their own, with who runs on them.
  private let hasSeveralProcessors: Bool

  init(processors: Int) {
    hasSeveralProcessors = processors > 1
  }

  /// A stretch in which one task has the processor.
  private struct Run {
    let task: Int
    let track: Track
    let start: UInt64
    var calls: [Slice] = []
    /// The call that goes on.
    var open: (event: TraceEvent, start: UInt64)?
    /// Arrows that begin here, not yet in `arrows`.
    var arrowsOut: [Arrow] = []
    /// Arrows that end here.
    var arrowsIn: [Arrow] = []
  }

  private struct Waiting {
    let task: Int
    let event: TraceEvent
    /// The answer, when it came while the task did not run.
    var answer: String?
  }

  struct Slice {
    let call: TraceEvent
    let start: UInt64
    let end: UInt64
    let answer: String?
  }

  private struct Arrow {
    let name: StaticString
    let source: Track
    let sourceNanoseconds: UInt64
    let target: Int
  }

  /// A process and a thread.
  struct Track {
    let process: Int32
    let thread: Int32

    static func processor(_ number: Int) -> Track { Track(process: 0, thread: Int32(number)) }

    var text: String { ",\"pid\":" + String(process) + ",\"tid\":" + String(thread) }
  }

  mutating func add(_ event: TraceEvent) {
    let time = event.timeNanoseconds
    let processor = Int(event.cpu)
    while runs.count <= processor { runs.append(nil) }
    // Who loses a processor has to be known before the event says so.
    for number in runs.indices {
      let isOver = runs[number].map { $0.task != table.running(on: number) } ?? false
      if isOver || event.kind == .dispatch && number == processor { endRun(on: number, at: time) }
    }
    let caller = table.life(Int64(event.threadID.rawValue))
    switch event.kind {
    case .preempt, .block, .exit, .threadIDTaken:
      if let caller, let number = number(running: caller) {
        if event.kind == .exit { noteEnd(event, on: number) }
        endRun(on: number, at: time)
      }
    case .wake: addArrow("wake", to: table.life(event.a), by: event)
    case .signal, .handler, .fault, .decision, .exec: addInstant(event)
    default: break
    }
    table.apply(event)
    switch event.kind {
    case .dispatch, .threadIDTaken: startRun(on: processor, at: time)
    case .clone: addArrow("clone", to: table.life(event.a), by: event)
    case .call: begin(event)
    case .handler: interrupt(on: processor, at: time)
    case .exec: complete("0", on: processor, at: time)
    case .reply: answer(event)
    default: break
    }
    count(at: time)
  }

  mutating func finish(at time: UInt64, program: String) {
    for number in runs.indices { endRun(on: number, at: time) }
    nameProcessors()
    table.finish()
    var processes: [Int32] = []
    for life in table.lives {
      let track = track(of: life)
      if !processes.contains(track.process) {
        processes.append(track.process)
        name("process_name", program, track)
      }
      name("thread_name", program, track)
      for span in life.spans {
        let track = Track(process: track.process, thread: span.threadID.rawValue)
        lines.append(
          start("T", span.state.name.description, "state", track, span.startNanoseconds)
            + ",\"dur\":" + microsecondsText(span.endNanoseconds - span.startNanoseconds)
            + ",\"args\":{\"cpu\":" + String(span.processor) + "}}")
      }
    }
  }

  /// The track of the first processor, which there always is.
  mutating func nameProcessor() {
    name("process_name", "kernel", .processor(0))
    name("thread_name", "processor 0", .processor(0))
  }

  /// The tracks of the others.
  private mutating func nameProcessors() {
    for number in runs.indices.dropFirst() {
      name("thread_name", "processor " + String(number), .processor(number))
    }
  }

  /// The processor on which a task runs.
  private func number(running task: Int) -> Int? {
    runs.indices.first { runs[$0]?.task == task && table.running(on: $0) == task }
  }

  // MARK: Runs

  private mutating func startRun(on number: Int, at time: UInt64) {
    guard let task = table.running(on: number) else { return }
    var run = Run(task: task, track: track(of: table.lives[task]), start: time)
    run.arrowsIn = arrows.filter { $0.target == task }
    arrows.removeAll { $0.target == task }
    if let index = waiting.firstIndex(where: { $0.task == task }) {
      let call = waiting.remove(at: index)
      if let answer = call.answer {
        run.calls.append(Slice(call: call.event, start: time, end: time, answer: answer))
      } else {
        run.open = (call.event, time)
      }
    }
    runs[number] = run
  }

  private mutating func begin(_ event: TraceEvent) {
    let number = Int(event.cpu)
    guard let task = runs[number]?.task else { return }
    runs[number]?.open = (event, event.timeNanoseconds)
    guard event.a == Int64(SystemCallNumber.rtSigreturn.rawValue) else { return }
    complete(nil, on: number, at: event.timeNanoseconds)
    // What the handler interrupted goes on.
    if let index = interrupted.lastIndex(where: { $0.task == task }) {
      runs[number]?.open = interrupted.remove(at: index).event.map { ($0, event.timeNanoseconds) }
    }
  }

  /// A handler begins: it may make calls itself.
  private mutating func interrupt(on number: Int, at time: UInt64) {
    guard let run = runs[number] else { return }
    interrupted.append((run.task, run.open?.event))
    complete(nil, on: number, at: time)
  }

  /// Ends the call that the task of a processor is in.
  private mutating func complete(_ answer: String?, on number: Int, at time: UInt64) {
    guard let open = runs[number]?.open else { return }
    runs[number]?.calls.append(
      Slice(call: open.event, start: open.start, end: time, answer: answer))
    runs[number]?.open = nil
  }

  private mutating func answer(_ event: TraceEvent) {
    guard let task = table.life(Int64(event.threadID.rawValue)) else { return }
    if let number = runs.firstIndex(where: { $0?.task == task }) {
      guard let open = runs[number]?.open else { return }
      complete(replyText(of: event, to: open.event), on: number, at: event.timeNanoseconds)
    } else if let index = waiting.firstIndex(where: { $0.task == task }) {
      waiting[index].answer = replyText(of: event, to: waiting[index].event)
    }
  }

  /// Writes what is known of a stretch now that it ends: the outer slice before the inner ones.
  private mutating func endRun(on number: Int, at time: UInt64) {
    guard let run = runs[number] else { return }
    runs[number] = nil
    let processor = ",\"args\":{\"cpu\":" + String(number) + "}"
    slice("running", "sched", run.track, run.start, time, processor)
    if hasSeveralProcessors {
      let name = "task " + String(run.track.thread)
      slice(name, "sched", .processor(number), run.start, time, ",\"args\":{}")
    }
    for call in run.calls { append(call, run.track) }
    if let open = run.open {
      append(Slice(call: open.event, start: open.start, end: time, answer: nil), run.track)
      waiting.removeAll { $0.task == run.task }
      waiting.append(Waiting(task: run.task, event: open.event))
    }
    // An arrow begins and ends within a slice, or nothing holds it.
    arrows += run.arrowsOut.filter { $0.sourceNanoseconds < time }
    guard time > run.start else { return }
    for arrow in run.arrowsIn {
      arrowCount += 1
      let id = ",\"id\":" + String(arrowCount)
      let name = arrow.name.description
      lines.append(start("s", name, "sched", arrow.source, arrow.sourceNanoseconds) + id + "}")
      lines.append(start("f", name, "sched", run.track, run.start) + id + ",\"bp\":\"e\"}")
    }
  }

  private mutating func addArrow(_ name: StaticString, to target: Int?, by event: TraceEvent) {
    guard let target else { return }
    let number = Int(event.cpu)
    if let run = runs[number], event.threadID.rawValue != 0 {
      // From the call's start: its end may be that of the stretch.
      runs[number]?.arrowsOut.append(
        Arrow(
          name: name, source: run.track, sourceNanoseconds: run.open?.start ?? run.start,
          target: target))
    } else if let ended, ended.threadID == event.threadID.rawValue {
      arrows.append(
        Arrow(
          name: name, source: ended.track, sourceNanoseconds: ended.nanoseconds, target: target))
    }
  }

  private mutating func noteEnd(_ event: TraceEvent, on number: Int) {
    ended = nil
    guard let run = runs[number], run.start < event.timeNanoseconds else { return }
    let start = run.open?.start ?? run.start
    ended = (
      event.threadID.rawValue, run.track, start < event.timeNanoseconds ? start : run.start
    )
  }
}
