internal import LinuxABI

/// A statement about a kernel's tables that does not hold: a fault of the kernel itself.
public struct InvariantViolation: Error, Equatable, Sendable, CustomStringConvertible {
  /// The statement, and where it fails.
  public let description: String
}

extension Kernel {
  /// Checks that the tables agree with one another: counts with what they count, links with those
  /// that lead back, queues with states.
  ///
  /// - Throws: `InvariantViolation`, for the first statement that does not hold.
  /// - Complexity: Linear in the size of all tables.
  public func checkInvariants() throws(InvariantViolation) {
    try checkUsers()
    try checkThreads()
    try checkFamilies()
    try checkQueues()
    try checkMemory()
    try checkFiles()
    try checkSignals()
    try checkRare()
    try checkTracing()
    try checkKernelSide()
    try checkProgramSide()
  }

  func require(
    _ condition: Bool, _ statement: StaticString, _ index: Int32
  ) throws(InvariantViolation) {
    guard !condition else { return }
    throw InvariantViolation(description: statement.description + " (at " + String(index) + ")")
  }

  // MARK: - Shared structures

  private func checkUsers() throws(InvariantViolation) {
    var mm = Counter()
    var files = Counter()
    var fs = Counter()
    var sighand = Counter()
    var groups = Counter()
    var users: [(id: UInt32, count: Int32)] = []
    var credentialUsers = Counter()
    var sessionUsers = Counter()
    for index in taskTable.indices {
      let task = taskTable[index]
      credentialUsers.add(task.credential)
      if task.mm >= 0 { mm.add(task.mm) }
      if task.files >= 0 { files.add(task.files) }
      if task.fs >= 0 { fs.add(task.fs) }
      sighand.add(task.sighand)
      let hasEnded = task.state == .zombie || isEndingNamespace(index)
      try require(
        (task.mm < 0) == hasEnded || isKernelThread(index), "only who ends has no memory", index)
      try require(
        (task.files < 0) == hasEnded && (task.fs < 0) == hasEnded,
        "memory, files and directory are given up together", index)
      let user = credentialTable[task.credential].value.realUserID
      if user != 0 {
        if let place = users.firstIndex(where: { $0.id == user }) {
          users[place].count += 1
        } else {
          users.append((user, 1))
        }
      }
    }
    for index in memory.spaces.indices {
      try require(
        memory.spaces[index].users == mm[index], "mm users are its tasks", index)
    }
    let kept = memory.spaces.indices.count { memory.spaces[$0].users == 0 }
    try require(memory.spaces.count == mm.kinds + kept, "every mm has a task", -1)
    for index in fileTables.indices {
      try require(fileTables[index].users == files[index], "files users are its tasks", index)
    }
    try require(fileTables.count == files.kinds, "every files has a task", -1)
    for index in directories.indices {
      try require(directories[index].users == fs[index], "fs users are its tasks", index)
    }
    try require(directories.count == fs.kinds, "every fs has a task", -1)
    for index in sighands.indices {
      try require(sighands[index].users == sighand[index], "sighand users are its tasks", index)
      try require(
        sighands[index].ignored & sighands[index].handled == 0,
        "no signal is ignored and handled", index)
    }
    try require(sighands.count == sighand.kinds, "every sighand has a task", -1)
    for user in users {
      try require(taskCount(of: user.id) == user.count, "users' tasks are counted", -1)
    }
    for index in credentialTable.indices {
      try require(
        credentialTable[index].users == credentialUsers[index],
        "credentials' users are their tasks", index)
    }
    try require(
      credentialTable.count == credentialUsers.kinds, "every credential has a task", -1)
    for index in signals.indices {
      groups.add(signals[index].processGroup)
      sessionUsers.add(signals[index].session)
    }
    for index in sessions.indices {
      try require(
        sessions[index].processCount == sessionUsers[index], "sessions are counted", index)
    }
    try require(sessions.count == sessionUsers.kinds, "every session has a process", -1)
    for index in processGroups.indices {
      try require(
        processGroups[index].processCount == groups[index], "process groups are counted", index)
    }
    try require(processGroups.count == groups.kinds, "every process group has a process", -1)
  }

