public import LinuxABI
internal import Wire

extension SystemCalls {
  /// Opens a file and gives the lowest free descriptor.
  ///
  /// Source: open(2).
  public func open(
    _ path: String, _ flags: OpenFlags, mode: UInt32 = 0o644, file: StaticString = #fileID,
    line: UInt32 = #line
  ) async throws -> FileDescriptor {
    let reply = try await call(
      .openat, UInt64(register: Self.atCurrentDirectory), 0, UInt64(register: flags.rawValue),
      UInt64(mode), bytes: Array(path.utf8), at: (file, line))
    return FileDescriptor(rawValue: Int32(truncatingIfNeeded: reply.value))
  }

  /// Closes a descriptor.
  public func close(
    _ descriptor: FileDescriptor, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws {
    try await call(.close, UInt64(register: descriptor.rawValue), at: (file, line))
  }

  /// Gives the same open file a second descriptor, the lowest free one.
  public func dup(_ descriptor: FileDescriptor, file: StaticString = #fileID, line: UInt32 = #line)
    async throws -> FileDescriptor
  {
    let reply = try await call(.dup, UInt64(register: descriptor.rawValue), at: (file, line))
    return FileDescriptor(rawValue: Int32(truncatingIfNeeded: reply.value))
  }

  /// Reads at most `count` bytes from the file's offset on.
  public func read(
    _ descriptor: FileDescriptor, count: Int, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws -> [UInt8] {
    try await call(
      .read, UInt64(register: descriptor.rawValue), 0, UInt64(truncatingIfNeeded: count),
      at: (file, line)
    ).bytes
  }

  /// Writes bytes at the file's offset and gives how many were written.
  @discardableResult
  public func write(
    _ descriptor: FileDescriptor, _ bytes: [UInt8], file: StaticString = #fileID,
    line: UInt32 = #line
  ) async throws -> Int {
    let reply = try await call(
      .write, UInt64(register: descriptor.rawValue), 0, UInt64(bytes.count), bytes: bytes,
      at: (file, line))
    return Int(reply.value)
  }

  /// Writes text as UTF-8.
  @discardableResult
  public func write(
    _ descriptor: FileDescriptor, _ text: String, file: StaticString = #fileID, line: UInt32 = #line
  ) async throws -> Int {
    try await write(descriptor, Array(text.utf8), file: file, line: line)
  }

  /// Changes the current directory of this task, and of those that share its `fs` structure.
  public func chdir(_ path: String, file: StaticString = #fileID, line: UInt32 = #line) async throws
  {
    try await call(.chdir, bytes: Array(path.utf8), at: (file, line))
  }

  /// The current directory.
  public func getcwd(file: StaticString = #fileID, line: UInt32 = #line) async throws -> String {
    String(decoding: try await call(.getcwd, at: (file, line)).bytes, as: UTF8.self)
  }

  /// Sets the mask of permissions that new files do not get, and gives the one before.
  @discardableResult
  public func umask(_ mask: UInt32, file: StaticString = #fileID, line: UInt32 = #line) async throws
    -> UInt32
  {
    UInt32(truncatingIfNeeded: try await call(.umask, UInt64(mask), at: (file, line)).value)
  }

  /// AT_FDCWD of openat(2).
  private static var atCurrentDirectory: Int32 { -100 }
}
