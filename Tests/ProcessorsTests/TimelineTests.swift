import KernelCore
import LinuxABI
import Machine
import Processors
import Scheduling
import Testing

/// Whole programs on one processor: who runs when.
@Suite struct `A timeline of one processor` {
  @Test func `O(1) gives each a slice of 100 ms, less what a child was given of its creator's`()
    throws
  {
    let play = try Play(
      policy(.o1), on: .exact(.linux26),
      [[.thread(1), .run(milliseconds: 300)], [.run(milliseconds: 300)]])
    // The creator and the thread have half of the first slice each.
    #expect(runs(play.timeline()[0]) == "A50 B50 A100 B100 A100 B100 A50 B50")
  }

  @Test func `O(1) runs a new process before its creator`() throws {
    let play = try Play(
      policy(.o1), on: .exact(.linux26),
      [
        [.run(milliseconds: 2), .fork(1), .run(milliseconds: 3), .wait4(pid: -1, options: [])],
        [.run(milliseconds: 4), .exit(code: 0)],
      ])
    #expect(play.timeline() == ["CPU0 |AABBBBAAA|"])
  }

  @Test func `CFS shares a period of 6 ms`() throws {
    let play = try Play(
      policy(.cfs),
      [
        [.thread(1), .thread(2), .run(milliseconds: 8)], [.run(milliseconds: 8)],
        [.run(milliseconds: 8)],
      ])
    #expect(play.timeline() == ["CPU0 |AAABBBCCCAAABBBCCCAABBCC|"])
  }

  /// The first slices of new tasks are halves; a slice is 3 ms.
  @Test func `EEVDF runs each until its slice is seen to be used up`() throws {
    let play = try Play(
      policy(.eevdf, processors: 8),
      [[.thread(1), .run(milliseconds: 9)], [.run(milliseconds: 9)]])
    #expect(play.timeline() == ["CPU0 |AABBAAABBBAAABBBAB|"])
  }

  @Test(arguments: [LinuxPolicy.Kind.cfs, .eevdf])
  func `five nice levels are three times the processor`(kind: LinuxPolicy.Kind) throws {
    let play = try Play(
      policy(kind),
      [
        [.thread(1), .run(milliseconds: 1_000), .exit(code: 0)],
        [.nice(5), .run(milliseconds: 1_000)],
      ])
    let line = play.timeline()[0].prefix(1_006)
    let share = line.count { $0 == "A" }
    #expect((740...770).contains(share))
  }

  @Test func `O(1) runs who is nicer after all others, and for a shorter slice`() throws {
    let play = try Play(
      policy(.o1), on: .exact(.linux26),
      [
        [.thread(1), .thread(2), .run(milliseconds: 250)],
        [.nice(10), .run(milliseconds: 100)], [.nice(-5), .run(milliseconds: 300)],
      ])
    // Each has what is left of A's first slice after it was shared; then B has half a slice at a time,
    // and C 500 ms.
    #expect(runs(play.timeline()[0]) == "A25 C25 B50 C275 A100 B50 A125")
  }

  @Test func `SCHED_FIFO keeps the processor until it sleeps`() throws {
    let play = try Play(
      policy(.eevdf),
      [
        [.thread(1), .thread(2), .sleep(milliseconds: 1), .run(milliseconds: 6)],
        [.scheduler(.fifo, priority: 1), .sleep(milliseconds: 2), .run(milliseconds: 5)],
        [
          .scheduler(.fifo, priority: 2), .sleep(milliseconds: 4), .run(milliseconds: 3),
          .sleep(milliseconds: 1), .run(milliseconds: 1),
        ],
      ])
    #expect(play.timeline() == ["CPU0 |.ABBCCCBCBBAAAAA|"])
  }