  // MARK: - Thread groups and families

  private func checkThreads() throws(InvariantViolation) {
    var total = 0
    for group in signals.indices {
      let record = signals[group]
      var count: Int32 = 0
      var live: Int32 = 0
      var waiting: Int32 = 0
      var previous: Int32 = -1
      var thread = record.firstThread
      while thread >= 0 {
        let task = taskTable[thread]
        try require(taskTable.isInUse(thread), "threads are tasks", group)
        try require(task.signal == group, "threads belong to their group", thread)
        try require(task.previousThread == previous, "threads link back", thread)
        try require(
          task.processID == taskTable[record.leader].threadID, "the leader names the process",
          thread)
        try require(threadIDs[task.threadID] == thread, "thread ids lead to their tasks", thread)
        try require(
          task.sighand == taskTable[record.leader].sighand, "threads share sighand", thread)
        try require(
          (task.exitSignal == -1) == (thread != record.leader), "only leaders notify", thread)
        try require(
          task.state != .zombie || thread == record.leader || task.flags.contains(.traced),
          "only leaders are zombies, and who is traced", thread)
        if task.state != .zombie, !isEndingNamespace(thread) {
          live += 1
          try require(
            task.mm == taskTable[record.leader].mm || taskTable[record.leader].mm < 0,
            "threads share memory", thread)
        }
        if task.state == .waitingForChild { waiting += 1 }
        count += 1
        previous = thread
        thread = task.nextThread
      }
      try require(record.lastThread == previous, "the last thread is the last", group)
      try require(record.threadCount == count, "threads are counted", group)
      try require(record.liveCount == live, "living threads are counted", group)
      let queued = try check(record.waiters, holds: .waitingForChild)
      try require(queued == Int(waiting), "waiting threads are queued", group)
      total += Int(count)
    }
    try require(total == taskTable.count, "every task is in a group", -1)
  }

  private func checkFamilies() throws(InvariantViolation) {
    var children = 0
    for parent in taskTable.indices {
      var previous: Int32 = -1
      var child = taskTable[parent].firstChild
      try require(
        child < 0 || taskTable[parent].state != .zombie, "who has ended has no children", parent)
      while child >= 0 {
        try require(taskTable.isInUse(child), "children are tasks", parent)
        try require(taskTable[child].parent == parent, "children know their parent", child)
        try require(taskTable[child].previousSibling == previous, "siblings link back", child)
        try require(
          signals[taskTable[child].signal].leader == child, "only leaders have parents", child)
        children += 1
        previous = child
        child = taskTable[child].nextSibling
      }
      try require(taskTable[parent].lastChild == previous, "the last child is the last", parent)
    }
    let roots = taskTable.indices.count {
      signals[taskTable[$0].signal].leader == $0 && taskTable[$0].parent < 0
    }
    try require(
      children == signals.count - roots && roots == (hasKthreadd ? 2 : 1),
      "every process but init has a parent", -1)
    for child in taskTable.indices where taskTable[child].vforkParent >= 0 {
      let parent = taskTable[child].vforkParent
      try require(
        taskTable.isInUse(parent) && taskTable[parent].vforkChild == child
          && (taskTable[parent].state == .waitingForVfork
            || extra(of: parent).trace.resume == .vfork),
        "a vfork has two ends", child)
    }
  }

  // MARK: - The scheduler

