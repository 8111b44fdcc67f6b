import Foundation
import KernelCore
import LinuxABI
import Testing
import Tracing

/// The Chrome format against its rules.
@Suite struct `The Chrome form of a trace` {
  /// An event of the format, with its times as nanoseconds.
  private struct Event {
    let phase: String
    let name: String
    let category: String?
    let process: Int
    let thread: Int
    let start: Int?
    let duration: Int?
    let id: Int?
    let fields: [String: Any]
    let arguments: [String: Any]

    init(_ fields: [String: Any]) throws {
      self.fields = fields
      phase = try #require(fields["ph"] as? String)
      name = try #require(fields["name"] as? String)
      category = fields["cat"] as? String
      process = try #require(fields["pid"] as? Int)
      thread = try #require(fields["tid"] as? Int)
      start = (fields["ts"] as? Double).map { Int(($0 * 1_000).rounded()) }
      duration = (fields["dur"] as? Double).map { Int(($0 * 1_000).rounded()) }
      id = fields["id"] as? Int
      arguments = fields["args"] as? [String: Any] ?? [:]
    }

    var end: Int { (start ?? 0) + (duration ?? 0) }
  }

  private func events(of trace: RecordedTrace) throws -> [Event] {
    let data = Data(ChromeTrace.text(of: trace).utf8)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["displayTimeUnit"] as? String == "ns")
    let list = try #require(object["traceEvents"] as? [[String: Any]])
    return try list.map(Event.init)
  }

  @Test(arguments: SampleRun.all)
  func `has the fields that each phase needs`(run: SampleRun, seed: UInt64) throws {
    for event in try events(of: run.trace(seed: seed)) {
      #expect((event.start ?? 0) >= 0 && (event.duration ?? 0) >= 0)
      switch event.phase {
      case "M":
        #expect(["process_name", "thread_name"].contains(event.name))
        #expect(event.arguments["name"] is String)
      case "X", "T":
        #expect(event.start != nil && event.duration != nil && event.category != nil)
        if event.phase == "T" { #expect(event.arguments["cpu"] as? Int == 0) }
      case "i":
        #expect(event.start != nil && event.fields["s"] as? String == "t")
      case "C":
        #expect(event.start != nil && event.arguments["tasks"] is Int)
      case "s", "f":
        #expect(event.start != nil && event.id != nil && event.category != nil)
        #expect((event.fields["bp"] as? String) == (event.phase == "f" ? "e" : nil))
      default: Issue.record("there is no phase \(event.phase)")
      }
    }
  }

  @Test(arguments: SampleRun.all)
  func `names every track, once`(run: SampleRun, seed: UInt64) throws {
    let events = try events(of: run.trace(seed: seed))
    let names = events.filter { $0.phase == "M" && $0.name == "thread_name" }
      .map { [$0.process, $0.thread] }
    #expect(Set(names).count == names.count)
    // A thread that takes its leader's id is named by that.
    let used = Set(events.map { [$0.process, $0.thread] })
    #expect(run == .exec || used == Set(names))
  }

  @Test(arguments: SampleRun.all)
  func `has slices that nest`(run: SampleRun, seed: UInt64) throws {
    let slices = try events(of: run.trace(seed: seed)).filter { $0.phase == "X" }
    for (_, track) in Dictionary(grouping: slices, by: \.thread) {
      var open: [Event] = []
      var last = 0
      for slice in track {
        let start = try #require(slice.start)
        #expect(start >= last, "slices of a thread are in their order")
        last = start
        while let outer = open.last, outer.end <= start,
          outer.end < slice.end || outer.duration == 0
        { open.removeLast() }
        if let outer = open.last { #expect(slice.end <= outer.end, "\(slice.name)") }
        open.append(slice)
      }
    }
  }

  @Test(arguments: SampleRun.all)
  func `runs one task at a time, as long as its state says so`(run: SampleRun, seed: UInt64) throws
  {
    let events = try events(of: run.trace(seed: seed))
    let slices = events.filter { $0.phase == "X" && $0.name == "running" }
    for (left, right) in zip(slices, slices.dropFirst()) {
      #expect(left.end <= (right.start ?? 0))
    }
    let states = events.filter { $0.phase == "T" && $0.name == "running" }
    let ran = slices.filter { $0.duration != 0 }.map { [$0.thread, $0.start ?? -1, $0.end] }
    #expect(Set(ran) == Set(states.map { [$0.thread, $0.start ?? -1, $0.end] }))
    for (_, track) in Dictionary(grouping: events.filter { $0.phase == "T" }, by: \.thread) {
      for (left, right) in zip(track, track.dropFirst()) where run != .exec {
        #expect(left.end == right.start, "the states of a task have no gaps")
      }
    }
  }

  @Test(arguments: SampleRun.all)
  func `has both ends of every arrow, each in a slice`(run: SampleRun, seed: UInt64) throws {
    let events = try events(of: run.trace(seed: seed))
    let slices = events.filter { $0.phase == "X" }
    let starts = events.filter { $0.phase == "s" }
    let ends = events.filter { $0.phase == "f" }
    #expect(Set(starts.map(\.id)).count == starts.count)
    #expect(starts.count == ends.count)
    for start in starts {
      let end = try #require(ends.first { $0.id == start.id })
      #expect(start.name == end.name && start.category == end.category)
      #expect(try #require(start.start) <= #require(end.start))
      for place in [start, end] {
        let time = try #require(place.start)
        #expect(
          slices.contains {
            $0.thread == place.thread && $0.process == place.process
              && $0.start ?? .max <= time && time < $0.end
          }, "\(place.phase) of \(start.name) at \(time)")
      }
    }
  }

  @Test func `has an arrow from clone to the child, and from the waker to the woken`() throws {
    let events = try events(of: SampleRun.forkAndWait.trace())
    let arrows = events.filter { $0.phase == "s" || $0.phase == "f" }
      .map { "\($0.phase) \($0.name) \($0.thread)" }
    #expect(arrows == ["s clone 2", "f clone 3", "s wake 3", "f wake 2"])
    let futex = try self.events(of: SampleRun.threadsWithFutex.trace())
    let wakes = futex.filter { $0.name == "wake" }.map { "\($0.phase) \($0.thread)" }
    #expect(wakes == ["s 3", "f 2"])
  }

  @Test func `counts the tasks that can run`() throws {
    let counts = try events(of: SampleRun.forkAndWait.trace()).filter { $0.phase == "C" }
      .compactMap { $0.arguments["tasks"] as? Int }
    #expect(counts == [1, 2, 1, 0, 1, 0])
  }

  @Test func `shows signals and faults as instants`() throws {
    let names = try events(of: SampleRun.fault.trace()).filter { $0.phase == "i" }
      .map { "\($0.name) \($0.category ?? "")" }
    #expect(names.contains("SIGSEGV fault"))
    #expect(names.contains("SIGCHLD signal"))
  }

  @Test func `keeps each nanosecond`() throws {
    let trace = RecordedTrace(
      events: [
        event(.clone, thread: 0, at: 1, 2, 0, 17, 2),
        event(.dispatch, thread: 2, at: 1_234_567_891),
      ])
    #expect(ChromeTrace.text(of: trace).contains("\"ts\":1234567.891,\"dur\":0.000"))
  }

  private func event(
    _ kind: TraceEventKind, thread: Int32, at time: UInt64, _ a: Int64 = 0, _ b: Int64 = 0,
    _ c: Int64 = 0, _ d: Int64 = 0
  ) -> TraceEvent {
    TraceEvent(
      sequence: 0, timeNanoseconds: time, threadID: ThreadID(rawValue: thread), cpu: 0, kind: kind,
      a: a, b: b, c: c, d: d)
  }
}
