// What a task gives up when it ends, while it still is a task: memory, files and the rest.
extension Kernel {
  /// Gives up what a task has that has more than every task has.
  ///
  /// - Returns: Whether it comes to its end now; the init of a namespace waits for the others in it.
  @inline(never)
  mutating func releaseAll(of task: Int32, status: Int32) -> Bool {
    if taskTable[task].extra >= 0 { stopTaskTimer(of: task) }
    if hasKernelThreads { keepMemory(ofEnding: task) }
    releaseMemory(of: task)
    if taskTable[task].semaphoreUndo >= 0 { exitSemaphores(of: task) }
    if !fileSides.isEmpty { forgetFileWait(of: task) }
    if !programSides.isEmpty { forgetRetry(of: task) }
    releaseFiles(of: task)
    releaseDirectory(of: task)
    releaseNamespaces(of: task)
    if taskTable[task].ioContext >= 0 { releaseIOContext(of: task) }
    // C12: an init takes its namespace with it.
    return taskTable[task].pid < 0 || !waitsForNamespace(task, status: status)
  }

  /// Lets go of the memory: clears and wakes what clone was asked to (C10), and lets a parent go on
  /// that a vfork suspended (E1).
  ///
  /// Source: `kernel/fork.c: mm_release, exit_mm_release`.
  mutating func releaseMemory(of task: Int32) {
    // C11: robust futexes come before the thread id.
    if taskTable[task].extra >= 0 {
      releaseRobustList(of: task)
      releasePriorityLocks(of: task)
    }
    clearChildID(of: task)
    if taskTable[task].vforkParent >= 0 { completeVfork(of: task) }
    leaveMemory(of: task)
    closeMappedFiles()
  }

  /// The same for a task that has no more than every task has.
  @inline(__always)
  mutating func releaseUsualMemory(of task: Int32) {
    clearChildID(of: task)
    leaveMemory(of: task)
  }

  /// Clears and wakes what clone was asked to (C10).
  @inline(__always)
  private mutating func clearChildID(of task: Int32) {
    let mm = taskTable[task].mm
    let address = taskTable[task].clearChildTID
    if address != 0 {
      // Only where somebody is left who could look. A fault is ignored.
      let isSeen = memory.spaces[mm].users > 1
      if isSeen { clearThreadID(address, in: mm) }
      // A42: in 2.6 a word that nobody else could see is not forgotten, even by exec.
      if isSeen || profile.clearedThreadID == .forgotten { taskTable[task].clearChildTID = 0 }
    }
  }

  @inline(__always)
  private mutating func leaveMemory(of task: Int32) {
    let mm = taskTable[task].mm
    if !memory.spaces[mm].isDumpable { taskTable[task].flags.insert(.wasHidden) }
    // What the faults were is known of a process when its memory is gone.
    if memory.spaces[mm].users == 1 {
      signals[taskTable[task].signal].faults &+= memory.spaces[mm].faults
    }
    memory.release(mm)
    taskTable[task].mm = -1
  }

  /// Lets the parent go on that waits for the vfork of this child.
  ///
  /// Source: `kernel/fork.c: complete_vfork_done`.
  private mutating func completeVfork(of child: Int32) {
    let parent = taskTable[child].vforkParent
    taskTable[child].vforkParent = -1
    taskTable[parent].vforkChild = -1
    guard taskTable[parent].extra < 0 else {
      // E8: a tracer may want to know.
      completeTracedVfork(parent, child)
      return
    }
    wake(parent)
    complete(parent, taskTable[parent].replyValue)
  }

  /// The parent of a vfork is gone: its child has nobody to release.
  mutating func forgetVfork(of parent: Int32) {
    let child = taskTable[parent].vforkChild
    taskTable[parent].vforkChild = -1
    taskTable[child].vforkParent = -1
  }

  @inline(__always)
  mutating func releaseFiles(of task: Int32) {
    let files = taskTable[task].files
    taskTable[task].files = -1
    fileTables[files].users &-= 1
    if fileTables[files].users == 0 { giveBackFiles(files) }
  }

  private mutating func giveBackFiles(_ files: Int32) {
    for file in fileTables[files].descriptors where file >= 0 {
      closeDescriptor(of: file, in: files)
    }
    // Emptied at once, so that a buffer in common with another table is that one's alone again.
    fileTables[files].descriptors = []
    fileTables.release(files)
  }

  @inline(__always)
  mutating func releaseDirectory(of task: Int32) {
    let fs = taskTable[task].fs
    taskTable[task].fs = -1
    directories[fs].users &-= 1
    if directories[fs].users == 0 { directories.release(fs) }
  }

  /// Gives up what a kernel thread shares.
  mutating func releaseShared(of task: Int32) {
    if !fileSides.isEmpty { forgetFileWait(of: task) }
    if !programSides.isEmpty { forgetRetry(of: task) }
    releaseFiles(of: task)
    releaseDirectory(of: task)
  }
}
