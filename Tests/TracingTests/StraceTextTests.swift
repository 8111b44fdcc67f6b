import KernelCore
import LinuxABI
import Machine
import Testing
import Tracing

/// The text of strace, read back and held against the trace.
@Suite struct `The strace form of a trace` {
  /// A line, taken apart.
  private enum Content: Equatable {
    case call(name: String, arguments: String, result: String)
    case unfinished(name: String, arguments: String)
    case resumed(name: String, rest: String, result: String)
    case signal(name: String, fields: [String: String])
    case stopped(String)
    case ended(String)
  }

  private struct Line {
    let pid: Int
    let microseconds: Int
    let content: Content

    init(_ text: Substring) throws {
      let match = try #require(
        text.wholeMatch(of: /\[pid +(\d+)\] (\d+)\.(\d{6}) (.+)/), "no line of strace: \(text)")
      pid = try #require(Int(match.1))
      microseconds = try #require(Int(match.2)) * 1_000_000 + #require(Int(match.3))
      content = try Self.content(match.4)
    }

    private static func content(_ text: Substring) throws -> Content {
      if let end = text.wholeMatch(
        of: /\+\+\+ (exited with \d+|killed by SIG\w+|superseded .*) \+\+\+/)
      {
        return .ended(String(end.1))
      }
      if let stop = text.wholeMatch(of: /--- stopped by (SIG\w+) ---/) {
        return .stopped(String(stop.1))
      }
      if let signal = text.wholeMatch(of: /--- (SIG\w+) \{(.*)\} ---/) {
        var fields: [String: String] = [:]
        for field in signal.2.split(separator: ", ") {
          let pair = field.split(separator: "=")
          try #require(pair.count == 2)
          fields[String(pair[0])] = String(pair[1])
        }
        return .signal(name: String(signal.1), fields: fields)
      }
      if let call = text.wholeMatch(of: /<\.\.\. (\w+) resumed>(.*)\) += (.+)/) {
        return .resumed(name: String(call.1), rest: String(call.2), result: String(call.3))
      }
      if let call = text.wholeMatch(of: /(\w+)\((.*) <unfinished \.\.\.>/) {
        return .unfinished(name: String(call.1), arguments: String(call.2))
      }
      let call = try #require(text.wholeMatch(of: /(\w+)\((.*)\) += (.+)/), "no call: \(text)")
      return .call(name: String(call.1), arguments: String(call.2), result: String(call.3))
    }
  }

  private func lines(of trace: RecordedTrace) throws -> [Line] {
    try StraceText.text(of: trace).split(separator: "\n").map(Line.init)
  }

  @Test(arguments: SampleRun.all)
  func `has lines of the grammar, in the order of time`(run: SampleRun, seed: UInt64) throws {
    let lines = try lines(of: run.trace(seed: seed))
    for (left, right) in zip(lines, lines.dropFirst()) {
      #expect(left.microseconds <= right.microseconds)
    }
    for case .signal(let name, let fields) in lines.map(\.content) {
      #expect(fields["si_signo"] == name)
    }
  }

  /// A task has one call at a time; what is unfinished is resumed, unless the trace ends before.
  @Test(arguments: SampleRun.all)
  func `resumes what is unfinished`(run: SampleRun, seed: UInt64) throws {
    var open: [Int: String] = [:]
    for line in try lines(of: run.trace(seed: seed)) {
      switch line.content {
      case .unfinished(let name, _): #expect(open.updateValue(name, forKey: line.pid) == nil)
      case .resumed(let name, _, _):
        // The thread that executes a program goes on as its leader.
        let pid = run == .exec && open[line.pid] != name ? 3 : line.pid
        #expect(open.removeValue(forKey: pid) == name)
      case .call: #expect(open[line.pid] == nil)
      case .ended(let text):
        let left = open.removeValue(forKey: line.pid)
        #expect(left == nil || text.hasPrefix("superseded"))
      default: break
      }
    }
    #expect(open.isEmpty || run == .deadlock)
    if run == .deadlock { #expect(open == [2: "futex", 3: "futex"]) }
  }

  /// The calls and results that the runner took down, task by task.
  @Test(arguments: SampleRun.all)
  func `reads back as the same calls and results`(run: SampleRun, seed: UInt64) throws {
    guard run != .exec, run != .nothing else { return }
    let (recorded, trace) = run.runner(seed: seed)
    var written: [Int: [[String]]] = [:]
    var open: [Int: String] = [:]
    for line in try lines(of: trace) {
      switch line.content {
      case .call(let name, _, let result): written[line.pid, default: []].append([name, result])
      case .unfinished(let name, _): open[line.pid] = name
      case .resumed(let name, _, let result):
        open[line.pid] = nil
        // One that is shown again when its handler has ended.
        if !result.hasPrefix("? ERESTART") {
          written[line.pid, default: []].append([name, result])
        }
      default: break
      }
    }
    for (pid, name) in open { written[pid, default: []].append([name, "?"]) }
    var expected: [Int: [[String]]] = [:]
    for record in recorded {
      let row = ["\(record.call.name)", record.reply.map { "\($0.value)" } ?? "?"]
      expected[Int(record.threadID.rawValue), default: []].append(row)
    }
    // A handler ends within the call that it interrupts, which is written down after it.
    for (pid, rows) in written {
      var found = rows.filter { $0[0] != "rt_sigreturn" }.map { row in
        let word = row[1].split(separator: " ").first.map(String.init) ?? ""
        guard word == "-1", let name = row[1].split(separator: " ").dropFirst().first,
          let error = Errno(name: String(name))
        else { return [row[0], word] }
        return [row[0], "\(-error.rawValue)"]
      }
      // An answer that its task was ended before it could see.
      if let last = found.indices.last, expected[pid]?.last?[1] == "?" { found[last][1] = "?" }
      #expect(found == expected[pid], "task \(pid)")
    }
    #expect(Set(written.keys) == Set(expected.keys))
  }

  @Test(arguments: SampleRun.all)
  func `tells how every task ended`(run: SampleRun, seed: UInt64) throws {
    let trace = run.trace(seed: seed)
    var ends: [String] = []
    for line in try lines(of: trace) {
      if case .ended(let text) = line.content, !text.hasPrefix("superseded") {
        ends.append("\(line.pid) \(text)")
      }
    }
    let expected = trace.events.filter { $0.kind == .exit }.map { event in
      "\(event.threadID) \(WaitStatus(rawValue: Int32(truncatingIfNeeded: event.a)))"
    }
    #expect(ends == expected)
  }

  @Test func `shows stops, and the signals that end a task`() throws {
    let text = StraceText.text(of: SampleRun.signals.trace())
      .replacing(/(?m)^(\[pid \d+\]) \S+/, with: { "\($0.1)" })
    for part in [
      "[pid 3] --- SIGSTOP {si_signo=SIGSTOP, si_code=SI_USER, si_pid=2} ---\n"
        + "[pid 3] --- stopped by SIGSTOP ---\n",
      "[pid 3] <... compute resumed>) = ?\n"
        + "[pid 3] --- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=2} ---\n"
        + "[pid 3] +++ killed by SIGTERM +++\n",
      "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=3, si_status=SIGTERM} ---\n",
      "kill(99, SIGTERM) = -1 ESRCH (No such process)\n",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test func `shows a call again that a handler interrupted`() throws {
    let text = StraceText.text(of: SampleRun.handler.trace())
      .replacing(/(?m)^(\[pid \d+\]) \S+/, with: { "\($0.1)" })
    #expect(
      text.contains(
        """
        [pid 2] <... wait4 resumed>) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)
        [pid 2] --- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=3} ---
        [pid 2] rt_sigreturn() = ?
        [pid 2] wait4(-1, 0 <unfinished ...>
        """))
  }
}
