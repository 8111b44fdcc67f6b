internal import LinuxABI

/// A table of descriptors: Linux's `files_struct`.
struct FilesRecord: Sendable {
  var users: Int32 = 1
  /// The open file behind each descriptor, or -1.
  var descriptors: ContiguousArray<Int32> = []
  /// The descriptors that exec closes (`FD_CLOEXEC`), in ascending order.
  var closeOnExec: ContiguousArray<Int32> = []

  /// The lowest descriptor that is free, from one on.
  func lowestFree(from start: Int) -> Int {
    guard start < descriptors.count else { return start }
    return descriptors[start...].firstIndex(of: -1) ?? descriptors.count
  }

  /// Says whether exec closes a descriptor.
  mutating func setClosesOnExec(_ descriptor: Int32, _ isClosed: Bool) {
    let place = closeOnExec.firstIndex { $0 >= descriptor } ?? closeOnExec.count
    let isListed = place < closeOnExec.count && closeOnExec[place] == descriptor
    if isClosed, !isListed { closeOnExec.insert(descriptor, at: place) }
    if !isClosed, isListed { closeOnExec.remove(at: place) }
  }

  /// The open file behind a descriptor, or -1.
  func openFile(behind descriptor: FileDescriptor) -> Int32 {
    let index = Int(descriptor.rawValue)
    return index >= 0 && index < descriptors.count ? descriptors[index] : -1
  }
}

/// An open file description: what descriptors of several tables may share.
struct OpenFileRecord: Sendable {
  /// The descriptors that refer to it, and the calls that wait for it.
  var users: Int32
  var flags: OpenFlags
  /// Where it is; nothing is to be learned from that for pipes and processes.
  var place: FilePlace
  /// The byte that comes next; of a directory, the place of the entry.
  var offset = 0
  /// The task that a descriptor made by pidfd_open or clone names, by its lasting name.
  var process: TaskID?
  /// The status with which that ended, once it is reaped; else -1.
  var exitCode: Int32 = -1
  /// Which of a program's streams it is, where it is the console.
  var stream: ConsoleStream
  /// The pipe that it is one end of, or -1.
  var pipe: Int32
  /// The special file that it is of, or -1.
  var special: Int32 = -1

  init(
    users: Int32, place: FilePlace = FilePlace(FileTree.console), flags: OpenFlags,
    process: TaskID? = nil, stream: ConsoleStream = .console, pipe: Int32 = -1
  ) {
    self.users = users
    self.place = place
    self.flags = flags
    self.process = process
    self.stream = stream
    self.pipe = pipe
  }

  /// What F_GETFL gives: O_LARGEFILE is always set on 64-bit processors, for what a path opened.
  var shownFlags: Int32 {
    flags.rawValue | ((isOfPlace || isFifo) && !flags.contains(.path) ? 0o100_000 : 0)
  }

  var isReadable: Bool {
    (flags.accessModeBits == 0 || flags.accessModeBits == 2) && !flags.contains(.path)
  }
  var isWritable: Bool { flags.accessModeBits == 1 || flags.accessModeBits == 2 }
  /// Whether it is of something that a path can name.
  var isOfPlace: Bool { pipe < 0 && process == nil && special < 0 }
  /// Whether it is one end of a pipe with a name.
  var isFifo: Bool { pipe >= 0 && place != FilePlace(FileTree.console) }
  var isConsole: Bool { isOfPlace && place == FilePlace(FileTree.console) }
}

extension OpenFlags {
  /// 0 reads, 1 writes, 2 does both, and 3 permits neither.
  var accessModeBits: Int32 { rawValue & OpenFlags.accessMode.rawValue }
}
