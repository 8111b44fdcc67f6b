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
    return try execute(path, registers.b, registers.c, of: task, on: &kernel)
  }

  /// Source: execveat(2), which names what it executes by the descriptor.
  mutating func execveat(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    var path = try kernel.string(of: task, at: registers.b)
    let flags = registers.e & 0xffff_ffff
    // AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH, AT_EXECVE_CHECK; below AT_FDCWD.
    guard flags & ~0x11100 == 0 else { throw .invalidArgument }
    let isDescriptor = path.isEmpty
    let usesDescriptor = isDescriptor || path.first != 0x2f && registers.intA != -100
    if isDescriptor {
      guard flags & 0x1000 != 0 else { throw .noSuchFileOrDirectory }
      // EACCES: the current directory is none to execute.
      guard registers.intA != -100 else { throw .permissionDenied }
      try kernel.checkDescriptor(registers.intA, of: task)
      path = Array("/dev/fd/".utf8) + Array(String(registers.intA).utf8)
    } else if path.first != 0x2f, registers.intA != -100 {
      // execveat(2): EBADF and ENOTDIR, which the path would not show.
      try kernel.checkDirectory(registers.intA, of: task)
      path = Array("/dev/fd/".utf8) + Array(String(registers.intA).utf8) + [0x2f] + path
    }
    // execveat(2), ELOOP: a link, where none is to be followed. Source: `fs/exec.c: do_open_execat`.
    if flags & 0x100 != 0, !isDescriptor, kernel.isLink(path, of: task) {
      throw .tooManySymbolicLinks
    }
    if flags & 0x10000 != 0 {
      try kernel.checkExecutable(path, of: task)
      var room = ProgramLoader.argumentBytesMax
      _ = try strings(of: task, on: &kernel, at: registers.c, room: &room)
      _ = try strings(of: task, on: &kernel, at: registers.d, room: &room)
      return (.done(registers.number), .value)
    }
    return try execute(
      path, registers.c, registers.d, isDescriptor: isDescriptor,
      isOutOfReach: usesDescriptor && kernel.closesOnExec(registers.intA, of: task), of: task,
      on: &kernel)
  }

  private mutating func execute(
    _ path: [UInt8], _ argumentPlace: UInt64, _ environmentPlace: UInt64,
    isDescriptor: Bool = false, isOutOfReach: Bool = false, of task: TaskID,
    on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    var room = ProgramLoader.argumentBytesMax
    var arguments = try strings(of: task, on: &kernel, at: argumentPlace, room: &room)
    let environment = try strings(of: task, on: &kernel, at: environmentPlace, room: &room)
    // Since 5.18 a program has at least one argument. Source: `fs/exec.c: bprm_stack_limits`.
    if arguments.isEmpty { arguments = [[]] }
    var bytes = path + [0]
    for argument in arguments { bytes += argument + [0] }
    // What cannot be found or executed the kernel refuses itself.
    guard let found = kernel.executable(bytes, by: task) else {
      return (.execve(path: bytes, entry: 0), .value)
    }
    // execveat(2), ENOENT: an interpreter could not open its script any more.
    // Source: `fs/binfmt_script.c: load_script`, BINPRM_FLAGS_PATH_INACCESSIBLE.
    guard !isOutOfReach || found.arguments.count == arguments.count else {
      throw .noSuchFileOrDirectory
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
    let made = call(.execve, 0, 0, 0, isDescriptor ? 1 : 0, 0, entry, bytes: bytes)
    return (made, .program(entry: entry))
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
