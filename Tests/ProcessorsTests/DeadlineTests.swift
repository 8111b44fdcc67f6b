import KernelCore
import LinuxABI
import Processors
import Scheduling
import Testing

/// SCHED_DEADLINE on a kernel that a policy schedules; a column is a millisecond.
@Suite struct `Tasks with deadlines` {
  /// Sets what the caller needs, in milliseconds.
  private func need(
    _ runtime: UInt64, in deadline: UInt64, of period: UInt64 = 0
  ) -> SystemCall {
    var bytes: [UInt8] = [48, 0, 0, 0, 6, 0, 0, 0] + [UInt8](repeating: 0, count: 16)
    for time in [runtime, deadline, period] {
      for shift in 0..<8 {
        bytes.append(UInt8(truncatingIfNeeded: time * 1_000_000 >> UInt64(8 * shift)))
      }
    }
    return .registers(RegisterCall(.schedSetattr, 0, bytes: bytes))
  }

  private var stack: PolicyStack<EEVDFPolicy> { PolicyStack(fair: EEVDFPolicy(processors: 1)) }

  private func run(_ milliseconds: UInt64) -> SystemCall { .run(milliseconds: milliseconds) }

  @Test func `have their time in each period, and others the rest`() throws {
    let play = try Play(stack, [[.thread(1), need(2, in: 5), run(6)], [run(9)]])
    #expect(play.timeline() == ["CPU0 |AABBBAABBBAABBB|"])
  }

  @Test func `let the processor idle when they have had their time`()
    throws
  {
    let play = try Play(
      stack,
      [
        [.thread(1), .thread(2)], [need(2, in: 10), run(4)], [need(2, in: 5), run(4)],
      ])
    #expect(play.timeline() == ["CPU0 |BBCC...CC.BB|"])
  }

  @Test func `give up what is left of their time by sched_yield`() throws {
    let play = try Play(
      stack,
      [
        [
          .thread(1), need(3, in: 5), run(1), .schedYield, run(1), .schedYield, run(1),
        ], [run(8)],
      ])
    #expect(play.timeline() == ["CPU0 |ABBBBABBBBA|"])
  }

  @Test func `go before real time`() throws {
    let play = try Play(
      stack,
      [
        [.thread(1), .thread(2)], [need(1, in: 4), run(2)],
        [.registers(RegisterCall(.schedSetscheduler, 0, 1, 99)), run(4)],
      ])
    #expect(play.timeline() == ["CPU0 |BCCCBC|"])
  }

  /// Budgets are looked at when the clock ticks; two periods pay for 4 of 2, and the deadline is put off by both.
  @Test func `pay back what they overran`() throws {
    let play = try Play(
      stack, on: .exact(tickNanoseconds: 4_000_000),
      [[.thread(1), need(2, in: 10), run(6)], [run(12)]])
    #expect(play.timeline() == ["CPU0 |AAAABBBBBBAABBBBBB|"])
  }

  @Test func `are ordinary again by any policy`() throws {
    let play = try Play(
      stack,
      [
        [
          need(1, in: 4), run(2), .registers(RegisterCall(.schedSetscheduler, 0, 0, 0)), run(3),
        ]
      ])
    #expect(play.timeline() == ["CPU0 |A...AAAA|"])
  }

  @Test(arguments: [1, 2, 3])
  func `have what they need on several processors`(_ processors: Int) throws {
    let task = [need(1, in: 4), run(3)]
    let play = try Play(
      stack, on: .exact(processors: processors),
      [[.thread(1), .thread(2), .thread(3)], task, task, [run(5)]])
    for number in 1...2 { #expect(try play.times(number).userNanoseconds == 3_000_000) }
    #expect(try play.times(3).userNanoseconds == 5_000_000)
  }

  @Test func `are refused where the policy knows no deadlines`() throws {
    let play = try Play(O1Policy(), [[need(1, in: 4), run(3)]])
    #expect(play.timeline() == ["CPU0 |AAA|"])
  }
}
