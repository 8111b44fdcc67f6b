import KernelCore
import LinuxABI

/// The requests of ptrace, as tests write them.
///
/// Source: `include/uapi/linux/ptrace.h`.
enum TraceCall: UInt64 {
  case traceMe = 0
  case peekText = 1
  case resume = 7
  case kill = 8
  case attach = 16
  case detach = 17
  case singleStep = 9
  case setOptions = 0x4200
  case eventMessage = 0x4201
  case signalInfo = 0x4202
  case seize = 0x4206
  case interrupt = 0x4207
  case listen = 0x4208
}

extension SystemCall {
  static func ptrace(
    _ call: TraceCall, _ pid: Int32 = 0, address: UInt64 = 0, data: UInt64 = 0
  ) -> SystemCall {
    .registers(
      RegisterCall(
        .ptrace, call.rawValue, UInt64(bitPattern: Int64(pid)), address, data))
  }
}

/// Options of PTRACE_SETOPTIONS and PTRACE_SEIZE.
enum TraceOption {
  static let fork: UInt64 = 1 << 1
  static let vfork: UInt64 = 1 << 2
  static let clone: UInt64 = 1 << 3
  static let exec: UInt64 = 1 << 4
  static let vforkDone: UInt64 = 1 << 5
  static let exit: UInt64 = 1 << 6
  static let exitKill: UInt64 = 1 << 20
}

/// What wait4 stores for a stop.
func stopStatus(_ signal: Signal, event: Int64 = 0) -> Int64 {
  event << 16 | Int64(signal.rawValue) << 8 | 0x7f
}

/// Numbers by their place; nil where there are fewer.
struct Row {
  let items: [Int64]
  subscript(place: Int) -> Int64? { place < items.count ? items[place] : nil }
  var last: Int64? { items.last }
}

extension Play {
  /// What was stored beside the answers of a task.
  func extras(_ threadID: Int32) -> Row { Row(items: (answers[threadID] ?? []).map { $0.extra }) }

  /// The values of a task's answers.
  func row(_ threadID: Int32) -> Row { Row(items: values(threadID)) }

  /// The errors of a task's answers, from a place on.
  func errors(_ threadID: Int32, from place: Int) -> [Errno?] {
    Array(errors(threadID).dropFirst(place))
  }
}

extension SystemCall {
  /// A while, in which others get to their next wait.
  static func pause(_ milliseconds: UInt64) -> SystemCall {
    .compute(nanoseconds: milliseconds * 1_000_000)
  }
}

extension Kernel {
  /// A kernel with a program that can be executed.
  static var withProgram: Kernel {
    var kernel = Kernel()
    kernel.makeDirectory("/bin")
    kernel.makeFile("/bin/program", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o755)
    return kernel
  }
}
