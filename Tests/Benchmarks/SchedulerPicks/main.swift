import Glibc
import Scheduling

// What a decision costs: charge the current task for a millisecond, put it back, pick the next. Under
// O(1) the current task yields half of the time, so that the arrays change roles too.

let o1NanosecondsMax = 100.0
let treeNanosecondsMax = 300.0
/// How much slower a decision of O(1) may be among 100,000 tasks than among 10: their records no
/// longer fit into the caches.
let flatMax = 3.0

/// The processor time of this thread: what others do on the machine must not count.
func processorNanoseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// The nanoseconds of one decision among as many runnable tasks: the least of several rounds.
func measure<Policy: SchedulingPolicy>(_ empty: Policy, tasks: Int32, reason: EnqueueReason)
  -> Double
{
  var policy = empty
  for task in 0..<tasks {
    policy.add(task, SchedulingAttributes(nice: task % 5), at: 0)
    policy.enqueue(task, because: .woken, at: 0)
  }
  var now: UInt64 = 0
  var best = Double.infinity
  var sum: Int64 = 0
  for _ in 0..<50 {
    let rounds = 20_000
    let start = processorNanoseconds()
    for _ in 0..<rounds {
      let task = policy.pickNext(at: now)
      sum += Int64(task)
      now += 1_000_000
      _ = policy.tick(ran: 1_000_000, at: now)
      policy.enqueue(task, because: reason, at: now)
    }
    best = min(best, Double(processorNanoseconds() - start) / Double(rounds))
  }
  precondition(sum >= 0, "a task was picked each time")
  return best
}

func shown(_ number: Double) -> String { "\(Double(Int(number * 10)) / 10)" }

let sizes: [Int32] = [10, 1_000, 100_000]
let o1 = sizes.map { measure(O1Policy(), tasks: $0, reason: .yielded) }
let cfs = sizes.map { measure(CFSPolicy(), tasks: $0, reason: .preempted) }
let eevdf = sizes.map { measure(EEVDFPolicy(), tasks: $0, reason: .preempted) }

print("| nanoseconds a decision (tick, put back, pick) | 10 tasks | 1,000 | 100,000 | target |")
print("|---|---:|---:|---:|---:|")
for (name, times, target) in [
  (
    "O(1)", o1, "1,000: at most \(Int(o1NanosecondsMax)); 100,000: at most \(Int(flatMax)) times 10"
  ),
  ("CFS", cfs, "1,000: at most \(Int(treeNanosecondsMax))"),
  ("EEVDF", eevdf, "1,000: at most \(Int(treeNanosecondsMax))"),
] {
  print("| \(name) | \(times.map(shown).joined(separator: " | ")) | \(target) |")
}
let isMissed =
  o1[1] > o1NanosecondsMax || o1[2] > flatMax * o1[0] || cfs[1] > treeNanosecondsMax
  || eevdf[1] > treeNanosecondsMax
if isMissed {
  print("a figure misses its target")
  exit(1)
}
