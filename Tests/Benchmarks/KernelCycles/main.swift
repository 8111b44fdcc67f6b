import Glibc
import HostCycles
import KernelCore
import LinuxABI

// How many lives of a task a second: in the emulated kernel, and in the host's. The trace and the
// decisions are on, as always.
//
// The host is measured first, while this process is still small, on one processor and on all, and
// the better figure counts.

/// The least that the emulated kernel must reach, as a multiple of the host.
let threadTarget = 100.0
let forkTarget = 200.0

/// How one kind of task was measured.
struct Measurement {
  let name: String
  let hostPerSecond: Double
  let emulatedPerSecond: Double
  let target: Double

  var ratio: Double { emulatedPerSecond / hostPerSecond }
}

/// Runs a program that creates a task and waits for its end, over and over.
///
/// - Returns: The cycles a second, the best of a few rounds.
func emulated(cycles: Int, clone: SystemCall, wait: SystemCall) -> Double {
  let rounds = 5
  var best = 0.0
  for _ in 0..<rounds {
    var kernel = Kernel()
    _ = kernel.spawnProgram(entry: 0)
    var left = cycles
    var isWaiting = false
    let start = ContinuousClock.now
    loop: while true {
      switch kernel.next() {
      case .start(let task, let entry):
        kernel.submit(entry == 0 ? clone : .exit(code: 0), by: task)
      case .resume(let task, _):
        isWaiting.toggle()
        if isWaiting {
          kernel.submit(wait, by: task)
        } else {
          left -= 1
          kernel.submit(left > 0 ? clone : .exitGroup(code: 0), by: task)
        }
      case .ended: continue
      case .allDone: break loop
      case .deadlock: preconditionFailure("the program waits for ever")
      }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    best = max(best, Double(cycles) / seconds)
  }
  return best
}

/// The host's cycles a second, pinned or not, whichever is better.
func host(_ count: Int, _ measure: (Int, host_placement) -> Double) -> Double {
  var best = 0.0
  for placement in [host_unpinned, host_pinned] {
    for _ in 0..<3 {
      let seconds = measure(count, placement)
      guard seconds > 0 else { preconditionFailure("the host refused: errno \(-seconds)") }
      best = max(best, Double(count) / seconds)
    }
  }
  return best
}

let hostThreads = host(20_000, host_thread_cycles)
let hostForks = host(2_000, host_fork_cycles)

let lock = UserMemoryLayout.dataStart
let threadFlags: CloneFlags = [.vm, .fs, .files, .sighand, .thread, .childClearTID]
let thread = SystemCall.clone(CloneArguments(flags: threadFlags, childTID: lock, entry: 1))
let fork = SystemCall.clone(CloneArguments(flags: [], exitSignal: .child, entry: 1))

let measurements = [
  // The word holds 0 from the start and is cleared to 0: the parent sleeps on it all the same,
  // and the child's end wakes it.
  Measurement(
    name: "thread: clone, exit, join", hostPerSecond: hostThreads,
    emulatedPerSecond: emulated(
      cycles: 1_000_000, clone: thread,
      wait: .futexWait(address: lock, expected: 0, timeoutNanoseconds: nil)),
    target: threadTarget),
  Measurement(
    name: "process: fork, exit, wait", hostPerSecond: hostForks,
    emulatedPerSecond: emulated(
      cycles: 1_000_000, clone: fork, wait: .wait4(pid: -1, options: [])),
    target: forkTarget),
]

print("| A life | host, each second | emulated, each second | ratio | target |")
print("|---|---:|---:|---:|---:|")
for measurement in measurements {
  print(
    "| \(measurement.name) | \(Int(measurement.hostPerSecond))"
      + " | \(Int(measurement.emulatedPerSecond))"
      + " | \(Int(measurement.ratio)) | \(Int(measurement.target)) |")
}
let fields = measurements.map {
  "{\"name\":\"\($0.name)\",\"host_per_second\":\(Int($0.hostPerSecond)),"
    + "\"emulated_per_second\":\(Int($0.emulatedPerSecond)),\"ratio\":\($0.ratio),"
    + "\"target\":\($0.target)}"
}
print("{\"kernel_cycles\":[\(fields.joined(separator: ","))]}")
if measurements.contains(where: { $0.ratio < $0.target }) {
  print("a figure misses its target")
  exit(1)
}
