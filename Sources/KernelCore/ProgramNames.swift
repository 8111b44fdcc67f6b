internal import LinuxABI

/// The program that a task executes.
public struct ProgramImage: Hashable, Sendable {
  /// The path of its file: of the interpreter, where a script was executed.
  public let path: [UInt8]
  /// Its arguments, the name that it was called by included; those of the interpreter come first.
  public let arguments: [[UInt8]]
  /// What was in the file when it was executed.
  public let contents: [UInt8]

  /// A program from its parts.
  public init(path: [UInt8], arguments: [[UInt8]], contents: [UInt8] = []) {
    self.path = path
    self.arguments = arguments
    self.contents = contents
  }
}

/// What a task is called, and what it executes.
struct TaskProgram: Sendable {
  /// Its name (`comm`); nil for the one that it has by itself.
  var name: [UInt8]?
  /// The program: one, or none.
  var program: ContiguousArray<ProgramImage> = []
  /// The file that it came from, which stays as long as the task has memory; -1 where that is not known.
  var file: Int32 = -1
}

/// A program that a task is about to execute.
struct PendingProgram: Sendable {
  var task: Int32
  var program: ProgramImage
  /// The file that it is in.
  var file: Int32
  /// What it was called by.
  var path: [UInt8]
}

// Names of tasks, and the programs that they execute.
extension Kernel {
  /// The bytes of a name, its terminating zero included (`TASK_COMM_LEN`).
  static var nameBytesMax: Int { 16 }

  /// What a task executes: what execve was told, or `setProgram`.
  ///
  /// - Returns: nil if nobody has said.
  public func program(of task: TaskID) -> ProgramImage? {
    slot(of: task).flatMap { program(ofSlot: $0) }
  }

  /// What a task is called (`/proc/PID/comm`).
  public func name(of task: TaskID) -> [UInt8]? {
    slot(of: task).map { name(ofSlot: $0) }
  }

  /// Says what a task executes which was not started by execve.
  public mutating func setProgram(of task: TaskID, _ program: ProgramImage) {
    makeUnique()
    guard let slot = slot(of: task) else { return }
    var count = 0
    let place = try? follow(program.path, from: .root, .follow, &count, by: Self.initTask)
    setProgram(of: slot, program, file: place?.node ?? -1, calledBy: program.path)
  }

  func program(ofSlot task: Int32) -> ProgramImage? {
    guard !fileSides.isEmpty, Int(task) < fileSide.programs.count else { return nil }
    return fileSide.programs[Int(task)].program.first
  }

  func name(ofSlot task: Int32) -> [UInt8] {
    if !fileSides.isEmpty, Int(task) < fileSide.programs.count,
      let name = fileSide.programs[Int(task)].name
    {
      return name
    }
    if isKernelThread(task), hasKernelThreads {
      let index = threadIndex(of: task)
      if side.threads.indices.contains(index) { return side.threads[index].name }
    }
    return Array((taskTable[task].state == .builtIn ? "init" : "program").utf8)
  }

  mutating func setName(of task: Int32, _ name: ArraySlice<UInt8>) {
    makeProgramPlace(task)
    fileSide.programs[Int(task)].name = Array(
      name.prefix { $0 != 0 }.prefix(Self.nameBytesMax - 1))
  }

  /// Source: `fs/exec.c: begin_new_exec`, __set_task_comm.
  private mutating func setProgram(
    of task: Int32, _ program: ProgramImage, file: Int32, calledBy path: [UInt8]
  ) {
    let slash = path.lastIndex(of: Path.slash) ?? -1
    setName(of: task, path[(slash + 1)...])
    fileSide.programs[Int(task)].program = [program]
    fileSide.programs[Int(task)].file = file
  }

  /// The file that a task executes (`/proc/PID/exe`); -1 for one that has no memory any more, or none
  /// from a file.
  ///
  /// Source: `kernel/fork.c: get_task_exe_file`.
  func programFile(ofSlot task: Int32) -> Int32 {
    guard !fileSides.isEmpty, Int(task) < fileSide.programs.count, taskTable[task].mm >= 0 else {
      return -1
    }
    return fileSide.programs[Int(task)].file
  }

  /// Whether a process executes a file.
  ///
  /// Source: `fs/exec.c: exe_file_deny_write_access`.
  func isExecuted(_ node: Int32) -> Bool {
    guard !fileSides.isEmpty else { return false }
    return taskTable.indices.contains { programFile(ofSlot: $0) == node }
  }

  private mutating func makeProgramPlace(_ task: Int32) {
    ensureFileSide()
    while fileSide.programs.count <= Int(task) { fileSide.programs.append(TaskProgram()) }
  }

  /// Keeps what a task is about to execute.
  mutating func awaitProgram(
    _ task: Int32, _ program: ProgramImage, in file: Int32, calledBy path: [UInt8]
  ) {
    ensureFileSide()
    fileSide.pendingPrograms.removeAll { $0.task == task }
    fileSide.pendingPrograms.append(
      PendingProgram(task: task, program: program, file: file, path: path))
  }

  /// The task executes what it was about to.
  mutating func takeProgram(_ task: Int32) {
    guard !fileSides.isEmpty,
      let place = fileSide.pendingPrograms.firstIndex(where: { $0.task == task })
    else { return }
    let pending = fileSide.pendingPrograms.remove(at: place)
    setProgram(of: task, pending.program, file: pending.file, calledBy: pending.path)
  }

  /// Forgets what a task was called that is no more.
  @inline(never)
  mutating func forgetProgram(_ task: Int32) {
    fileSide.pendingPrograms.removeAll { $0.task == task }
    if Int(task) < fileSide.programs.count { fileSide.programs[Int(task)] = TaskProgram() }
  }

  /// B27: a child is called as its creator, and executes the same program.
  @inline(never)
  mutating func inheritProgram(_ child: Int32, of caller: Int32) {
    guard Int(caller) < fileSide.programs.count else { return }
    makeProgramPlace(child)
    fileSide.programs[Int(child)] = fileSide.programs[Int(caller)]
  }

  /// PR_SET_NAME and PR_GET_NAME.
  ///
  /// Source: prctl(2), PR_SET_NAME; `kernel/sys.c: SYSCALL_DEFINE5(prctl)`.
  mutating func namingCall(_ call: RegisterCall, by caller: Int32) -> Outcome {
    if call.intA == 15 {
      setName(of: caller, call.bytes[...])
    } else {
      let name = name(ofSlot: caller).prefix(Self.nameBytesMax - 1)
      keep(
        Array(name) + [UInt8](repeating: 0, count: Self.nameBytesMax - name.count), for: caller)
    }
    return .value(0)
  }
}
