package import LinuxABI

// What files can be executed: ELF programs, and scripts, whose interpreters are executed for them.
extension Kernel {
  /// How the files begin that can be executed: as an ELF file.
  private static var programMagic: [UInt8] { [0x7f, 0x45, 0x4c, 0x46] }
  /// The interpreters that may stand one before the other.
  ///
  /// Source: `fs/exec.c: exec_binprm`.
  private static var interpretersMax: Int { 5 }
  /// What is read of a file to see what it is (`BINPRM_BUF_SIZE`).
  private static var headBytes: Int { 256 }

  /// The program that a call of execve names, and the path by which it does.
  ///
  /// The bytes are the path, and behind its zero byte the arguments, each with one of its own.
  func program(
    named bytes: [UInt8], by caller: Int32
  ) throws(Errno) -> (program: ProgramImage, file: Int32, path: [UInt8]) {
    let path = try checkedPath(bytes)
    var arguments = bytes.dropFirst(path.count + 1).split(
      separator: 0, omittingEmptySubsequences: false
    ).map { Array($0) }
    // Behind the last zero byte there is nothing.
    if arguments.last?.isEmpty == true { arguments.removeLast() }
    if arguments.isEmpty { arguments = [path] }
    var name = path
    for depth in 0... {
      let file = try executable(name, by: caller)
      let contents = tree[file].contents
      if contents.starts(with: Self.programMagic) {
        return (
          ProgramImage(
            path: tree.path(of: file), arguments: arguments, contents: contents), file, path
        )
      }
      let (interpreter, argument) = try Self.interpreter(of: contents)
      // execve(2), ELOOP.
      guard depth < Self.interpretersMax else { throw .tooManySymbolicLinks }
      arguments =
        [interpreter] + (argument.isEmpty ? [] : [argument]) + [name] + arguments.dropFirst()
      name = interpreter
    }
    throw .execFormatError
  }

  /// A file that a task may execute.
  private func executable(_ path: [UInt8], by caller: Int32) throws(Errno) -> Int32 {
    // execve(2), EACCES: no file, or one that the caller may not execute.
    let place = try find(path, by: caller)
    // ELOOP: a descriptor of a link is executed. Source: `fs/namei.c: may_open`.
    if type(of: place) == .link { throw .tooManySymbolicLinks }
    guard let node = place.node, tree[node].kind == .file,
      tree[node].isExecutable, tree[node].permits(1, to: fileAccessor(caller))
    else { throw .permissionDenied }
    // execve(2), ETXTBSY. Source: `fs/exec.c: do_open_execat`, exe_file_deny_write_access.
    guard !isOpenForWriting(node) else { throw .textFileBusy }
    return node
  }

  /// The interpreter that the first line of a script names, and the argument that it gives it.
  ///
  /// Source: execve(2), Interpreter scripts; `fs/binfmt_script.c: load_script`.
  private static func interpreter(
    of contents: [UInt8]
  ) throws(Errno) -> (path: [UInt8], argument: [UInt8]) {
    // execve(2), ENOEXEC: no format that the kernel knows.
    guard contents.starts(with: [0x23, 0x21]) else { throw .execFormatError }
    let head = contents.prefix(headBytes)
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    // Of what is read the last byte is no part of the line.
    let last = headBytes - 1
    let line = head.prefix(last).dropFirst(2).prefix { $0 != 0x0a && $0 != 0 }
    let text = line.drop(while: isBlank)
    let path = text.prefix { !isBlank($0) }
    guard !path.isEmpty else {
      // EACCES: a name without a byte, where the file ends, is that of a directory. ENOEXEC: there is none.
      let end = text.endIndex
      let isNamed = end < last && (end == head.count || head[end] == 0)
      throw isNamed ? .permissionDenied : .execFormatError
    }
    // ENOEXEC: it was cut.
    if path.endIndex == last, head.count > last, ![0, 0x09, 0x0a, 0x20].contains(head[last]) {
      throw .execFormatError
    }
    var argument = text[path.endIndex...].drop(while: isBlank)
    while let last = argument.last, isBlank(last) { argument.removeLast() }
    return (Array(path), Array(argument))
  }
}

// What the driver asks about what it is to execute by a descriptor.
extension Kernel {
  /// - Throws: EBADF if a task has no such descriptor.
  package func checkDescriptor(_ descriptor: Int32, of task: TaskID) throws(Errno) {
    guard let slot = slot(of: task) else { throw .badFileDescriptor }
    _ = try anyFile(FileDescriptor(rawValue: descriptor), of: slot)
  }

  /// Whether a descriptor is closed when a program is executed.
  package func closesOnExec(_ descriptor: Int32, of task: TaskID) -> Bool {
    guard let slot = slot(of: task), taskTable[slot].files >= 0 else { return false }
    return fileTables[taskTable[slot].files].closeOnExec.contains(descriptor)
  }

  /// - Throws: EBADF, or ENOTDIR if the descriptor is not that of a directory.
  package func checkDirectory(_ descriptor: Int32, of task: TaskID) throws(Errno) {
    guard let slot = slot(of: task) else { throw .badFileDescriptor }
    _ = try start(of: [], at: descriptor, by: slot)
  }

  /// Whether a task may execute a file, whatever is in it.
  ///
  /// Source: execveat(2), AT_EXECVE_CHECK; `fs/exec.c: bprm_execve`, is_check.
  package func checkExecutable(_ path: [UInt8], of task: TaskID) throws(Errno) {
    guard let slot = slot(of: task) else { throw .noSuchFileOrDirectory }
    _ = try executable(try checkedPath(path), by: slot)
  }

  /// Whether a path ends at a symbolic link.
  package func isLink(_ path: [UInt8], of task: TaskID) -> Bool {
    guard let slot = slot(of: task), let place = try? find(path, links: .stay, by: slot) else {
      return false
    }
    return type(of: place) == .link
  }
}
