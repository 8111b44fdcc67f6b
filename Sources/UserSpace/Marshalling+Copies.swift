internal import KernelCore
internal import LinuxABI

// Calls that copy from one file to another.
extension UserTasks {
  /// sendfile(2), copy_file_range(2) and splice(2): what a pointer names is a place in a file.
  mutating func copy(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    if registers.number == .sendfile {
      let start = registers.c == 0 ? 0 : try kernel.word(of: task, at: registers.c)
      return (
        call(
          .sendfile, registers.a, registers.b, start, registers.d, registers.c == 0 ? 0 : 1),
        .moved([(registers.c, start)])
      )
    }
    for descriptor in [registers.intA, registers.intC] {
      try kernel.checkDescriptor(descriptor, of: task)
    }
    if registers.number == .splice {
      // ESPIPE comes before the place is read. Source: `fs/splice.c: __do_splice`.
      try kernel.checkSplice(registers.intA, isNamed: registers.b != 0, of: task)
      try kernel.checkSplice(registers.intC, isNamed: registers.d != 0, of: task)
    }
    let start = registers.b == 0 ? 0 : try kernel.word(of: task, at: registers.b)
    let end = registers.d == 0 ? 0 : try kernel.word(of: task, at: registers.d)
    let named: UInt64 = (registers.b == 0 ? 0 : 1) | (registers.d == 0 ? 0 : 2)
    let flags = registers.f & 0xffff_ffff
    return (
      call(
        registers.number, registers.a, start, registers.c, end, registers.e,
        registers.number == .splice ? named << 32 | flags : flags << 32 | named),
      .moved([(registers.b, start), (registers.d, end)])
    )
  }
}
