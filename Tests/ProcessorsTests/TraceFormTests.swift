import KernelCore
import LinuxABI
import Machine
import Processors
import Scheduling
import Testing
import Tracing

@Suite struct `A trace of several processors` {
  private func play(processors: Int = 2) throws -> Play<LinuxPolicy> {
    try Play(
      policy(.cfs, processors: processors), on: Kernel(limits: .processors(processors)),
      [
        [
          .thread(1), .fork(2), .thread(3), .run(milliseconds: 9), .wake(0),
          .wait4(pid: -1, options: []), .run(milliseconds: 3),
        ],
        [.run(milliseconds: 2), .waitFor(0), .run(milliseconds: 4)],
        [.run(milliseconds: 5), .sleep(milliseconds: 2), .run(milliseconds: 4), .exit(code: 3)],
        [.bind(1), .run(milliseconds: 7), .schedYield, .run(milliseconds: 1)],
      ])
  }

  @Test func `has the processor of each event`() throws {
    let trace = try play().trace
    #expect(trace.processorCount == 2)
    for life in trace.tasks {
      for span in life.spans where span.state == .running {
        // Nobody else has that processor in that time.
        for other in trace.tasks where other.threadID != life.threadID {
          for otherSpan in other.spans
          where otherSpan.state == .running && otherSpan.processor == span.processor {
            #expect(
              otherSpan.endNanoseconds <= span.startNanoseconds
                || span.endNanoseconds <= otherSpan.startNanoseconds)
          }
        }
      }
    }
    let bound = trace.tasks[3].spans.filter { $0.state == .running }
    #expect(bound.dropFirst().allSatisfy { $0.processor == 0 })
  }

  @Test func `is a track for each processor in Chrome's form`() throws {
    let trace = try play().trace
    let lines = ChromeTrace.text(of: trace).split(separator: "\n")
    #expect(lines.contains { $0.contains("\"name\":\"processor 1\"") })
    for processor in 0...1 {
      let track = "\"pid\":0,\"tid\":\(processor),"
      let slices = lines.filter { $0.contains("\"ph\":\"X\"") && $0.contains(track) }
      #expect(slices.count >= 3)
      var end = 0.0
      for slice in slices {
        let start = try number("ts", in: slice)
        #expect(start >= end - 0.0005, "\(slice)")
        end = start + (try number("dur", in: slice))
      }
    }
    // Each stretch is on the track of its processor and on that of its task.
    let running = lines.filter {
      $0.contains("\"name\":\"running\"") && $0.contains("\"ph\":\"X\"")
    }
    let tasks = lines.filter { $0.contains("\"name\":\"task ") && $0.contains("\"ph\":\"X\"") }
    #expect(running.count == tasks.count)
    #expect(running.contains { $0.contains("\"args\":{\"cpu\":1}") })
  }

  private func number(_ key: String, in line: Substring) throws -> Double {
    let match = try #require(line.firstMatch(of: try Regex("\"\(key)\":([0-9.]+)")))
    return try #require(Double(match.output[1].substring ?? ""))
  }

  @Test func `is a sequence of switches on each processor in ftrace's form`() throws {
    let text = FtraceText.text(of: try play().trace)
    #expect(text.contains("#P:2"))
    for processor in ["[000]", "[001]"] {
      var current = "0"
      var switches = 0
      for line in text.split(separator: "\n")
      where line.contains(processor) && line.contains("sched_switch") {
        let match = try #require(line.firstMatch(of: /prev_pid=(\d+) .* next_pid=(\d+)/))
        #expect(match.1 == current, "\(line)")
        #expect(match.1 != match.2, "\(line)")
        current = String(match.2)
        switches += 1
      }
      #expect(switches > 3)
      #expect(current == "0")
    }
    #expect(text.contains("swapper/1"))
  }

  @Test func `is drawn with a letter for each task`() throws {
    let timeline = try play(processors: 4).timeline()
    #expect(timeline.count == 4)
    #expect(timeline.allSatisfy { $0.count == timeline[0].count })
    #expect(timeline[0].hasPrefix("CPU0 |A"))
    let columns = timeline.flatMap { $0.dropFirst("CPU0 |".count).dropLast() }
    #expect(Set(columns) == Set("ABCD."))
    // A millisecond is a column; calls and switches take next to nothing.
    let run = columns.count { $0 != "." }
    #expect((33...37).contains(run), "\(timeline)")
  }
}

@Suite struct `A program under a policy` {
  /// A family whose answers do not depend on who runs when.
  private let parts: [[SystemCall]] = [
    [.fork(1), .wait4(pid: -1, options: []), .fork(2), .wait4(pid: -1, options: []), .getpid],
    [.run(milliseconds: 3), .exit(code: 7)],
    [.fork(1), .sleep(milliseconds: 20), .wait4(pid: -1, options: []), .exit(code: 9)],
  ]

  private var script: Script {
    Script(
      tasks: parts.map { part in
        Script.Task(name: "part", steps: part.map { Script.Step($0) })
      })
  }

  @Test(arguments: LinuxPolicy.Kind.allCases, [1, 3])
  func `gets the answers that it gets from a kernel alone`(
    kind: LinuxPolicy.Kind, processors: Int
  ) throws {
    var alone = Runner(ScriptExecution(script), on: Kernel())
    let end = alone.run(callsMax: 100)
    #expect(end == .finished)
    let machine = ScheduledKernel(Kernel(limits: .processors(processors)), scheduler: kind)
    var scheduled = Runner(ScriptExecution(script), on: machine)
    #expect(try scheduled.run(callsMax: 100) == end)
    #expect(scheduled.status == alone.status)
    for threadID in Set(alone.calls.map(\.threadID)) {
      #expect(
        scheduled.calls.filter { $0.threadID == threadID }
          == alone.calls.filter { $0.threadID == threadID })
    }
  }

  @Test func `has the scheduler of the profile if none is said`() {
    #expect(ScheduledKernel(Kernel(profile: .linux26)).policy(of: 0).kind == .o1)
    #expect(ScheduledKernel(Kernel(profile: .linux618)).policy(of: 0).kind == .eevdf)
  }

  @Test func `waits for ever if nobody wakes it`() throws {
    let play = try Play(RoundRobinPolicy(), [[.waitFor(0)]])
    #expect(play.end == .deadlock)
  }
}
