internal import LinuxABI

// Files: descriptors, the current directory, and the calls on them.
extension Kernel {
  /// Carries out a call on files.
  mutating func fileCall(_ call: SystemCall, by caller: Int32) throws(Errno) -> Outcome {
    tree.nowNanoseconds = fileTime
    switch call {
    case .open(let path, let flags, let mode):
      return try open(path, flags, mode: mode, by: caller)
    case .close(let descriptor): return try close(descriptor, by: caller)
    case .dup(let descriptor): return try dup(descriptor, by: caller)
    case .read(let descriptor, let buffer):
      _ = try openFile(descriptor, of: caller)
      return try begin(try transfer(reading: descriptor, buffer), by: caller)
    case .write(let descriptor, let buffer):
      _ = try openFile(descriptor, of: caller)
      return try begin(try transfer(writing: descriptor, buffer), by: caller)
    case .chdir(let path):
      return try changeDirectory(to: try find(path, by: caller), by: caller)
    case .getcwd: return try getcwd(by: caller)
    case .umask(let mask):
      let fs = taskTable[caller].fs
      let old = directories[fs].umask
      directories[fs].umask = mask & 0o777
      return .value(Int64(old))
    default: return .value(0)
    }
  }

  // MARK: - Descriptors

  /// Finds the open file behind a descriptor.
  ///
  /// - Throws: EBADF if there is none, or if it is that of a path alone. Source: open(2), O_PATH;
  ///   `fs/file.c: fget`, FMODE_PATH.
  func openFile(_ descriptor: FileDescriptor, of task: Int32) throws(Errno) -> Int32 {
    let file = try anyFile(descriptor, of: task)
    guard !openFiles[file].flags.contains(.path) else { throw .badFileDescriptor }
    return file
  }

  /// Finds the open file behind a descriptor, which may be that of a path alone.
  ///
  /// - Throws: EBADF if there is none. Source: `fs/file.c: fget_raw`.
  func anyFile(_ descriptor: FileDescriptor, of task: Int32) throws(Errno) -> Int32 {
    let file = fileTables[taskTable[task].files].openFile(behind: descriptor)
    guard file >= 0 else { throw .badFileDescriptor }
    return file
  }

  /// Source: close(2); `fs/file.c: file_close_fd`.
  private mutating func close(
    _ descriptor: FileDescriptor, by caller: Int32
  ) throws(Errno) -> Outcome {
    let file = try anyFile(descriptor, of: caller)
    let table = taskTable[caller].files
    fileTables[table].descriptors[Int(descriptor.rawValue)] = -1
    fileTables[table].setClosesOnExec(descriptor.rawValue, false)
    closeDescriptor(of: file, in: table)
    return .value(0)
  }

  /// Source: dup(2); `fs/file.c: ksys_dup`.
  private mutating func dup(
    _ descriptor: FileDescriptor, by caller: Int32
  ) throws(Errno) -> Outcome {
    let file = try anyFile(descriptor, of: caller)
    let other = try freeDescriptor(of: caller)
    openFiles[file].users += 1
    return install(file, at: other, of: caller)
  }

  /// One descriptor fewer refers to an open file.
  mutating func releaseOpenFile(_ file: Int32) {
    openFiles[file].users -= 1
    guard openFiles[file].users == 0 else { return }
    if !programSides.isEmpty, !programSides[0].locks.isEmpty { forgetLocks(ofOpenFile: file) }
    if !programSides.isEmpty, !programSides[0].fileSignals.isEmpty {
      programSide.fileSignals.removeAll { $0.file == file }
    }
    let record = openFiles[file]
    openFiles.release(file)
    sweepOrphans()
    if !fileSides.isEmpty, fileSide.pollerCount > 0 { forgetWatched(file) }
    if record.special >= 0 { releaseSpecial(record.special) }
    if record.pipe >= 0 {
      closePipe(record.pipe, readable: record.isReadable, writable: record.isWritable)
    }
  }
}
