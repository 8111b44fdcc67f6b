import KernelCore
import LinuxABI

/// Makes the events of the Chrome format.
struct ChromeWriter {
  var lines: [String] = []
  private(set) var table = TaskTable()
  private var run: Run?
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

    static var processor: Track { Track(process: 0, thread: 0) }

    var text: String { ",\"pid\":" + String(process) + ",\"tid\":" + String(thread) }
  }

  mutating func add(_ event: TraceEvent) {
    let time = event.timeNanoseconds
    // Who loses the processor has to be known before the event says so.
    if run.map({ $0.task != table.running }) ?? false || event.kind == .dispatch {
      endRun(at: time)
    }
    let caller = table.life(Int64(event.threadID.rawValue))
    switch event.kind {
    case .preempt, .block, .exit, .threadIDTaken:
      if caller != nil, caller == table.running {
        if event.kind == .exit { noteEnd(event) }
        endRun(at: time)
      }
    case .wake: addArrow("wake", to: table.life(event.a), by: event)
    case .signal, .handler, .fault, .decision, .exec: addInstant(event)
    default: break
    }
    table.apply(event)
    switch event.kind {
    case .dispatch, .threadIDTaken: startRun(at: time)
    case .clone: addArrow("clone", to: table.life(event.a), by: event)
    case .call: begin(event)
    case .handler: interrupt(at: time)
    case .exec: complete("0", at: time)
    case .reply: answer(event)
    default: break
    }
    count(at: time)
  }

  mutating func finish(at time: UInt64, program: String) {
    endRun(at: time)
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
            + ",\"args\":{\"cpu\":0}}")
      }
    }
  }

  mutating func nameProcessor() {
    name("process_name", "kernel", .processor)
    name("thread_name", "processor 0", .processor)
  }

  // MARK: Runs

  private mutating func startRun(at time: UInt64) {
    guard let task = table.running else { return }
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
    self.run = run
  }

  private mutating func begin(_ event: TraceEvent) {
    guard let task = run?.task else { return }
    run?.open = (event, event.timeNanoseconds)
    guard event.a == Int64(SystemCallNumber.rtSigreturn.rawValue) else { return }
    complete(nil, at: event.timeNanoseconds)
    // What the handler interrupted goes on.
    if let index = interrupted.lastIndex(where: { $0.task == task }) {
      run?.open = interrupted.remove(at: index).event.map { ($0, event.timeNanoseconds) }
    }
  }

  /// A handler begins: it may make calls itself.
  private mutating func interrupt(at time: UInt64) {
    guard let run else { return }
    interrupted.append((run.task, run.open?.event))
    complete(nil, at: time)
  }

  /// Ends the call that the running task is in.
  private mutating func complete(_ answer: String?, at time: UInt64) {
    guard let open = run?.open else { return }
    run?.calls.append(Slice(call: open.event, start: open.start, end: time, answer: answer))
    run?.open = nil
  }

  private mutating func answer(_ event: TraceEvent) {
    guard let task = table.life(Int64(event.threadID.rawValue)) else { return }
    if let run, run.task == task {
      guard let open = run.open else { return }
      complete(replyText(of: event, to: open.event), at: event.timeNanoseconds)
    } else if let index = waiting.firstIndex(where: { $0.task == task }) {
      waiting[index].answer = replyText(of: event, to: waiting[index].event)
    }
  }

  /// Writes what is known of a stretch now that it ends: the outer slice before the inner ones.
  private mutating func endRun(at time: UInt64) {
    guard let run else { return }
    self.run = nil
    slice("running", "sched", run.track, run.start, time, ",\"args\":{\"cpu\":0}")
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
    if let run {
      // From the call's start: its end may be that of the stretch.
      self.run?.arrowsOut.append(
        Arrow(
          name: name, source: run.track, sourceNanoseconds: run.open?.start ?? run.start,
          target: target))
    } else if let ended, ended.threadID == event.threadID.rawValue {
      arrows.append(
        Arrow(
          name: name, source: ended.track, sourceNanoseconds: ended.nanoseconds, target: target))
    }
  }

  private mutating func noteEnd(_ event: TraceEvent) {
    ended = nil
    guard let run, run.start < event.timeNanoseconds else { return }
    let start = run.open?.start ?? run.start
    ended = (
      event.threadID.rawValue, run.track, start < event.timeNanoseconds ? start : run.start
    )
  }
}