  private func checkQueues() throws(InvariantViolation) {
    let runnable =
      try check(runQueue, holds: .runnable) + check(drivenQueue, holds: .runnable)
    try require((isDriven ? runQueue : drivenQueue).count == 0, "there is one run queue", -1)
    var sleeping = 0
    for place in 0..<futexes.buckets.count {
      let bucket = futexes.buckets[place]
      sleeping += try check(bucket, holds: .waitingForFutex)
      var task = bucket.first
      while task >= 0 {
        try require(
          FutexTable.bucket(of: taskTable[task].futex) == place, "futexes are in their bucket",
          task)
        task = taskTable[task].nextInQueue
      }
    }
    var counts = [Int](repeating: 0, count: TaskState.allCases.count)
    var timed = 0
    for task in taskTable.indices {
      counts[Int(taskTable[task].state.rawValue)] += 1
      if taskTable[task].flags.contains(.timed) { timed += 1 }
    }
    try require(counts[Int(TaskState.runnable.rawValue)] == runnable, "runnable tasks queue", -1)
    try require(
      counts[Int(TaskState.waitingForFutex.rawValue)] == sleeping, "sleeping tasks queue", -1)
    let running = counts[Int(TaskState.running.rawValue)]
    // Who drives it may have one on each processor.
    try require(
      isDriven ? running <= limits.processors : running == (current >= 0 ? 1 : 0),
      "one task runs", -1)
    try require(current < 0 || taskTable[current].state == .running, "it is that one", current)
    try require(
      currentThreadID == (current < 0 ? 0 : taskTable[current].threadID), "it has its id", current)
    try require(timed == timers.taskCount, "timers belong to tasks", -1)
    try require(counts[Int(TaskState.dead.rawValue)] == 0, "the dead have no record", -1)
  }

  func check(
    _ queue: TaskQueue, holds state: TaskState
  ) throws(InvariantViolation) -> Int {
    var count = 0
    var previous: Int32 = -1
    var task = queue.first
    while task >= 0 {
      try require(taskTable.isInUse(task), "queues hold tasks", task)
      try require(taskTable[task].state == state, "queues hold one state", task)
      try require(taskTable[task].previousInQueue == previous, "queues link back", task)
      count += 1
      previous = task
      task = taskTable[task].nextInQueue
    }
    try require(queue.last == previous && queue.count == count, "queues are counted", queue.last)
    return count
  }

  // MARK: - Signals

  private func checkSignals() throws(InvariantViolation) {
    var queued = 0
    func check(_ pending: PendingSignals, _ index: Int32) throws(InvariantViolation) {
      var entry = pending.first
      while entry >= 0 {
        try require(queuedSignals.isInUse(entry), "queues hold descriptions", index)
        try require(
          pending.set.contains(queuedSignals[entry].info.signal), "what is queued is pending",
          index)
        queued += 1
        entry = queuedSignals[entry].next
      }
    }
    var extraCount = 0
    for task in taskTable.indices {
      try check(taskTable[task].pending, task)
      if taskTable[task].extra >= 0 { extraCount += 1 }
      try require(
        taskTable[task].blocked.isDisjoint(with: .unblockable) || isKernelThread(task),
        "KILL and STOP are not blocked", task)
    }
    for group in signals.indices {
      try check(signals[group].pending, group)
      let target = signals[group].currentTarget
      try require(
        target < 0 || taskTable.isInUse(target) && taskTable[target].signal == group,
        "the target of signals is a thread", group)
    }
    try require(queued == queuedSignals.count, "every description is queued", -1)
    try require(extraCount == extras.count, "extras belong to tasks", -1)
  }

  // MARK: - Memory and files

