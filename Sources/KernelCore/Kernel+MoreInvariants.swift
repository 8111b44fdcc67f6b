internal import LinuxABI

// Statements about what few tasks have: namespaces, semaphores, limits, descriptors of processes.
extension Kernel {
  func checkRare() throws(InvariantViolation) {
    try checkContexts()
    try checkSemaphores()
    try checkNamespaces()
    try checkPids()
    try checkOthers()
    try checkSummaries()
  }

  /// What is asked for with one word is true of all that it stands for.
  private func checkSummaries() throws(InvariantViolation) {
    for index in taskTable.indices {
      let task = taskTable[index]
      let links = [
        task.extra, task.semaphoreUndo, task.ioContext, task.namespaces, task.pid, task.vforkParent,
        task.pending.first,
      ]
      try require(
        task.flags.contains(.unusual) || links.allSatisfy { $0 < 0 },
        "who has what few have is unusual", index)
    }
    let parts: [(part: RareParts, isUsed: Bool)] = [
      (.kernelThreads, hasKernelThreads), (.files, !fileSides.isEmpty),
      (.programs, !programSides.isEmpty), (.polls, !pollRequests.isEmpty),
      (.mappedFiles, !memory.fileObjects.isEmpty), (.driving, isDriven),
      (.processFiles, openFiles.indices.contains { openFiles[$0].process != nil }),
      (.strictTasks, taskTable.indices.contains { taskTable[$0].flags.contains(.strict) }),
    ]
    for (part, isUsed) in parts {
      try require(rareParts.contains(part) || !isUsed, "rare parts in use are noted", -1)
    }
  }

  private func checkContexts() throws(InvariantViolation) {
    var contexts = Counter()
    var undos = Counter()
    var sets = Counter()
    for task in taskTable.indices {
      if taskTable[task].ioContext >= 0 { contexts.add(taskTable[task].ioContext) }
      if taskTable[task].semaphoreUndo >= 0 { undos.add(taskTable[task].semaphoreUndo) }
      if taskTable[task].namespaces >= 0 { sets.add(taskTable[task].namespaces) }
      try require(
        taskTable[task].state != .zombie
          || taskTable[task].ioContext & taskTable[task].semaphoreUndo & taskTable[task].namespaces
            == -1,
        "zombies have given up what they shared", task)
    }
    for index in ioContexts.indices {
      try require(ioContexts[index].users == contexts[index], "contexts count tasks", index)
    }
    try require(ioContexts.count == contexts.kinds, "every context has a task", -1)
    for index in semaphoreUndos.indices {
      try require(semaphoreUndos[index].users == undos[index], "undo lists count tasks", index)
    }
    try require(semaphoreUndos.count == undos.kinds, "every undo list has a task", -1)
    for index in namespaceSets.indices {
      try require(
        namespaceSets[index].users == sets[index], "sets of namespaces count tasks", index)
    }
    try require(namespaceSets.count == sets.kinds, "every set of namespaces has a task", -1)
  }

  private func checkSemaphores() throws(InvariantViolation) {
    var waiting = 0
    for set in semaphoreSets.indices {
      let record = semaphoreSets[set]
      try require(
        record.namespace < 0 || namespaceTable.isInUse(record.namespace),
        "semaphores are in a namespace", set)
      for semaphore in record.semaphores {
        try require(
          (0...Self.semaphoreValueMax).contains(semaphore.value), "semaphores have values", set)
      }
      for waiter in record.waiters {
        waiting += 1
        try require(
          taskTable.isInUse(waiter.task) && taskTable[waiter.task].state == .waitingForSemaphore,
          "who waits for a semaphore does so", set)
      }
    }
    let sleeping = taskTable.indices.count { taskTable[$0].state == .waitingForSemaphore }
    try require(waiting == sleeping, "who waits for a semaphore is in its queue", -1)
    for list in semaphoreUndos.indices {
      for entry in semaphoreUndos[list].entries {
        try require(semaphoreSets.isInUse(entry.set), "undo values are of sets", list)
        try require(
          entry.adjustments.count == semaphoreSets[entry.set].semaphores.count,
          "undo values are of semaphores", list)
      }
    }
  }

