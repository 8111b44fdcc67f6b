import Glibc
import KernelCore
import LinuxABI

// What a million tasks cost: memory for each, and whether clone gets slower the more there are.
//
// The tasks are created and never run, so that registers and touched pages are none; the rings of
// the trace and of the decisions are kept small, and are not part of a task.

let tasks = 1_000_000
let bytesPerThreadMax = 320
let bytesPerProcessMax = 2_500
let slowdownMax = 6.0

/// The resident memory of this process, in bytes.
func residentBytes() -> Int {
  guard let file = fopen("/proc/self/statm", "r") else { return 0 }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 128)
  guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
  let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  let fields = text.split(separator: " ")
  return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
}

/// A program that creates tasks and never lets them run.
struct Crowd {
  private var kernel: Kernel
  private let clone: SystemCall
  private(set) var program: TaskID

  init(clone: SystemCall) {
    var limits = KernelLimits()
    limits.tasksMax = 2_000_000
    limits.threadIDsMax = 4_000_000
    limits.pagesMax = 64_000_000
    limits.traceEventsMax = 256
    limits.decisionsMax = 256
    // The program keeps the processor, so that nobody else ever runs.
    var profile = KernelProfile.linux618
    profile.costs.sliceNanoseconds = .max
    kernel = Kernel(profile: profile, limits: limits)
    self.clone = clone
    program = kernel.spawnProgram(entry: 0)
    // The program's first call.
    if case .start(let task, _) = kernel.next() { kernel.submit(.getpid, by: task) }
  }

  /// Creates tasks, and says how many nanoseconds each took.
  mutating func grow(by count: Int) -> Double {
    let start = ContinuousClock.now
    var left = count
    while left > 0 {
      switch kernel.next() {
      case .resume(let task, let reply):
        precondition(reply.value > 0, "clone failed: \(reply)")
        kernel.submit(clone, by: task)
        left -= 1
      default: preconditionFailure("nobody else runs, and nobody ends")
      }
    }
    return (ContinuousClock.now - start) / .nanoseconds(1) / Double(count)
  }
}

/// What was measured of one kind of task.
struct Measurement {
  let bytes: Int
  let slowdown: Double
}

func measure(_ call: SystemCall) -> Measurement {
  var crowd = Crowd(clone: call)
  _ = crowd.grow(by: 500)
  // The median of a thousand small windows around 1,000 tasks, then around a million.
  let few = crowd.grow(by: 1_000)
  let before = residentBytes()
  let rest = tasks - 1_500 - 1_000
  _ = crowd.grow(by: rest)
  let bytes = (residentBytes() - before) / rest
  let many = crowd.grow(by: 1_000)
  return Measurement(bytes: bytes, slowdown: many / few)
}

let threadFlags: CloneFlags = [.vm, .fs, .files, .sighand, .thread]
let threads = measure(.clone(CloneArguments(flags: threadFlags, entry: 1)))
let processes = measure(.clone(CloneArguments(flags: [], exitSignal: .child, entry: 1)))

print("| \(tasks) live tasks | measured | target |")
print("|---|---:|---:|")
print("| bytes a thread | \(threads.bytes) | at most \(bytesPerThreadMax) |")
print("| bytes a process | \(processes.bytes) | at most \(bytesPerProcessMax) |")
for (name, slowdown) in [("thread", threads.slowdown), ("process", processes.slowdown)] {
  let shown = Double(Int(slowdown * 100)) / 100
  print(
    "| clone of a \(name): among 1,000,000 as a multiple of among 1,000 | \(shown)"
      + " | at most \(Int(slowdownMax)) |")
}
let isMissed =
  threads.bytes > bytesPerThreadMax || processes.bytes > bytesPerProcessMax
  || threads.slowdown > slowdownMax || processes.slowdown > slowdownMax
if isMissed {
  print("a figure misses its target")
  exit(1)
}
