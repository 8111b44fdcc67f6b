package import KernelCore
internal import LinuxABI
package import Machine

extension Kernel {
  /// Bytes of a task's memory.
  ///
  /// - Throws: EFAULT, if not all of them can be read.
  mutating func bytes(
    of task: TaskID, at address: UInt64, count: Int
  ) throws(Errno) -> [UInt8] {
    guard let space = addressSpace(of: task) else { throw .badAddress }
    let bytes = copyFromUser(space, UserAddress(rawValue: address), count: count)
    guard bytes.count == count else { throw .badAddress }
    return bytes
  }

  /// A word of a task's memory.
  ///
  /// - Throws: EFAULT.
  mutating func word(of task: TaskID, at address: UInt64) throws(Errno) -> UInt64 {
    try bytes(of: task, at: address, count: 8).word(at: 0)
  }

  /// Half a word of a task's memory.
  ///
  /// - Throws: EFAULT.
  mutating func int(of task: TaskID, at address: UInt64) throws(Errno) -> Int32 {
    Int32(truncatingIfNeeded: try bytes(of: task, at: address, count: 4).word(at: 0, count: 4))
  }

  /// A string of a task's memory, without its terminating zero.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - address: Where it begins.
  ///   - countMax: The most bytes that it may have, its zero included.
  /// - Returns: Its bytes.
  /// - Throws: EFAULT, or ENAMETOOLONG if it is longer.
  mutating func string(
    of task: TaskID, at address: UInt64, countMax: Int = 4_096
  ) throws(Errno) -> [UInt8] {
    guard let space = addressSpace(of: task) else { throw .badAddress }
    let (string, end) = readString(space, UserAddress(rawValue: address), bytesMax: countMax)
    switch end {
    case .terminated: return string
    case .tooLong: throw .fileNameTooLong
    case .unreadable: throw .badAddress
    }
  }

  /// Stores bytes in a task's memory.
  ///
  /// - Throws: EFAULT, if not all of them can be written.
  mutating func store(
    _ bytes: [UInt8], to task: TaskID, at address: UInt64
  ) throws(Errno) {
    guard let space = addressSpace(of: task) else { throw .badAddress }
    let count = copyToUser(space, UserAddress(rawValue: address), bytes[...])
    guard count == bytes.count else { throw .badAddress }
  }
}

extension Kernel {
  /// Sets a first task up: it begins in the directory of the programs, one of which it executes.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - start: What it is started with; a relative path is one from that directory.
  ///   - contents: The program's file.
  ///   - directory: The directory.
  package mutating func begin(
    _ task: TaskID, _ start: ProgramStart, _ contents: [UInt8], in directory: String
  ) {
    setCurrentDirectory(of: task, Array(directory.utf8))
    var path = start.path
    if path.starts(with: [0x2e, 0x2f]) { path = Array(directory.utf8) + path.dropFirst() }
    setProgram(
      of: task, ProgramImage(path: path, arguments: start.arguments, contents: contents))
  }

  /// Puts a program into a directory, which is made if it is not there.
  ///
  /// - Returns: Whether there was no file of that name.
  package mutating func installProgram(
    _ name: String, _ contents: [UInt8], in directory: String
  ) -> Bool {
    makeDirectory(directory)
    return makeFile(directory + "/" + name, contents: contents, permissions: 0o755)
  }
}

extension [UInt8] {
  /// A number, least significant byte first; bytes that are not there are 0.
  func word(at place: Int, count: Int = 8) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<count where place + index < self.count {
      word |= UInt64(self[place + index]) << UInt64(8 * index)
    }
    return word
  }

  /// Half a word with its sign.
  func int(at place: Int) -> Int32 {
    Int32(truncatingIfNeeded: word(at: place, count: 4))
  }

  /// Adds a number, least significant byte first.
  mutating func append(word: UInt64, count: Int = 8) {
    for index in 0..<count { append(UInt8(truncatingIfNeeded: word >> UInt64(8 * index))) }
  }

  /// Adds half a word.
  mutating func append(int: Int32) {
    append(word: UInt64(UInt32(bitPattern: int)), count: 4)
  }

  /// Adds zeroes up to a length.
  mutating func pad(to length: Int) {
    while count < length { append(0) }
  }
}