  private func checkNamespaces() throws(InvariantViolation) {
    var others = Counter()
    var pidUsers = Counter()
    var owners = Counter()
    for index in namespaceSets.indices {
      for namespace in namespaceSets[index].others where namespace >= 0 { others.add(namespace) }
      let children = namespaceSets[index].pidForChildren
      if children >= 0 { pidUsers.add(children) }
    }
    for name in openNamespaces where name.index >= 0 {
      switch name.kind {
      case .user: owners.add(name.index)
      case .pid, .pidForChildren: pidUsers.add(name.index)
      default: others.add(name.index)
      }
    }
    for index in namespaceTable.indices {
      try require(
        namespaceTable[index].users == others[index], "namespaces count their sets", index)
      if namespaceTable[index].owner >= 0 { owners.add(namespaceTable[index].owner) }
    }
    try require(namespaceTable.count == others.kinds, "every namespace is in a set", -1)
    for index in pidNamespaces.indices {
      let record = pidNamespaces[index]
      if record.parent >= 0 { pidUsers.add(record.parent) }
      if record.owner >= 0 { owners.add(record.owner) }
      try require(
        record.level == level(ofNamespace: record.parent) + 1, "PID namespaces are nested", index)
    }
    for pid in pids.indices { pidUsers.add(pids[pid].namespace) }
    for index in pidNamespaces.indices {
      try require(
        pidNamespaces[index].users == pidUsers[index], "PID namespaces count their users", index)
    }
    try require(pidNamespaces.count == pidUsers.kinds, "every PID namespace has a user", -1)
    for index in credentialTable.indices where credentialTable[index].userNamespace >= 0 {
      owners.add(credentialTable[index].userNamespace)
    }
    for index in userNamespaces.indices where userNamespaces[index].parent >= 0 {
      owners.add(userNamespaces[index].parent)
    }
    for index in userNamespaces.indices {
      try require(
        userNamespaces[index].users == owners[index], "user namespaces count their users", index)
    }
    try require(userNamespaces.count == owners.kinds, "every user namespace has a user", -1)
  }

  private func checkPids() throws(InvariantViolation) {
    var users = Counter()
    var numbers = Counter()
    for task in taskTable.indices where taskTable[task].pid >= 0 {
      let pid = taskTable[task].pid
      users.add(pid)
      var namespace = pids[pid].namespace
      for number in pids[pid].numbers {
        try require(
          pidNamespaces[namespace].numbers[number] == task, "numbers lead to their tasks", task)
        namespace = pidNamespaces[namespace].parent
      }
      try require(namespace < 0, "there is a number for each namespace", task)
    }
    for group in processGroups.indices where processGroups[group].pid >= 0 {
      users.add(processGroups[group].pid)
    }
    for session in sessions.indices where sessions[session].pid >= 0 {
      users.add(sessions[session].pid)
    }
    for pid in pids.indices {
      try require(pids[pid].users == users[pid], "numbers count who goes by them", pid)
      var namespace = pids[pid].namespace
      for _ in pids[pid].numbers {
        numbers.add(namespace)
        namespace = pidNamespaces[namespace].parent
      }
    }
    try require(pids.count == users.kinds, "somebody goes by every number", -1)
    for index in pidNamespaces.indices {
      try require(
        pidNamespaces[index].numbers.usedCount == numbers[index], "used numbers are counted",
        index)
      let leader = pidNamespaces[index].initLeader
      try require(
        leader < 0 || numbers[index] == 0
          || taskTable.isInUse(leader) && number(of: leader, seenBy: leader) == 1
            && pidNamespace(of: leader) == index,
        "a PID namespace has its init", index)
    }
  }

  private func checkOthers() throws(InvariantViolation) {
    var users = Counter()
    for group in signals.indices where signals[group].limits >= 0 {
      users.add(signals[group].limits)
    }
    for index in limitTable.indices {
      try require(limitTable[index].users == users[index], "limits count processes", index)
    }
    try require(limitTable.count == users.kinds, "every set of limits has a process", -1)
    for index in fileTables.indices {
      let table = fileTables[index]
      var last: Int32 = -1
      for descriptor in table.closeOnExec {
        try require(
          descriptor > last && table.openFile(behind: FileDescriptor(rawValue: descriptor)) >= 0,
          "what exec closes is open, and in order", index)
        last = descriptor
      }
    }
    for request in pollRequests {
      try require(taskTable.isInUse(request.task), "who polls is a task", request.task)
    }
  }
}
