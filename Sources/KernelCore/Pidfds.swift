internal import LinuxABI

// Descriptors of processes.
extension Kernel {
  func taskOfPidfd(
    _ descriptor: FileDescriptor, by caller: Int32
  ) throws(Errno) -> (task: Int32, isNonBlocking: Bool) {
    throw .badFileDescriptor
  }
  mutating func resumePoll(of task: Int32) throws(Errno) -> Outcome { .value(0) }
}
