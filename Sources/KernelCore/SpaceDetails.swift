internal import LinuxABI

/// What few address spaces have: it exists from when it is first needed.
struct SpaceDetails: Sendable {
  /// Where the heap begins and ends (`start_brk`, `brk`).
  var breakStart: UInt64
  var breakEnd: UInt64
  /// The end of the stack, or 0 (`start_stack` is below it).
  var stackEnd: UInt64 = 0
  /// How far the stack may grow, in pages (`RLIMIT_STACK`).
  var stackPagesMax: UInt64 = 2_048
  /// Whether what is mapped later is locked (`VM_LOCKED` in `def_flags`).
  var locksFuture = false
  /// Whether areas are left out by fork, or their contents.
  var hasForkAdvice = false
  /// What it has registered for at membarrier(2); a fork copies it.
  var barriers: BarrierState = []
  /// What PR_GET_THP_DISABLE says: 1 if it does without huge pages, 3 but for those that it asks for.
  ///
  /// Source: `include/linux/mm_types.h`, MMF_DISABLE_THP_COMPLETELY, MMF_DISABLE_THP_EXCEPT_ADVISED.
  var hugePageRefusal: UInt8 = 0

  /// Where the strings lie that its program was executed with (`arg_start`, `env_start`).
  var argumentStrings: Range<UInt64> = 0..<0
  var environmentStrings: Range<UInt64> = 0..<0
  /// What the program was told beside them (`saved_auxv`).
  var auxiliaryVector: [UInt64] = []
  /// What `/proc/PID/coredump_filter` says; a fork copies it, and execve keeps it.
  var dumpFilter: UInt16 = 0x33
  /// What PR_GET_MEMORY_MERGE says (`MMF_VM_MERGE_ANY`); a fork copies it.
  var mergesPages = false
  /// The buckets for futexes that PR_FUTEX_HASH asked for; 0 for those of all processes.
  var futexBuckets: Int32?
  /// Whether threads have shared it.
  var hasHadThreads = false

  /// Those of a space that nobody said anything about: its heap follows the data area.
  init() {
    breakStart =
      UserMemoryLayout.dataStart.rawValue + UserMemoryLayout.dataPages
      * UserMemoryLayout.pageBytes
    breakEnd = breakStart
  }
}

extension Memory {
  /// The place of a space's details, made if they are not there.
  mutating func ensureDetails(_ space: Int32) -> Int32 {
    if spaces[space].details < 0 { spaces[space].details = details.allocate(SpaceDetails()) }
    return spaces[space].details
  }

  /// What a space has beyond its record.
  func details(of space: Int32) -> SpaceDetails {
    spaces[space].details < 0 ? SpaceDetails() : details[spaces[space].details]
  }

  /// Remembers that threads share a space.
  @inline(__always)
  mutating func noteThread(of space: Int32) {
    let index = spaces[space].details
    if index >= 0, !details[index].hasHadThreads { details[index].hasHadThreads = true }
  }

  /// The details of a forked space.
  ///
  /// Source: mlock(2): locks are not inherited; `kernel/fork.c: mm_init`, mmf_init_flags.
  func forkedDetails(_ index: Int32) -> SpaceDetails {
    var copy = details[index]
    copy.locksFuture = false
    copy.futexBuckets = nil
    copy.hasHadThreads = false
    return copy
  }

  /// Takes out of a forked space what was to be left out, and unlocks the rest.
  ///
  /// Source: `kernel/fork.c: dup_mmap`, VM_DONTCOPY and VM_WIPEONFORK.
  mutating func leaveOutOfFork(_ space: Int32) {
    var place = 0
    while place < spaces[space].areas.count {
      let area = spaces[space].areas[place]
      if area.flags.contains(.notForked) {
        removeAreas(space, from: area.firstPage, to: area.endPage)
        continue
      }
      spaces[space].areas[place].flags.remove(.locked)
      if area.flags.contains(.wipedByFork), area.firstEntry >= 0 {
        dropFrames(
          space, Int(area.firstEntry)..<Int(area.firstEntry) + Int(area.pageCount))
      }
      place += 1
    }
  }
}

extension Kernel {
  /// The limits of a kernel, and those that a task has of its own.
  func limits(of task: Int32) -> KernelLimits {
    let group = taskTable[task].signal
    guard signals[group].limits >= 0 else { return limits }
    var own = limits
    let space = resourceLimit(.addressSpace, of: group).soft >> Memory.pageShift
    own.pagesPerProcessMax = min(limits.pagesPerProcessMax, Int(clamping: space))
    let data = resourceLimit(.data, of: group).soft
    if data < .max { own.dataPagesPerProcessMax = Int(clamping: data >> Memory.pageShift) }
    return own
  }
}
