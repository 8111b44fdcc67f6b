internal import KernelCore
internal import LinuxABI

// Calls on POSIX message queues.
extension UserTasks {
  mutating func marshalQueues(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall? {
    switch registers.number {
    case .mqOpen:
      let attributes =
        registers.b & 0o100 == 0 || registers.d == 0
        ? [] : try kernel.bytes(of: task, at: registers.d, count: QueueAttributes.byteCount)
      let name = try kernel.string(of: task, at: registers.a)
      return (
        call(
          .mqOpen, 0, registers.b, registers.c, attributes.isEmpty ? 0 : 1,
          bytes: name + [0] + attributes), .value
      )
    case .mqUnlink:
      let name = try kernel.string(of: task, at: registers.a)
      return (call(.mqUnlink, bytes: name), .value)
    case .mqTimedsend:
      // More than a queue can take is refused by the kernel.
      let time = registers.e == 0 ? [] : try kernel.bytes(of: task, at: registers.e, count: 16)
      let count = registers.c <= UInt64(Kernel.messageBytesMax) ? Int(registers.c) : 0
      var message: [UInt8] = []
      if kernel.takesMessage(registers.intA, count: count, of: task) {
        message = try kernel.bytes(of: task, at: registers.b, count: count)
      }
      return (
        call(
          .mqTimedsend, registers.a, 0, registers.c, registers.d, time.isEmpty ? 0 : 1,
          bytes: time + message), .value
      )
    case .mqTimedreceive:
      let time = registers.e == 0 ? [] : try kernel.bytes(of: task, at: registers.e, count: 16)
      return (
        call(.mqTimedreceive, registers.a, 0, registers.c, 0, time.isEmpty ? 0 : 1, bytes: time),
        .message(at: registers.b, priority: registers.d)
      )
    case .mqNotify:
      var event = registers.b == 0 ? [] : try kernel.bytes(of: task, at: registers.b, count: 64)
      // SIGEV_THREAD: what is to be told. Source: `ipc/mqueue.c: do_mq_notify`, NOTIFY_COOKIE_LEN.
      if !event.isEmpty, event.int(at: 12) == 2 {
        event += try kernel.bytes(of: task, at: event.word(at: 0), count: 32)
      }
      return (call(.mqNotify, registers.a, event.isEmpty ? 0 : 1, bytes: event), .value)
    case .mqGetsetattr:
      let new =
        registers.b == 0
        ? [] : try kernel.bytes(of: task, at: registers.b, count: QueueAttributes.byteCount)
      return (
        call(.mqGetsetattr, registers.a, new.isEmpty ? 0 : 1, bytes: new),
        .bytes(at: registers.c).unlessNull(registers.c)
      )
    default: return nil
    }
  }
}
