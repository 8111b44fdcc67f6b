import ExerciseKit
import Exercise_14_pdflush

struct Submission: Writeback {
  private static let patienceMilliseconds = 1_000

  /// Those that sleep, the one that has slept shortest first.
  private var sleepers: [(flusher: Int, since: Int)] = []
  private var count = 0
  /// When the last one that slept was given work.
  private var emptySince = 0

  func limits(_ use: MemoryUse) -> DirtyLimits {
    let unmapped = 100 - use.mappedPages * 100 / use.totalPages
    let dirty = max(min(use.dirtyPercent, unmapped / 2), 5)
    let background = use.backgroundPercent >= dirty ? dirty / 2 : use.backgroundPercent
    var limits = DirtyLimits(
      background: background * use.totalPages / 100, limit: dirty * use.totalPages / 100)
    if use.isRealTime {
      limits.background += limits.background / 4
      limits.limit += limits.limit / 4
    }
    return limits
  }

  func balance(_ memory: FileMemory) throws {
    while isOver(memory) {
      if memory.dirtyPages > 0 {
        // That is a flusher's work.
        break
      }
      try memory.waitForDisk()
    }
    if memory.dirtyPages > memory.limits.background, !memory.isFlusherAtWork {
      try memory.startFlusher()
    }
  }

  private func isOver(_ memory: FileMemory) -> Bool {
    memory.dirtyPages + memory.writebackPages > memory.limits.limit
  }

  func writeInBackground(_ pages: Int, _ memory: FileMemory) throws {
    var left = pages
    while memory.dirtyPages >= memory.limits.background || left > 0 {
      let (written, wasBusy) = try memory.write(FileMemory.pagesMax)
      left -= written
      if written < FileMemory.pagesMax {
        try memory.waitForDisk()
        if !wasBusy { break }
      }
    }
  }

  mutating func begin(_ flusher: Int, at nowMilliseconds: Int) {
    count += 1
    sleepers.insert((flusher, nowMilliseconds), at: 0)
  }

  mutating func assign(at nowMilliseconds: Int) -> Int? {
    guard !sleepers.isEmpty else { return nil }
    let flusher = sleepers.removeFirst().flusher
    if sleepers.isEmpty { emptySince = nowMilliseconds }
    return flusher
  }

  mutating func finish(_ flusher: Int, at nowMilliseconds: Int) -> AfterWork {
    var after = AfterWork()
    if sleepers.isEmpty {
      after.makesOne = nowMilliseconds - emptySince > Self.patienceMilliseconds && count < 8
    } else if count > 2,
      nowMilliseconds - sleepers[sleepers.count - 1].since > Self.patienceMilliseconds
    {
      // One at a time: the next has to wait for a second.
      sleepers[sleepers.count - 1].since = nowMilliseconds
      after.ends = true
    }
    if after.ends {
      count -= 1
    } else {
      sleepers.insert((flusher, nowMilliseconds), at: 0)
    }
    return after
  }
}
