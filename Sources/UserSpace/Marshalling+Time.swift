internal import KernelCore
internal import LinuxABI

// Calls on time and timers.
extension UserTasks {
  mutating func marshalTime(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall? {
    switch registers.number {
    case .nanosleep:
      let time = try time(of: task, on: &kernel, at: registers.a)
      return (call(.nanosleep, time), .timeLeft(at: registers.b))
    case .setitimer:
      var (value, interval): (UInt64, UInt64) = (0, 0)
      if registers.b != 0 {
        let bytes = try kernel.bytes(of: task, at: registers.b, count: 32)
        interval = try microseconds(bytes, at: 0)
        value = try microseconds(bytes, at: 16)
      }
      return (call(.setitimer, registers.a, value, interval), .value)
    default: return nil
    }
  }

  /// `struct timeval`, in nanoseconds.
  ///
  /// - Throws: EINVAL where it is no time.
  private func microseconds(_ bytes: [UInt8], at place: Int) throws(Errno) -> UInt64 {
    let seconds = Int64(bitPattern: bytes.word(at: place))
    let microseconds = bytes.word(at: place + 8)
    guard seconds >= 0, microseconds < 1_000_000 else { throw .invalidArgument }
    let (product, isOver) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    return isOver ? UInt64(Int64.max) : product &+ microseconds &* 1_000
  }
}
