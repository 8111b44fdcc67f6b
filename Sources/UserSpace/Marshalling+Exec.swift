internal import KernelCore
internal import LinuxABI
internal import Machine

// Executing a program: what it is started with is read before the old memory goes.
extension UserTasks {
  /// Source: execve(2); `fs/exec.c: do_execveat_common`.
  mutating func execve(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    let path = try kernel.string(of: task, at: registers.a)
    var room = ProgramLoader.argumentBytesMax
    var arguments = try strings(of: task, on: &kernel, at: registers.b, room: &room)
    let environment = try strings(of: task, on: &kernel, at: registers.c, room: &room)
    // Since 5.18 a program has at least one argument. Source: `fs/exec.c: bprm_stack_limits`.
    if arguments.isEmpty { arguments = [[]] }
    var bytes = path + [0]
    for argument in arguments { bytes += argument + [0] }
    // What cannot be found or executed the kernel refuses itself.
    guard let found = kernel.executable(bytes, by: task) else {
      return (.execve(path: bytes, entry: 0), .value)
    }
    let file: ELFFile
    do throws(ELFError) {
      file = try ELFFile(found.contents)
    } catch {
      let refused = call(
        .execve, 0, 0, 0, 0, UInt64(UInt32(bitPattern: error.errno.rawValue)), 0, bytes: bytes)
      return (refused, .value)
    }
    var start = ProgramStart(path: "", arguments: [])
    start.path = path
    start.arguments = found.arguments
    start.environment = environment
    start.credentials = found.credentials
    let entry = reserve(.program(LoadedImage(file: file, start: start)))
    return (.execve(path: bytes, entry: entry), .program(entry: entry))
  }

  /// The strings that a row of pointers names, up to its null.
  ///
  /// - Throws: EFAULT, E2BIG.
  private mutating func strings(
    of task: TaskID, on kernel: inout Kernel, at address: UInt64, room: inout Int
  ) throws(Errno) -> [[UInt8]] {
    guard address != 0 else { return [] }
    var strings: [[UInt8]] = []
    var place = address
    while true {
      let pointer = try kernel.word(of: task, at: place)
      guard pointer != 0 else { return strings }
      do throws(Errno) {
        // A string may have 32 pages. Source: `include/uapi/linux/binfmts.h: MAX_ARG_STRLEN`.
        strings.append(try kernel.string(of: task, at: pointer, countMax: 131_072))
      } catch {
        throw error == .fileNameTooLong ? .argListTooLong : error
      }
      room -= (strings.last?.count ?? 0) + 9
      guard room >= 0 else { throw .argListTooLong }
      place &+= 8
    }
  }
}
