internal import LinuxABI

// Files: descriptors, the current directory, and the calls on them.
extension Kernel {
  /// Carries out a call on files.
  mutating func fileCall(_ call: SystemCall, by caller: Int32) throws(Errno) -> Outcome {
    switch call {
    case .open(let path, let flags, let mode):
      return try open(path, flags, mode: mode, by: caller)
    case .close(let descriptor): return try close(descriptor, by: caller)
    case .dup(let descriptor): return try dup(descriptor, by: caller)
    case .read(let descriptor, let buffer): return try read(descriptor, buffer, by: caller)
    case .write(let descriptor, let buffer): return try write(descriptor, buffer, by: caller)
    case .chdir(let path):
      let node = try walk(to: path, by: caller)
      // chdir(2), ENOTDIR and EACCES.
      guard tree[node].kind == .directory else { throw .notDirectory }
      guard tree[node].permits(1, to: fileAccessor(caller)) else {
        throw .permissionDenied
      }
      directories[taskTable[caller].fs].currentDirectory = node
      return .value(0)
    case .getcwd:
      let path = tree.path(of: directories[taskTable[caller].fs].currentDirectory)
      keep(path, for: caller)
      // The terminating zero counts. Source: `fs/d_path.c: getcwd`.
      return .value(Int64(path.count + 1))
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
  /// - Throws: EBADF if there is none.
  func openFile(_ descriptor: FileDescriptor, of task: Int32) throws(Errno) -> Int32 {
    let file = fileTables[taskTable[task].files].openFile(behind: descriptor)
    guard file >= 0 else { throw .badFileDescriptor }
    return file
  }

  /// Source: close(2); `fs/file.c: file_close_fd`.
  private mutating func close(
    _ descriptor: FileDescriptor, by caller: Int32
  ) throws(Errno) -> Outcome {
    let file = try openFile(descriptor, of: caller)
    let table = taskTable[caller].files
    fileTables[table].descriptors[Int(descriptor.rawValue)] = -1
    fileTables[table].setClosesOnExec(descriptor.rawValue, false)
    releaseOpenFile(file)
    return .value(0)
  }

  /// Source: dup(2); `fs/file.c: ksys_dup`.
  private mutating func dup(
    _ descriptor: FileDescriptor, by caller: Int32
  ) throws(Errno) -> Outcome {
    let file = try openFile(descriptor, of: caller)
    let other = try freeDescriptor(of: caller)
    openFiles[file].users += 1
    return install(file, at: other, of: caller)
  }

  /// One descriptor fewer refers to an open file.
  mutating func releaseOpenFile(_ file: Int32) {
    openFiles[file].users -= 1
    if openFiles[file].users == 0 { openFiles.release(file) }
  }

  // MARK: - Reading and writing

  /// Source: read(2); `fs/read_write.c: vfs_read`.
  private mutating func read(
    _ descriptor: FileDescriptor, _ buffer: UserBuffer, by caller: Int32
  ) throws(Errno) -> Outcome {
    let file = try openFile(descriptor, of: caller)
    // read(2), EBADF: it is not open for reading.
    guard openFiles[file].isReadable else { throw .badFileDescriptor }
    // read(2), EINVAL: a process has nothing to read. Source: `fs/read_write.c: vfs_read`.
    guard openFiles[file].process == nil else { throw .invalidArgument }
    let node = openFiles[file].node
    // read(2), EISDIR.
    guard tree[node].kind != .directory else { throw .isDirectory }
    let count: Int
    switch buffer {
    case .memory(_, let bytes), .inline(let bytes): count = bytes
    // Bytes to write are no place to read into.
    case .bytes: throw .badAddress
    }
    // A length that is negative as a signed number. Source: `fs/read_write.c: rw_verify_area`.
    guard count >= 0 else { throw .invalidArgument }
    let offset = openFiles[file].offset
    // The console has nobody at its keyboard: it is always at its end.
    let contents = tree[node].contents
    // The offset may be beyond the end: somebody cut the file.
    let start = min(offset, contents.count)
    let bytes = contents[start..<start + min(count, contents.count - start)]
    guard case .memory(let address, _) = buffer else {
      openFiles[file].offset += bytes.count
      keep(Array(bytes), for: caller)
      return .value(Int64(bytes.count))
    }
    let copied = copyToUser(taskTable[caller].mm, address.rawValue, bytes)
    // read(2), EFAULT: nothing at all could be stored.
    guard copied > 0 || bytes.isEmpty else { throw .badAddress }
    openFiles[file].offset += copied
    return .value(Int64(copied))
  }

  /// Source: write(2); `fs/read_write.c: vfs_write`.
  private mutating func write(
    _ descriptor: FileDescriptor, _ buffer: UserBuffer, by caller: Int32
  ) throws(Errno) -> Outcome {
    let file = try openFile(descriptor, of: caller)
    // write(2), EBADF: it is not open for writing.
    guard openFiles[file].isWritable else { throw .badFileDescriptor }
    // write(2), EINVAL: a process takes nothing. Source: `fs/read_write.c: vfs_write`.
    guard openFiles[file].process == nil else { throw .invalidArgument }
    let bytes: [UInt8]
    switch buffer {
    case .bytes(let carried): bytes = carried
    case .memory(let address, let count):
      // A length that is negative as a signed number. Source: `fs/read_write.c: rw_verify_area`.
      guard count >= 0 else { throw .invalidArgument }
      bytes = copyFromUser(
        taskTable[caller].mm, address.rawValue, count: min(count, limits.treeBytesMax))
      // write(2), EFAULT: nothing at all could be loaded.
      guard !bytes.isEmpty || count == 0 else { throw .badAddress }
    // Room for a reply holds nothing to write.
    case .inline: throw .badAddress
    }
    let node = openFiles[file].node
    if tree[node].kind == .console {
      console.append(contentsOf: bytes.prefix(limits.consoleBytesMax - console.count))
      return .value(Int64(bytes.count))
    }
    if bytes.isEmpty { return .value(0) }
    if openFiles[file].flags.contains(.append) {
      openFiles[file].offset = tree[node].contents.count
    }
    let written = try tree.write(node, bytes, at: openFiles[file].offset, limits: limits)
    let offset = openFiles[file].offset
    openFiles[file].offset += written
    if hasKernelThreads { return dirtyFile(node, from: offset, count: written, by: caller) }
    return .value(Int64(written))
  }
}
