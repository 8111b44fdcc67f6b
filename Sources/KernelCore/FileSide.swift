internal import LinuxABI

/// What a kernel has for pipes and for calls on files that wait: made when it is first needed.
///
/// It is one value behind one reference, so that the copy of a kernel that has none stays as small
/// as it is.
struct FileSide: Sendable {
  var pipes = Pool<PipeRecord>()
  var specials = Pool<SpecialFile>()
  /// How many of those are sets of descriptors that are watched, and how many read signals.
  var pollerCount = 0
  var signalFileCount = 0
  /// The calls that wait, or that a signal interrupted.
  var waits: ContiguousArray<FileWait> = []
  /// Open files that were in messages which nobody will read, while they are closed.
  var droppedRights: ContiguousArray<Int32> = []
  /// The number of the last pipe: the inode that `/proc/PID/fd` shows.
  var lastPipeNumber: UInt64 = 3

  // The console.
  /// Whether it is a terminal, as the boot says.
  var isTerminal = false
  /// What is to be read from it, and how much of that was.
  var input: [UInt8] = []
  var inputStart = 0
  /// What of the console was written to standard error, in order.
  var errorRanges: ContiguousArray<Range<Int>> = []
  /// `struct termios`, as the kernel has it.
  var terminal = Kernel.terminalAttributes
  /// The number of the process group in the foreground, or 0 as long as nobody set it.
  var foregroundGroup: Int32 = 0

  /// What tasks are called and execute, by their slots.
  var programs: ContiguousArray<TaskProgram> = []
  /// What is executed as soon as the other threads have ended.
  var pendingPrograms: ContiguousArray<PendingProgram> = []

  /// Where the generator of random numbers is.
  var randomState: UInt64 = Boot.standardRandomSeed

  /// Gives the tables memory of their own (see `Table`).
  mutating func makeUnique() {
    pipes.makeUnique()
    specials.makeUnique()
  }
}

/// A call on a file that waits, or that a signal interrupted before anything was transferred.
struct FileWait: Sendable {
  var task: Int32
  /// The open file, which stays while it is waited for even if its last descriptor is closed; -1
  /// once the call was interrupted: it starts from its descriptor again.
  var file: Int32
  var transfer: FileTransfer
  /// Whether it had to wait at all: who did hands a wake on (see `Pipes.swift`).
  var hasWaited = false
}

extension Kernel {
  /// What it has for pipes and for calls that wait.
  ///
  /// - Precondition: It has any.
  var fileSide: FileSide {
    @inline(__always) _read { yield fileSides[0] }
    @inline(__always) _modify { yield &fileSides[0] }
  }

  mutating func ensureFileSide() {
    guard fileSides.isEmpty else { return }
    fileSides = [FileSide()]
    rareParts.insert(.files)
  }

  // MARK: - Calls that wait

  /// Lets the task that has the processor wait for what it reads or writes.
  ///
  /// It keeps its open file, as a call of Linux does (`fdget`).
  mutating func wait(for transfer: FileTransfer, on file: Int32, by task: Int32) {
    openFiles[file].users += 1
    let wait = FileWait(task: task, file: file, transfer: transfer, hasWaited: true)
    if let place = fileWait(of: task) {
      fileSide.waits[place] = wait
    } else {
      fileSide.waits.append(wait)
    }
    taskTable[task].blockedCall = .file
    block(.sleeping)
  }

  /// The place of what a task waits for, or waited for when it was interrupted.
  func fileWait(of task: Int32) -> Int? {
    fileSides.isEmpty ? nil : fileSide.waits.firstIndex { $0.task == task }
  }

  /// Goes on with a call that waited, or starts it again.
  mutating func resumeFile(of task: Int32) throws(Errno) -> Outcome {
    guard let place = fileWait(of: task) else { throw .interrupted }
    let wait = fileSide.waits.remove(at: place)
    guard wait.file >= 0 else { return try begin(wait.transfer, by: task) }
    let outcome: Outcome
    do throws(Errno) {
      outcome =
        openFiles[wait.file].special >= 0
        ? try transferOnSpecial(wait.transfer, wait.file, by: task)
        : try transferOnPipe(wait.transfer, wait.file, hasWaited: true, by: task)
    } catch {
      releaseOpenFile(wait.file)
      throw error
    }
    releaseOpenFile(wait.file)
    return outcome
  }

  /// Keeps a call that a signal interrupted, so that it can start again.
  ///
  /// Source: `fs/pipe.c: anon_pipe_read`, ERESTARTSYS.
  mutating func interruptFile(_ transfer: FileTransfer, of task: Int32) -> Outcome {
    var transfer = transfer
    releaseRights(transfer.rights)
    transfer.parts?.rights = []
    fileSide.waits.removeAll { $0.task == task }
    fileSide.waits.append(FileWait(task: task, file: -1, transfer: transfer))
    taskTable[task].blockedCall = .file
    interrupt(task, .unlessHandled)
    return .value(0)
  }

  /// Takes a task out of the queue that it waits in.
  mutating func leaveFileQueue(_ task: Int32) {
    guard let place = fileWait(of: task), fileSide.waits[place].file >= 0 else { return }
    let pipe = openFiles[fileSide.waits[place].file].pipe
    guard pipe >= 0 else { return }
    if fileSide.waits[place].transfer.direction == .read {
      fileSides[0].pipes[pipe].readQueue.remove(task, in: &taskTable)
    } else {
      fileSides[0].pipes[pipe].writeQueue.remove(task, in: &taskTable)
    }
  }

  /// Forgets what a task that ends waited for.
  @inline(never)
  mutating func forgetFileWait(of task: Int32) {
    guard let place = fileWait(of: task) else { return }
    let wait = fileSide.waits.remove(at: place)
    releaseRights(wait.transfer.rights)
    if wait.file >= 0 { releaseOpenFile(wait.file) }
  }
}