  private func checkMemory() throws(InvariantViolation) {
    var frames = Counter()
    var areas = Counter()
    var charged = 0
    var sleepers = 0
    for index in memory.spaces.indices {
      let space = memory.spaces[index]
      var spaceCharge = 0
      var owned = ContiguousArray<Bool>(repeating: false, count: space.frames.count)
      var end: UInt64 = 0
      for area in space.areas {
        try require(area.firstPage >= end && area.pageCount > 0, "areas are in order", index)
        end = area.endPage
        spaceCharge += area.chargedPages
        try require(area.sharing == .private || area.object >= 0, "shared memory is shown", index)
        if area.object >= 0 { areas.add(area.object) }
        guard area.firstEntry >= 0 else { continue }
        let entries = Int(area.firstEntry)..<Int(area.firstEntry + area.pageCount)
        try require(entries.upperBound <= owned.count, "entries are in the table", index)
        for entry in entries {
          try require(!owned[entry], "areas have their own entries", index)
          owned[entry] = true
        }
        guard area.sharing == .shared else { continue }
        for page in 0..<area.pageCount {
          let frame = space.frames[Int(area.firstEntry + page)]
          guard frame >= 0 else { continue }
          let shown = memory.objects[area.object].frames
          let objectPage = Int(area.firstObjectPage + page)
          try require(
            objectPage < shown.count && frame == shown[objectPage],
            "shared pages are the object's", index)
        }
      }
      for entry in owned.indices where !owned[entry] {
        try require(space.frames[entry] < 0, "holes have no frames", index)
      }
      try require(spaceCharge == space.chargedPages, "promised pages are counted", index)
      charged += spaceCharge
      for frame in space.frames where frame >= 0 { frames.add(frame) }
    }
    var unshown = 0
    for index in memory.objects.indices {
      let object = memory.objects[index]
      try require(object.areaCount == areas[index], "objects count their areas", index)
      try require(
        (object.file >= 0) == memory.fileObjects.contains(index), "files' objects are listed",
        index)
      if object.areaCount == 0 { unshown += 1 }
      try require(
        object.areaCount > 0 || object.isHeld || object.file >= 0, "objects are kept", index)
      charged += object.chargedPages
      for frame in object.frames where frame >= 0 { frames.add(frame) }
    }
    for task in taskTable.indices {
      guard let frame = taskTable[task].futex.sharedFrame else { continue }
      frames.add(frame)
      sleepers += 1
    }
    try require(memory.objects.count == areas.kinds + unshown, "every object is mapped", -1)
    try require(
      memory.details.count == memory.spaces.indices.count { memory.spaces[$0].details >= 0 },
      "details belong to spaces", -1)
    try require(charged == memory.chargedPages, "all promised pages are counted", -1)
    try require(memory.physical.usedCount == frames.kinds, "frames in use are referred to", -1)
    try require(
      memory.physical.usedCount <= charged + sleepers || limits.overcommit != .never,
      "there are no more frames than promised", -1)
    for frame in frames.indices {
      try require(
        memory.physical.users(of: frame) == frames[frame], "frames count their users", frame)
    }
  }

  private func checkFiles() throws(InvariantViolation) {
    var users = Counter()
    for index in fileTables.indices {
      for file in fileTables[index].descriptors where file >= 0 { users.add(file) }
    }
    if !fileSides.isEmpty { try checkFileSide(&users) }
    try checkRetries(&users)
    for object in memory.fileObjects { users.add(memory.objects[object].file) }
    for index in openFiles.indices {
      try require(
        openFiles[index].users == users[index], "open files count their descriptors", index)
    }
    try require(openFiles.count == users.kinds, "every open file has a descriptor", -1)
    var bytes = 0
    for node in tree.nodes { bytes += node.contents.count }
    try require(bytes == tree.byteCount, "bytes in files are counted", -1)
    try checkTree()
  }
}

/// Counts small numbers.
struct Counter {
  private var counts: [Int32] = []
  /// How many different numbers there were.
  private(set) var kinds = 0

  mutating func add(_ index: Int32) {
    while counts.count <= Int(index) { counts.append(0) }
    if counts[Int(index)] == 0 { kinds += 1 }
    counts[Int(index)] += 1
  }

  subscript(index: Int32) -> Int32 {
    Int(index) < counts.count ? counts[Int(index)] : 0
  }

  /// The numbers that there were.
  var indices: [Int32] {
    counts.indices.filter { counts[$0] > 0 }.map { Int32($0) }
  }
}
