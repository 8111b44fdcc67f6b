internal import LinuxABI

// Statements about pipes, and about calls on files that wait.
extension Kernel {
  /// Counts, besides, who refers to open files.
  func checkFileSide(_ users: inout Counter) throws(InvariantViolation) {
    var readers = Counter()
    var writers = Counter()
    for file in openFiles.indices where openFiles[file].pipe >= 0 {
      let pipe = openFiles[file].pipe
      try require(fileSide.pipes.isInUse(pipe), "ends are of pipes", file)
      if openFiles[file].isReadable { readers.add(pipe) }
      if openFiles[file].isWritable { writers.add(pipe) }
    }
    var queued = 0
    for pipe in fileSide.pipes.indices {
      let record = fileSide.pipes[pipe]
      try require(record.readers == readers[pipe], "pipes count their readers", pipe)
      try require(record.writers == writers[pipe], "pipes count their writers", pipe)
      try require(record.readers + record.writers > 0, "every pipe has an end", pipe)
      try require(record.pages.count <= record.pagesMax, "pipes have a size", pipe)
      for page in record.pages {
        try require(
          page.left > 0 && page.bytes.count <= PipeRecord.pageBytes, "pages hold something", pipe)
      }
      // Whoever was woken for it hands the wake on.
      try require(
        record.readQueue.count == 0 || !record.isReadable || isAnyWoken(.read, pipe),
        "who can read does not wait", pipe)
      try require(
        record.writeQueue.count == 0 || !record.isWritable || isAnyWoken(.write, pipe),
        "who can write does not wait", pipe)
      queued += try check(record.readQueue, holds: .sleeping)
      queued += try check(record.writeQueue, holds: .sleeping)
    }
    var waiting = 0
    for wait in fileSide.waits {
      try require(taskTable.isInUse(wait.task), "who waits for a file is a task", wait.task)
      guard wait.file >= 0 else { continue }
      users.add(wait.file)
      try require(
        taskTable[wait.task].blockedCall == .file, "who waits for a file calls", wait.task)
      if taskTable[wait.task].state == .sleeping, openFiles[wait.file].pipe >= 0 { waiting += 1 }
    }
    try require(waiting == queued, "who waits for a file is in a queue", -1)
    for wait in fileSide.waits { for file in wait.transfer.rights { users.add(file) } }
    for special in fileSide.specials.indices {
      for message in fileSide.specials[special].socket.messages {
        for file in message.rights { users.add(file) }
      }
    }
    try require(fileSide.droppedRights.isEmpty, "what nobody will read is closed", -1)
    try checkSpecials()
  }

  private func isAnyWoken(_ direction: FileTransfer.Direction, _ pipe: Int32) -> Bool {
    fileSide.waits.contains {
      $0.file >= 0 && openFiles[$0.file].pipe == pipe && $0.transfer.direction == direction
        && taskTable[$0.task].state != .sleeping
    }
  }

  /// Every node has the names that it counts, or nobody has it any more.
  func checkTree() throws(InvariantViolation) {
    var names = Counter()
    var free = 0
    for index in tree.nodes.indices {
      let node = tree.nodes[index]
      if node.kind == .free { free += 1 }
      try require(
        node.entries.isEmpty || node.kind == .directory && node.links > 0,
        "only directories that are there have names in them", Int32(index))
      for entry in node.entries {
        names.add(entry.node)
        guard tree[entry.node].kind == .directory else { continue }
        try require(tree[entry.node].parent == index, "directories know their parents", entry.node)
        names.add(entry.node)
        names.add(Int32(index))
      }
    }
    names.add(FileTree.root)
    names.add(FileTree.root)
    // The console is there without a name too.
    for index in tree.nodes.indices where tree.nodes[index].kind != .free {
      try require(
        tree.nodes[index].links == names[Int32(index)], "nodes count their names", Int32(index))
      try require(
        tree.nodes[index].links > 0 || tree.orphans.contains(Int32(index)),
        "who has no name is an orphan", Int32(index))
    }
    try require(tree.count == tree.nodes.count - free, "free nodes are counted", -1)
    for index in openFiles.indices where openFiles[index].isOfPlace {
      guard let node = openFiles[index].place.node else { continue }
      try require(
        node < tree.nodes.count && tree[node].kind != .free, "open files are there", index)
    }
    for index in directories.indices where directories[index].currentDirectory >= 0 {
      try require(
        tree[directories[index].currentDirectory].kind == .directory, "tasks are in directories",
        index)
    }
  }
}