  /// Under O(1) the first slices are still those that the tasks had when they were created.
  @Test(arguments: [
    (LinuxPolicy.Kind.o1, ".1 A1 B50 C25 B100 C125 A1"), (.cfs, ".1 A1 B100 C100 B50 C50 A1"),
    (.eevdf, ".1 A1 B100 C100 B50 C50 A1"), (.roundRobin, ".1 A1 B100 C100 B50 C50 A1"),
  ])
  func `SCHED_RR takes turns of 100 ms among equals`(
    kind: LinuxPolicy.Kind, timeline: String
  ) throws {
    let real: [SystemCall] = [
      .scheduler(.roundRobin, priority: 7), .sleep(milliseconds: 2), .run(milliseconds: 150),
    ]
    let play = try Play(
      policy(kind), on: .exact(kind == .o1 ? .linux26 : .linux618),
      [[.thread(1), .thread(2), .sleep(milliseconds: 1), .run(milliseconds: 2)], real, real])
    #expect(runs(play.timeline()[0]) == timeline)
  }

  @Test func `SCHED_IDLE runs when nobody else would`() throws {
    let play = try Play(
      policy(.cfs),
      [
        [
          .thread(1), .sleep(milliseconds: 1), .run(milliseconds: 5), .sleep(milliseconds: 2),
          .run(milliseconds: 2),
        ],
        [.scheduler(.idle), .run(milliseconds: 3)],
      ])
    #expect(play.timeline() == ["CPU0 |BAAAAABBAA|"])
  }

  /// Under O(1) that takes sleep enough for a bonus.
  @Test(arguments: [LinuxPolicy.Kind.o1, .cfs])
  func `who slept long preempts who computes when it wakes up`(kind: LinuxPolicy.Kind) throws {
    let play = try Play(
      policy(kind), on: .exact(kind == .o1 ? .linux26 : .linux618),
      [
        [.thread(1), .sleep(milliseconds: 1), .run(milliseconds: 29)],
        [.sleep(milliseconds: 20), .run(milliseconds: 2)],
      ])
    #expect(runs(play.timeline()[0]) == ".1 A19 B2 A10")
  }

  /// A has the earlier deadline of two that are owed nothing, until its slice is seen to be used up.
  @Test func `EEVDF lets who wakes up wait for the end of a slice`() throws {
    let play = try Play(
      policy(.eevdf),
      [
        [.thread(1), .sleep(milliseconds: 1), .run(milliseconds: 12)],
        [.sleep(milliseconds: 8), .run(milliseconds: 2)],
      ])
    #expect(play.timeline() == ["CPU0 |.AAAAAAAABABAAA|"])
  }

  @Test func `a wake-up by another task takes effect when that one's call returns`() throws {
    let play = try Play(
      policy(.cfs),
      [
        [
          .thread(1), .sleep(milliseconds: 1), .run(milliseconds: 7), .wake(0),
          .run(milliseconds: 4),
        ],
        [.waitFor(0), .run(milliseconds: 2)],
      ])
    #expect(play.timeline() == ["CPU0 |.AAAAAAABBAAAA|"])
  }

  /// In columns of half a millisecond: B wakes up at 7.5 ms, and the next tick is at 8.
  @Test(arguments: [(TaskPolicy.normal, ".2 A13 B4 A11"), (.batch, ".2 A14 B4 A10")])
  func `SCHED_BATCH waits for a tick where an ordinary task preempts`(
    task: TaskPolicy, timeline: String
  ) throws {
    let play = try Play(
      policy(.cfs),
      [
        [.thread(1), .sleep(milliseconds: 1), .run(milliseconds: 12)],
        [
          .scheduler(task), .registers(RegisterCall(.nanosleep, 7_500_000)),
          .run(milliseconds: 2),
        ],
      ])
    #expect(runs(play.timeline(columnNanoseconds: 500_000)[0]) == timeline)
  }

  @Test func `a yield lets the next one run`() throws {
    let turns: [SystemCall] = [.run(milliseconds: 1), .schedYield]
    let play = try Play(
      policy(.roundRobin),
      [[.thread(1)] + turns + turns + turns, turns + turns + turns])
    #expect(play.timeline() == ["CPU0 |ABABAB|"])
  }

  @Test func `O(1) has who yields wait for all active ones to use up their slices`() throws {
    let play = try Play(
      policy(.o1), on: .exact(.linux26),
      [
        [.thread(1), .thread(2), .run(milliseconds: 3), .schedYield, .run(milliseconds: 2)],
        [.run(milliseconds: 80)], [.run(milliseconds: 10)],
      ])
    #expect(runs(play.timeline()[0]) == "A3 B50 C10 A2 B30")
  }

