import Scheduling
import Testing

/// The rules of the constant bandwidth server, by hand; times are milliseconds.
@Suite struct `Deadlines` {
  private static let unit: UInt64 = 1_000_000

  private func needs(_ runtime: UInt64, _ deadline: UInt64, _ period: UInt64)
    -> SchedulingAttributes
  {
    SchedulingAttributes(
      runtimeNanoseconds: runtime * Self.unit, deadlineNanoseconds: deadline * Self.unit,
      periodNanoseconds: period * Self.unit)
  }

  /// Task 0 needs 4 of 10, has run for 1 and slept.
  private func policy(_ attributes: SchedulingAttributes) -> DeadlinePolicy {
    var policy = DeadlinePolicy()
    policy.add(0, attributes, at: 0)
    policy.enqueue(0, because: .new, at: 0)
    let answer1 = policy.pickNext(at: 0)
    #expect(answer1 == 0)
    let answer2 = policy.tick(ran: Self.unit, at: Self.unit)
    #expect(!answer2)
    policy.dequeue(0, at: Self.unit)
    return policy
  }

  /// Whether task 0, awake again, goes before one whose deadline is at a time.
  private func precedes(_ policy: DeadlinePolicy, deadline: UInt64, at now: UInt64) -> Bool {
    var policy = policy
    policy.add(1, needs(1, deadline - now, 20), at: now * Self.unit)
    policy.enqueue(1, because: .new, at: now * Self.unit)
    return policy.pickNext(at: now * Self.unit) == 0
  }

  @Test func `a task that wakes up soon keeps its deadline`() {
    var policy = policy(needs(4, 10, 10))
    policy.enqueue(0, because: .woken, at: 2 * Self.unit)
    #expect(precedes(policy, deadline: 11, at: 2))
    #expect(!precedes(policy, deadline: 9, at: 2))
  }

  @Test func `one that would take more than its share has a new one`() {
    var policy = policy(needs(4, 10, 10))
    policy.enqueue(0, because: .woken, at: 8 * Self.unit)
    #expect(precedes(policy, deadline: 19, at: 8))
    #expect(!precedes(policy, deadline: 17, at: 8))
  }

  @Test func `after a deadline before the end of the period it waits for the next one`() {
    var policy = policy(needs(4, 5, 10))
    policy.enqueue(0, because: .woken, at: 7 * Self.unit)
    #expect(policy.isHeld(0) && policy.heldCount == 1)
    #expect(policy.nextReleaseNanoseconds == 10 * Self.unit)
    let answer3 = policy.pickNext(at: 7 * Self.unit)
    #expect(answer3 == -1)
    let answer4 = policy.release(at: 10 * Self.unit)
    #expect(answer4)
    #expect(policy.nextReleaseNanoseconds == .max)
    let answer5 = policy.pickNext(at: 10 * Self.unit)
    #expect(answer5 == 0)
  }

  @Test func `with a deadline before the end of the period it gets its share up to it`() {
    var policy = policy(needs(4, 8, 10))
    policy.enqueue(0, because: .woken, at: 6 * Self.unit)
    let answer6 = policy.pickNext(at: 6 * Self.unit)
    #expect(answer6 == 0)
    // 4 of 8 in the 2 that are left is 1.
    let answer7 = policy.tick(ran: 900_000, at: 6_900_000)
    #expect(!answer7)
    let answer8 = policy.tick(ran: 200_000, at: 7_100_000)
    #expect(answer8)
  }

  @Test func `who is held stays so while it sleeps, and on another processor`() {
    var policy = DeadlinePolicy()
    policy.add(0, needs(2, 10, 10), at: 0)
    policy.enqueue(0, because: .new, at: 0)
    let answer9 = policy.pickNext(at: 0)
    #expect(answer9 == 0)
    let answer10 = policy.tick(ran: 3 * Self.unit, at: 3 * Self.unit)
    #expect(answer10)
    policy.dequeue(0, at: 3 * Self.unit)
    policy.enqueue(0, because: .woken, at: 5 * Self.unit)
    #expect(policy.isHeld(0))
    policy.dequeue(0, at: 5 * Self.unit)
    var other = DeadlinePolicy()
    other.arrive(0, policy.depart(0, needs(2, 10, 10), at: 5 * Self.unit), at: 5 * Self.unit)
    other.enqueue(0, because: .moved, at: 5 * Self.unit)
    #expect(other.isHeld(0) && other.nextReleaseNanoseconds == 10 * Self.unit)
    let answer11 = other.release(at: 10 * Self.unit)
    #expect(answer11)
    let answer12 = other.pickNext(at: 10 * Self.unit)
    #expect(answer12 == 0)
    // One was overrun: 1 is left of 2.
    let answer13 = other.tick(ran: 900_000, at: 10_900_000)
    #expect(!answer13)
    let answer14 = other.tick(ran: 200_000, at: 11_100_000)
    #expect(answer14)
  }
}
