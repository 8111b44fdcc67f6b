import Glibc
import HostCycles
import KernelCore
import LinuxABI

// How many lives of a task a second: in the emulated kernel, and in the host's. The trace and the
// decisions are on, as always.
//
// Both are measured in many windows of a few milliseconds, in turn, and the best window of each
// counts: what other processes of the machine take away is then the same for both, next to nothing.
// The host is measured pinned to one processor and not, while this process is still small, since a
// fork copies its page tables.

/// The least that the emulated kernel must reach, as a multiple of the host.
let threadTarget = 100.0
let forkTarget = 250.0

let rounds = 60

/// A program that creates a task and waits for its end, over and over.
struct EmulatedCycles {
  private static let windowCycles = 10_000

  let clone: SystemCall
  let wait: SystemCall
  private var kernel = Kernel()
  private var isWaiting = false
  private(set) var bestPerSecond = 0.0

  init(clone: SystemCall, wait: SystemCall) {
    self.clone = clone
    self.wait = wait
    _ = kernel.spawnProgram(entry: 0)
  }

  /// Measures one window.
  mutating func measure() {
    var left = Self.windowCycles
    let start = ContinuousClock.now
    while left > 0 {
      switch kernel.next() {
      case .start(let task, let entry):
        kernel.submit(entry == 0 ? clone : .exit(code: 0), by: task)
      case .resume(let task, _):
        isWaiting.toggle()
        if !isWaiting { left -= 1 }
        kernel.submit(isWaiting ? wait : clone, by: task)
      case .ended: continue
      case .handler, .allDone, .deadlock: preconditionFailure("the program never ends")
      }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    bestPerSecond = max(bestPerSecond, Double(Self.windowCycles) / seconds)
  }
}

/// The host's cycles a second in the best of many windows.
func host(_ windowCycles: Int, _ measure: (Int, host_placement) -> Double) -> Double {
  var best = 0.0
  for round in 0..<rounds * 2 {
    let seconds = measure(windowCycles, round % 2 == 0 ? host_unpinned : host_pinned)
    guard seconds > 0 else { preconditionFailure("the host refused: errno \(-seconds)") }
    best = max(best, Double(windowCycles) / seconds)
  }
  return best
}

/// One kind of task, measured in both kernels.
struct Measurement {
  let name: String
  let hostPerSecond: Double
  let emulatedPerSecond: Double
  let target: Double

  var ratio: Double { emulatedPerSecond / hostPerSecond }
}

let lock = UserMemoryLayout.dataStart
let threadFlags: CloneFlags = [.vm, .fs, .files, .sighand, .thread, .childClearTID]
// The word holds 0 from the start and is cleared to 0: the parent sleeps on it all the same, and
// the child's end wakes it.
var threads = EmulatedCycles(
  clone: .clone(CloneArguments(flags: threadFlags, childTID: lock, entry: 1)),
  wait: .futexWait(address: lock, expected: 0, timeoutNanoseconds: nil))
var forks = EmulatedCycles(
  clone: .clone(CloneArguments(flags: [], exitSignal: .child, entry: 1)),
  wait: .wait4(pid: -1, options: []))

let hostThreads = host(200, host_thread_cycles)
let hostForks = host(30, host_fork_cycles)
for _ in 0..<rounds {
  threads.measure()
  forks.measure()
}

let measurements = [
  Measurement(
    name: "thread: clone, exit, join", hostPerSecond: hostThreads,
    emulatedPerSecond: threads.bestPerSecond, target: threadTarget),
  Measurement(
    name: "process: fork, exit, wait", hostPerSecond: hostForks,
    emulatedPerSecond: forks.bestPerSecond, target: forkTarget),
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
