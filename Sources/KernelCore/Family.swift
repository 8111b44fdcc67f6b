internal import LinuxABI

// Who belongs to whom: threads of a group, children of a task, tasks of a user.
extension Kernel {
  /// Adds a thread to its group, as the last.
  @inline(__always)
  mutating func appendThread(_ task: Int32, to group: Int32) {
    let last = signals[group].lastThread
    taskTable[task].previousThread = last
    taskTable[last].nextThread = task
    signals[group].lastThread = task
    signals[group].threadCount &+= 1
    signals[group].liveCount &+= 1
  }

  /// Takes a thread that does not lead out of its group.
  @inline(__always)
  mutating func removeThread(_ task: Int32) {
    let group = taskTable[task].signal
    let previous = taskTable[task].previousThread
    let next = taskTable[task].nextThread
    if previous >= 0 {
      taskTable[previous].nextThread = next
    } else {
      signals[group].firstThread = next
    }
    if next >= 0 {
      taskTable[next].previousThread = previous
    } else {
      signals[group].lastThread = previous
    }
    signals[group].threadCount &-= 1
  }

  /// Adds a leader to the children of a task, as the last (C28).
  mutating func appendChild(_ child: Int32, to parent: Int32) {
    let last = taskTable[parent].lastChild
    taskTable[child].parent = parent
    taskTable[child].previousSibling = last
    taskTable[child].nextSibling = -1
    if last >= 0 {
      taskTable[last].nextSibling = child
    } else {
      taskTable[parent].firstChild = child
    }
    taskTable[parent].lastChild = child
  }

  /// Takes a leader out of its parent's children.
  mutating func removeChild(_ child: Int32) {
    let parent = taskTable[child].parent
    let previous = taskTable[child].previousSibling
    let next = taskTable[child].nextSibling
    if previous >= 0 {
      taskTable[previous].nextSibling = next
    } else {
      taskTable[parent].firstChild = next
    }
    if next >= 0 {
      taskTable[next].previousSibling = previous
    } else {
      taskTable[parent].lastChild = previous
    }
    taskTable[child].previousSibling = -1
    taskTable[child].nextSibling = -1
  }

  /// Puts a task into the place of another among the children of its parent.
  mutating func replaceChild(_ child: Int32, by task: Int32) {
    let parent = taskTable[child].parent
    let previous = taskTable[child].previousSibling
    let next = taskTable[child].nextSibling
    taskTable[task].parent = parent
    taskTable[task].previousSibling = previous
    taskTable[task].nextSibling = next
    if previous >= 0 {
      taskTable[previous].nextSibling = task
    } else {
      taskTable[parent].firstChild = task
    }
    if next >= 0 {
      taskTable[next].previousSibling = task
    } else {
      taskTable[parent].lastChild = task
    }
    taskTable[child].parent = -1
    taskTable[child].previousSibling = -1
    taskTable[child].nextSibling = -1
  }

  /// The parent of a task: that of the leader of its group; -1 for init.
  @inline(__always)
  func parent(of task: Int32) -> Int32 {
    taskTable[signals[taskTable[task].signal].leader].parent
  }

  /// What getppid returns: the thread group of the parent, as the task sees it (C29).
  func parentProcessID(of task: Int32) -> Int32 {
    let parent = parent(of: task)
    return parent >= 0 ? processNumber(of: parent, seenBy: task) : 0
  }

  /// The tasks of an ordinary user.
  func taskCount(of userID: UInt32) -> Int32 {
    userTaskCounts.first { $0.userID == userID }?.count ?? 0
  }

  /// Counts a task of a user; those of user 0 are not limited, so they are not counted.
  @inline(__always)
  mutating func countTask(of userID: UInt32, by step: Int32) {
    if userID != 0 { countUserTask(of: userID, by: step) }
  }

  @inline(never)
  private mutating func countUserTask(of userID: UInt32, by step: Int32) {
    if let place = userTaskCounts.firstIndex(where: { $0.userID == userID }) {
      userTaskCounts[place].count += step
    } else {
      userTaskCounts.append((userID, step))
    }
  }
}
