internal import LinuxABI

// Bytes from one file to another without a way through the program: sendfile and copy_file_range.
//
// Where a call names a place in a file, the place travels as a word with one beside it that says so; how far it
// moved is the value. A copy into a pipe or a socket is a write like any other, so it waits as one.
extension Kernel {
  /// A place that a call names, or that of the open file.
  private func place(_ word: UInt64, isNamed: Bool, _ file: Int32) -> Int64 {
    isNamed ? Int64(bitPattern: word) : Int64(openFiles[file].offset)
  }

  /// Copies from a file to what a descriptor is of.
  ///
  /// Words: 0 descriptor to write to, 1 descriptor to read from, 2 the place, 3 the count, 4 whether there is a place.
  ///
  /// Source: sendfile(2); `fs/read_write.c: do_sendfile`; `fs/splice.c: splice_direct_to_actor`.
  mutating func sendfile(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let from = try openFile(FileDescriptor(rawValue: call.intB), of: caller)
    // sendfile(2), EBADF.
    guard openFiles[from].isReadable, openFiles[from].process == nil else {
      throw .badFileDescriptor
    }
    let isNamed = call.e != 0
    if isNamed { try checkHasPositions(openFiles[from]) }
    let start = place(call.c, isNamed: isNamed, from)
    // sendfile(2), EINVAL. Source: `fs/read_write.c: rw_verify_area`.
    guard start >= 0, Int64(bitPattern: call.d) >= 0 else { throw .invalidArgument }
    let to = try openFile(FileDescriptor(rawValue: call.intA), of: caller)
    guard openFiles[to].isWritable, openFiles[to].process == nil else { throw .badFileDescriptor }
    // sendfile(2), EINVAL: O_APPEND, and what has no pages to lend.
    guard !openFiles[to].flags.contains(.append) else { throw .invalidArgument }
    let wanted = Int(min(call.d, UInt64(Self.transferBytesMax)))
    guard let bytes = try lentBytes(of: from, at: Int(start), wanted, by: caller) else {
      throw .invalidArgument
    }
    guard !bytes.isEmpty else { return .value(0) }
    if !isNamed { openFiles[from].offset = Int(start) + bytes.count }
    let outcome: Outcome
    do throws(Errno) {
      outcome = try begin(
        FileTransfer(
          descriptor: FileDescriptor(rawValue: call.intA), direction: .write, isInMemory: false,
          bytes: bytes, count: bytes.count), by: caller)
    } catch {
      if !isNamed { openFiles[from].offset = Int(start) }
      throw error
    }
    if !isNamed, case .value(let written) = outcome {
      openFiles[from].offset = Int(start) + Int(max(0, written))
    }
    return outcome
  }

  /// What a file, or a device that has bytes without end, has from a place on.
  ///
  /// - Returns: nil for what lends nothing: pipes, sockets, directories.
  mutating func lentBytes(
    of file: Int32, at start: Int, _ count: Int, by caller: Int32
  ) throws(Errno) -> [UInt8]? {
    let record = openFiles[file]
    guard record.isOfPlace, !record.isConsole else { return nil }
    guard let node = record.place.node else {
      guard type(of: record.place) == .regular else { return nil }
      let text = try processText(of: record.place, seenBy: caller)
      return Array(text.dropFirst(start).prefix(count))
    }
    switch tree[node].kind {
    case .file:
      let contents = tree[node].contents
      return Array(contents.dropFirst(start).prefix(count))
    case .zero, .full: return [UInt8](repeating: 0, count: min(count, PipeRecord.bytesMax))
    case .random, .urandom: return randomBytes(min(count, PipeRecord.bytesMax))
    default: return nil
    }
  }

  /// Copies a part of a file to another one.
  ///
  /// Words: 0 descriptor to read from, 1 its place, 2 descriptor to write to, 3 its place, 4 the count, 5 bits: 1 and 2
  /// say that there is the first and the second place, the others are the flags, 32 bits higher.
  ///
  /// Source: copy_file_range(2); `fs/read_write.c: vfs_copy_file_range, generic_copy_file_checks`.
  mutating func copyFileRange(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let from = try openFile(FileDescriptor(rawValue: call.intA), of: caller)
    let to = try openFile(FileDescriptor(rawValue: call.intC), of: caller)
    // copy_file_range(2), EINVAL: there are no flags.
    guard call.f >> 32 == 0 else { throw .invalidArgument }
    let (source, target) = (try copied(from), try copied(to))
    // copy_file_range(2), EBADF.
    guard openFiles[from].isReadable, openFiles[to].isWritable,
      !openFiles[to].flags.contains(.append)
    else { throw .badFileDescriptor }
    let start = place(call.b, isNamed: call.f & 1 != 0, from)
    let end = place(call.d, isNamed: call.f & 2 != 0, to)
    // copy_file_range(2), EOVERFLOW.
    let (most, isOver) = UInt64(bitPattern: start).addingReportingOverflow(call.e)
    let (last, isFar) = UInt64(bitPattern: end).addingReportingOverflow(call.e)
    guard !isOver, !isFar, most <= UInt64(Int64.max), last <= UInt64(Int64.max) else {
      throw .overflow
    }
    let length = tree[source].contents.count
    let count = min(Int(clamping: call.e), max(0, length - Int(start)), Self.transferBytesMax)
    // copy_file_range(2), EINVAL: a part onto itself.
    guard source != target || Int(end) + count <= Int(start) || Int(start) + count <= Int(end)
    else { throw .invalidArgument }
    guard count > 0 else { return .value(0) }
    let bytes = Array(tree[source].contents[Int(start)..<Int(start) + count])
    let outcome = try begin(
      FileTransfer(
        descriptor: FileDescriptor(rawValue: call.intC), direction: .write, isInMemory: false,
        bytes: bytes, count: count, position: Int(end)), by: caller)
    guard case .value(let written) = outcome else { return outcome }
    if call.f & 1 == 0 { openFiles[from].offset = Int(start) + Int(written) }
    if call.f & 2 == 0 { openFiles[to].offset = Int(end) + Int(written) }
    return outcome
  }

  /// The file that an open one is of.
  ///
  /// - Throws: EISDIR for a directory, EINVAL for what else is no file.
  ///   Source: `fs/read_write.c: generic_file_rw_checks`.
  private func copied(_ file: Int32) throws(Errno) -> Int32 {
    let record = openFiles[file]
    guard record.isOfPlace else { throw .invalidArgument }
    guard type(of: record.place) != .directory else { throw .isDirectory }
    guard let node = record.place.node, tree[node].kind == .file else { throw .invalidArgument }
    return node
  }
}
