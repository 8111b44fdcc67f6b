internal import KernelCore
package import LinuxABI

/// What a task did, for whoever shows the calls of a program.
package enum CallEvent: Sendable {
  /// It makes a call.
  case call(ThreadID, number: SystemCallNumber, arguments: [UInt64])
  /// Its call has an answer.
  case answer(ThreadID, value: Int64)
  /// A handler runs in it.
  case signal(ThreadID, SignalInfo)
  /// It has ended.
  case ended(ThreadID, WaitStatus?)
}

extension Computer {
  func recordCall(_ registers: CallRegisters, of task: TaskID) {}
  func recordReply(_ reply: Reply, _ value: Int64, of task: TaskID) {}
  func recordSignal(_ delivery: SignalDelivery, of task: TaskID) {}
  func recordEnd(of task: TaskID, _ status: WaitStatus?) {}
}
