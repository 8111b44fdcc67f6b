import KernelCore
import LinuxABI
import Machine
import Processors
import Scheduling
import Testing
import Tracing

@Suite struct `What tasks do with their time` {
  @Test func `is running, waiting and sleeping`() throws {
    let play = try Play(
      RoundRobinPolicy(),
      [
        [.thread(1), .sleep(milliseconds: 1), .run(milliseconds: 6)],
        [.run(milliseconds: 2), .sleep(milliseconds: 3), .run(milliseconds: 4)],
      ])
    #expect(play.timeline() == ["CPU0 |BBAAABBBAAAB|"])
    let a = try play.times(0)
    #expect(a.userNanoseconds == 6_000_000)
    #expect(a.sleepNanoseconds == 1_000_000)
    #expect(a.waitNanoseconds == 4_000_000)
    #expect(a.systemNanoseconds == 0)
    let b = try play.times(1)
    #expect(b.userNanoseconds == 6_000_000)
    #expect(b.sleepNanoseconds == 3_000_000)
    #expect(b.waitNanoseconds == 3_000_000)
  }

  @Test func `is, in the kernel, what calls and switches take`() throws {
    let costs = VirtualCosts.standard
    let play = try Play(
      policy(.eevdf), on: Kernel(),
      [[.getpid, .getpid, .run(milliseconds: 5), .load(word: 0), .sleep(milliseconds: 1)]])
    let times = try play.times(0)
    // Two switches to it; getpid twice, nanosleep and exit. An access is its own code.
    #expect(times.systemNanoseconds == 2 * costs.switchNanoseconds + 4 * costs.callNanoseconds)
    #expect(times.userNanoseconds == 5_000_000 + costs.accessNanoseconds)
    #expect(times.switches == 2)
  }

  @Test(arguments: LinuxPolicy.Kind.allCases, [1, 2, 4])
  func `adds up to its whole life`(kind: LinuxPolicy.Kind, processors: Int) throws {
    var parts: [[SystemCall]] = [[.thread(1), .thread(2), .fork(3), .run(milliseconds: 20)]]
    for task in 1...3 as ClosedRange<UInt64> {
      parts.append(
        (0..<5).flatMap { round in
          [
            .run(milliseconds: task + round), .schedYield, .sleep(milliseconds: 3 * task), .getpid,
          ]
        })
    }
    let play = try Play(
      policy(kind, processors: processors), on: Kernel(limits: .processors(processors)), parts)
    let lives = play.trace.tasks
    #expect(lives.count == 4)
    var busy: UInt64 = 0
    for (task, life) in lives.enumerated() {
      let times = try play.times(task)
      let created = try #require(life.createdNanoseconds)
      let ended = try #require(life.endedNanoseconds)
      #expect(times.totalNanoseconds == ended - created, "task \(task)")
      busy += times.userNanoseconds + times.systemNanoseconds
    }
    #expect(busy <= UInt64(processors) * play.machine.kernel.timeNanoseconds)
  }

  @Test func `is what getrusage tells`() throws {
    let play = try Play(
      policy(.cfs), on: Kernel(),
      [[.run(milliseconds: 7), .getpid, .registers(RegisterCall(.getrusage, 0))]])
    let reply = try #require(play.runner.calls.first { $0.call.number == .getrusage }?.reply)
    func word(_ index: Int) -> UInt64 {
      (0..<8).reduce(0) { $0 | UInt64(reply.bytes[index * 8 + $1]) << UInt64($1 * 8) }
    }
    let costs = VirtualCosts.standard
    #expect(word(0) == 7_000_000)
    // The switch to it, getpid, and getrusage itself.
    #expect(word(1) == costs.switchNanoseconds + 2 * costs.callNanoseconds)
  }
}

extension SystemCall {
  fileprivate static func load(word: UInt64) -> SystemCall {
    .load(address: UserMemoryLayout.dataStart + word * 4, width: .word)
  }
}
