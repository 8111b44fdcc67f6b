// How many records a kernel has, and how large they are: what process models are compared by.

/// How many records there are of one kind, and the bytes that they take.
package struct RecordCount: Equatable, Sendable {
  /// The records.
  package var count: Int
  /// Their bytes, with those of the arrays that belong to them alone.
  package var bytes: Int

  /// Records of one size, with what their arrays take.
  package init(count: Int, bytesEach: Int, arrayBytes: Int = 0) {
    self.count = count
    bytes = count * bytesEach + arrayBytes
  }
}

/// What describes the memory of all processes.
package struct MemoryCounts: Equatable, Sendable {
  /// The address spaces.
  package var spaces: RecordCount
  /// The areas that are mapped in them.
  package var areas: RecordCount
  /// The entries of their page tables.
  package var entries: RecordCount
  /// The frames of 4 KiB in use.
  package var pages: Int
  /// The frames that more than one address space shows.
  package var sharedPages: Int
}

/// How many there are of the records that tasks consist of and share.
///
/// What all tasks of a program have in common whatever it does (credentials, sessions, limits) is
/// left out.
package struct KernelRecordCounts: Equatable, Sendable {
  /// `task_struct`.
  package var tasks: RecordCount
  /// `signal_struct`.
  package var signals: RecordCount
  /// `sighand_struct`.
  package var sighands: RecordCount
  /// `files_struct`.
  package var files: RecordCount
  /// `fs_struct`.
  package var directories: RecordCount
  /// `struct file`.
  package var openFiles: RecordCount
  /// `mm_struct` and what belongs to it.
  package var memory: MemoryCounts
}

extension Kernel {
  /// The records that there are now, those of the built-in init included.
  ///
  /// - Complexity: O(n log n) in the pages of all processes.
  package var recordCounts: KernelRecordCounts {
    var dispositions = 0
    for index in sighands.indices { dispositions += sighands[index].dispositions.count }
    var descriptors = 0
    for index in fileTables.indices {
      descriptors += fileTables[index].descriptors.count + fileTables[index].closeOnExec.count
    }
    return KernelRecordCounts(
      tasks: RecordCount(
        count: taskTable.count, bytesEach: MemoryLayout<TaskRecord>.stride,
        arrayBytes: extras.count * MemoryLayout<TaskExtra>.stride),
      signals: RecordCount(count: signals.count, bytesEach: MemoryLayout<SignalRecord>.stride),
      sighands: RecordCount(
        count: sighands.count, bytesEach: MemoryLayout<SighandRecord>.stride,
        arrayBytes: dispositions * MemoryLayout<SignalDisposition>.stride),
      files: RecordCount(
        count: fileTables.count, bytesEach: MemoryLayout<FilesRecord>.stride,
        arrayBytes: descriptors * MemoryLayout<Int32>.stride),
      directories: RecordCount(
        count: directories.count, bytesEach: MemoryLayout<FsRecord>.stride),
      openFiles: RecordCount(
        count: openFiles.count, bytesEach: MemoryLayout<OpenFileRecord>.stride),
      memory: memory.counts)
  }
}

extension Memory {
  /// What describes the memory of all processes.
  var counts: MemoryCounts {
    var areaCount = 0
    var entryCount = 0
    // A frame is in the table of one space once, so one that is there twice is of two spaces.
    var shown: [Int32] = []
    for index in spaces.indices {
      areaCount += spaces[index].areas.count
      entryCount += pageCount(index)
      for frame in spaces[index].frames where frame != AddressSpace.noFrame { shown.append(frame) }
    }
    shown.sort()
    var sharedPages = 0
    for place in shown.indices.dropFirst()
    where shown[place] == shown[place - 1] && (place == 1 || shown[place] != shown[place - 2]) {
      sharedPages += 1
    }
    return MemoryCounts(
      spaces: RecordCount(count: spaces.count, bytesEach: MemoryLayout<AddressSpace>.stride),
      areas: RecordCount(count: areaCount, bytesEach: MemoryLayout<MemoryArea>.stride),
      entries: RecordCount(count: entryCount, bytesEach: MemoryLayout<Int32>.stride),
      pages: physical.usedCount, sharedPages: sharedPages)
  }
}
