import KernelCore
import LinuxABI
import Testing
import Tracing

/// The text of ftrace against its grammar, and against the events that it was made from.
@Suite struct `The ftrace form of a trace` {
  /// A line, taken apart.
  private struct Line {
    let comm: String
    let pid: Int
    let microseconds: Int
    let event: String
    let fields: [String: String]

    init(_ text: Substring) throws {
      let grammar =
        /^ *(\S{1,16})-(\d+) +\[(\d{3})\] ([.dN])([.N])([.hH])([.0-9])\. +(\d+)\.(\d{6}): (\w+): (.*)$/
      let match = try #require(text.wholeMatch(of: grammar), "no line of ftrace: \(text)")
      comm = String(match.1)
      pid = try #require(Int(match.2))
      #expect(match.3 == "000")
      microseconds = try #require(Int(match.8)) * 1_000_000 + #require(Int(match.9))
      event = String(match.10)
      var fields: [String: String] = [:]
      for word in match.11.split(separator: " ") where word != "==>" {
        let pair = word.split(separator: "=", maxSplits: 1)
        try #require(pair.count == 2, "no field: \(word)")
        #expect(fields.updateValue(String(pair[1]), forKey: String(pair[0])) == nil)
      }
      self.fields = fields
    }

    func number(_ name: String) throws -> Int {
      let text = try #require(fields[name], "\(event) has no \(name)")
      return try #require(Int(text))
    }
  }

  private static let fieldNames: [String: Set<String>] = [
    "sched_switch": [
      "prev_comm", "prev_pid", "prev_prio", "prev_state", "next_comm", "next_pid", "next_prio",
    ],
    "sched_wakeup": ["comm", "pid", "prio", "target_cpu"],
    "sched_wakeup_new": ["comm", "pid", "prio", "target_cpu"],
    "sched_process_fork": ["comm", "pid", "child_comm", "child_pid"],
    "sched_process_exec": ["filename", "pid", "old_pid"],
    "sched_process_exit": ["comm", "pid", "prio"],
    "sched_process_free": ["comm", "pid", "prio"],
    "signal_generate": ["sig", "errno", "code", "comm", "pid", "grp", "res"],
  ]

  private func lines(of trace: RecordedTrace) throws -> [Line] {
    let text = FtraceText.text(of: trace)
    #expect(text.hasPrefix("# tracer: nop\n#\n") && text.hasSuffix("\n"))
    return try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(Line.init)
  }

  @Test(arguments: SampleRun.all)
  func `has the fields of each event, in the order of time`(run: SampleRun, seed: UInt64) throws {
    let lines = try lines(of: run.trace(seed: seed))
    for line in lines {
      #expect(Set(line.fields.keys) == Self.fieldNames[line.event], "\(line.event)")
      #expect(line.comm == (line.pid == 0 ? "<idle>" : "sample"))
      if line.event == "sched_switch" {
        #expect(
          try ["R", "R+", "S", "D", "T", "t", "Z", "X"].contains(
            #require(line.fields["prev_state"])))
      }
    }
    for (left, right) in zip(lines, lines.dropFirst()) {
      #expect(left.microseconds <= right.microseconds)
    }
  }

  /// Who was switched to is who acts until the next switch, and who is switched from then.
  @Test(arguments: SampleRun.all)
  func `has one task after the other on the processor`(run: SampleRun, seed: UInt64) throws {
    var current = 0
    for line in try lines(of: run.trace(seed: seed)) {
      if line.event == "sched_process_exec", try line.number("old_pid") == current {
        current = try line.number("pid")
      }
      if line.event == "sched_switch" {
        let (previous, next) = (try line.number("prev_pid"), try line.number("next_pid"))
        #expect(previous == line.pid)
        #expect(run == .exec || previous == current)
        #expect(previous != next)
        for (side, pid) in [("prev", previous), ("next", next)] {
          #expect(line.fields["\(side)_comm"] == (pid == 0 ? "swapper/0" : "sample"))
        }
        current = next
      } else if line.pid != 0 {
        #expect(run == .exec || line.pid == current, "\(line.event)")
      }
    }
  }

  /// Only who was created or woken since it slept is switched to, and nobody after its end.
  @Test(arguments: SampleRun.all)
  func `switches to those that can run`(run: SampleRun, seed: UInt64) throws {
    var runnable: Set<Int> = [0]
    for line in try lines(of: run.trace(seed: seed)) where run != .exec {
      switch line.event {
      case "sched_wakeup", "sched_wakeup_new": runnable.insert(try line.number("pid"))
      case "sched_switch":
        let (previous, next) = (try line.number("prev_pid"), try line.number("next_pid"))
        #expect(runnable.contains(next), "\(next) is asleep")
        if line.fields["prev_state"]?.hasPrefix("R") != true {
          // One that is woken on its way off the processor can run all the same.
          if previous != 0 { runnable.remove(previous) }
        }
      default: break
      }
    }
  }

  @Test(arguments: SampleRun.all)
  func `has an event for each of the trace's`(run: SampleRun, seed: UInt64) throws {
    let trace = run.trace(seed: seed)
    let lines = try lines(of: trace)
    for (name, kind) in [
      ("sched_process_fork", TraceEventKind.clone), ("sched_wakeup_new", .clone),
      ("sched_wakeup", .wake), ("sched_process_exit", .exit), ("sched_process_free", .reap),
      ("signal_generate", .signal), ("sched_process_exec", .exec),
    ] {
      #expect(
        lines.count { $0.event == name } == trace.events.count { $0.kind == kind }, "\(name)")
    }
    let dispatched = trace.events.filter { $0.kind == .dispatch }.map { Int($0.threadID.rawValue) }
    var switched = try lines.filter { $0.event == "sched_switch" }.map { try $0.number("next_pid") }
    switched.removeAll { $0 == 0 }
    // A task that goes on after it left the processor is no switch.
    var expected: [Int] = []
    for thread in dispatched where thread != expected.last { expected.append(thread) }
    var found: [Int] = []
    for thread in switched where thread != found.last { found.append(thread) }
    #expect(run == .exec || found == expected)
  }

  @Test func `says why a signal was sent`() throws {
    let signals = try lines(of: SampleRun.signals.trace()).filter { $0.event == "signal_generate" }
    let found = try signals.map { [try $0.number("sig"), try $0.number("code")] }
    #expect(found == [[19, 0], [17, 128], [18, 0], [15, 0], [17, 128], [17, 2]])
  }
}
