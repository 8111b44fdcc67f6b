internal import KernelCore
internal import LinuxABI

// Calls on paths: what a pointer names travels as bytes.
extension UserTasks {
  mutating func marshalPaths(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall? {
    switch registers.number {
    case .openat, .mkdirat, .mknodat, .unlinkat, .faccessat, .faccessat2, .fchmodat, .fchmodat2,
      .fchownat:
      let path = try kernel.string(of: task, at: registers.b)
      return (plain(registers, bytes: path), .value)
    case .readlinkat:
      let path = try kernel.string(of: task, at: registers.b)
      return (plain(registers, bytes: path), .bytesIfAny(at: registers.c))
    case .newfstatat:
      let path = try pathOrNone(of: task, on: &kernel, at: registers.b, flags: registers.d)
      return (plain(registers, bytes: path), .bytes(at: registers.c))
    case .statx:
      let path = try pathOrNone(of: task, on: &kernel, at: registers.b, flags: registers.c)
      return (plain(registers, bytes: path), .bytes(at: registers.e))
    case .chdir:
      return (.chdir(path: try kernel.string(of: task, at: registers.a)), .value)
    case .truncate, .chroot:
      let path = try kernel.string(of: task, at: registers.a)
      return (plain(registers, bytes: path), .value)
    case .statfs:
      let path = try kernel.string(of: task, at: registers.a)
      return (plain(registers, bytes: path), .bytes(at: registers.b))
    case .getcwd: return (.getcwd, .path(at: registers.a, size: registers.b))
    case .symlinkat:
      let target = try kernel.string(of: task, at: registers.a)
      let path = try kernel.string(of: task, at: registers.c)
      return (
        call(.symlinkat, 0, registers.b, bytes: target + [0] + path), .value
      )
    case .linkat, .renameat2:
      let old = try kernel.string(of: task, at: registers.b)
      let new = try kernel.string(of: task, at: registers.d)
      return (plain(registers, bytes: old + [0] + new), .value)
    case .utimensat: return try utimes(registers, of: task, on: &kernel)
    default: return nil
    }
  }

  /// A path that may be left out where the flags say so (`AT_EMPTY_PATH`).
  private mutating func pathOrNone(
    of task: TaskID, on kernel: inout Kernel, at address: UInt64, flags: UInt64
  ) throws(Errno) -> [UInt8] {
    if address == 0, flags & 0x1000 != 0 { return [] }
    return try kernel.string(of: task, at: address)
  }

  private mutating func utimes(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    let path = registers.b == 0 ? [] : try kernel.string(of: task, at: registers.b)
    let times = registers.c == 0 ? [] : try kernel.bytes(of: task, at: registers.c, count: 32)
    return (
      call(
        .utimensat, registers.a, registers.b == 0 ? 0 : 1, registers.c == 0 ? 0 : 1, registers.d,
        bytes: path + [0] + times),
      .value
    )
  }
}