  @Test func `a signal has a task stop computing at once`() throws {
    let play = try Play(
      policy(.eevdf, tickNanoseconds: 4_000_000),
      on: .exact(processors: 2, tickNanoseconds: 4_000_000),
      [
        [
          .fork(1), .run(milliseconds: 3), .kill(pid: 3, signal: .kill),
          .wait4(pid: -1, options: []), .run(milliseconds: 1),
        ],
        [.run(milliseconds: 20)],
      ])
    #expect(play.timeline() == ["CPU0 |AAAA|", "CPU1 |BBB.|"])
    #expect(play.end == .finished)
  }
}

/// Whole programs on several processors.
@Suite struct `A timeline of several processors` {
  @Test func `a processor that idles takes a new task`() throws {
    let play = try Play(
      policy(.cfs, processors: 2), on: .exact(processors: 2),
      [[.thread(1), .run(milliseconds: 4)], [.run(milliseconds: 6)]])
    #expect(play.timeline() == ["CPU0 |AAAA..|", "CPU1 |BBBBBB|"])
  }

  @Test func `a processor that has nothing to do any more pulls who waits longest`() throws {
    let play = try Play(
      RoundRobinPolicy(), on: .exact(processors: 2),
      [
        [.thread(1), .thread(2), .thread(3), .run(milliseconds: 9)], [.run(milliseconds: 2)],
        [.run(milliseconds: 6)], [.run(milliseconds: 6)],
      ])
    #expect(play.timeline() == ["CPU0 |AAADDDAAAAAA|", "CPU1 |BBCCCCCCDDD.|"])
  }

  @Test func `four processors run four tasks, and a fifth shares one of them`() throws {
    let play = try Play(
      RoundRobinPolicy(), on: .exact(processors: 4),
      [[.thread(1), .thread(2), .thread(3), .thread(4), .run(milliseconds: 6)]]
        + Array(repeating: [.run(milliseconds: 6)], count: 4))
    #expect(
      play.timeline() == [
        "CPU0 |AAAEEEEEE|", "CPU1 |BBBBBBAAA|", "CPU2 |CCCCCC...|", "CPU3 |DDDDDD...|",
      ])
  }

  @Test func `who is bound to a processor waits for it while others are idle`() throws {
    let play = try Play(
      RoundRobinPolicy(), on: .exact(processors: 2),
      [
        [.bind(1), .thread(1), .run(milliseconds: 6)],
        [.run(milliseconds: 6)],
      ])
    // The mask is inherited.
    #expect(play.timeline() == ["CPU0 |AAABBBAAABBB|", "CPU1 |............|"])
  }

  @Test func `who binds itself elsewhere moves at once`() throws {
    let play = try Play(
      policy(.eevdf, processors: 2), on: .exact(processors: 2),
      [[.run(milliseconds: 2), .bind(2), .run(milliseconds: 3), .bind(1), .run(milliseconds: 1)]])
    #expect(play.timeline() == ["CPU0 |AA...A|", "CPU1 |..AAA.|"])
    #expect(try play.times(0).migrations == 2)
  }

  @Test func `who sleeps wakes up where it ran, if nobody runs there`() throws {
    let play = try Play(
      policy(.cfs, processors: 2), on: .exact(processors: 2),
      [
        [.thread(1), .run(milliseconds: 6)],
        [.run(milliseconds: 1), .sleep(milliseconds: 2), .run(milliseconds: 2)],
      ])
    #expect(play.timeline() == ["CPU0 |AAAAAA|", "CPU1 |B..BB.|"])
  }

  @Test func `a wake-up from one processor preempts on another`() throws {
    let play = try Play(
      policy(.o1, processors: 2), on: .exact(.linux26, processors: 2),
      [
        [.thread(1), .thread(2), .bind(1), .run(milliseconds: 4), .wake(0), .run(milliseconds: 3)],
        [.bind(2), .scheduler(.fifo, priority: 1), .waitFor(0), .run(milliseconds: 2)],
        [.bind(2), .run(milliseconds: 6)],
      ])
    #expect(play.timeline() == ["CPU0 |AAAAAAA.|", "CPU1 |CCCCBBCC|"])
  }
}
