internal import LinuxABI

// The calls on files, pipes and directories that have no case of their own.
extension Kernel {
  @inline(never)
  mutating func fileCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    switch call.number {
    case .pipe2: return try pipe2(call, by: caller)
    default:
      // Source: `kernel/sys_ni.c: sys_ni_syscall`.
      guard call.number.isOfLinux else { throw .notImplemented }
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
  }
}
