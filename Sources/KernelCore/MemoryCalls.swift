internal import LinuxABI

// The calls on memory that have no case of their own, each handed to the file of its concern.
extension Kernel {
  /// Whether a call is one of those.
  static func isMemoryCall(_ number: SystemCallNumber) -> Bool {
    switch number {
    case .mmap, .munmap, .mprotect, .mremap, .madvise, .msync, .mincore, .brk, .mlock, .mlock2,
      .munlock, .mlockall, .munlockall:
      true
    default: false
    }
  }

  mutating func memoryCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    switch call.number {
    case .mmap: return try mmap(call, by: caller)
    case .munmap:
      try memory.unmap(
        taskTable[caller].mm, address: call.a, length: call.b, limits: limits)
      closeMappedFiles()
      return .value(0)
    case .mprotect: return try mprotect(call, by: caller)
    case .mremap: return try mremap(call, by: caller)
    case .madvise: return try madvise(call, by: caller)
    case .msync: return try msync(call, by: caller)
    case .mincore: return try mincore(call, by: caller)
    case .brk: return brk(call.a, by: caller)
    default: return try lockingCall(call, by: caller)
    }
  }
}
