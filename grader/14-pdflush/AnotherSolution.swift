import ExerciseKit
import Exercise_14_pdflush

/// What is known of all flushers in one table, and the writer's way as a list of cases.
struct Submission: Writeback {
  private enum State {
    case works
    case sleeps(since: Int, order: Int)
  }

  private var flushers: [Int: State] = [:]
  private var lastOrder = 0
  private var lastSleeperLeft = 0

  func limits(_ use: MemoryUse) -> DirtyLimits {
    var dirty = use.dirtyPercent
    let half = (100 - 100 * use.mappedPages / use.totalPages) / 2
    if dirty > half { dirty = half }
    if dirty < 5 { dirty = 5 }
    var background = use.backgroundPercent
    if background >= dirty { background = dirty / 2 }
    let pages = { (percent: Int) -> Int in
      let limit = percent * use.totalPages / 100
      return use.isRealTime ? limit + limit / 4 : limit
    }
    return DirtyLimits(background: pages(background), limit: pages(dirty))
  }

  func balance(_ memory: FileMemory) throws {
    try payOff(memory, owing: memory.chunkPages)
    switch (memory.dirtyPages > memory.limits.background, memory.isFlusherAtWork) {
    case (true, false): try memory.startFlusher()
    default: return
    }
  }

  private func payOff(_ memory: FileMemory, owing: Int) throws {
    let over = { memory.dirtyPages + memory.writebackPages > memory.limits.limit }
    guard over() else { return }
    var owing = owing
    if memory.dirtyPages > 0 {
      owing -= try memory.write(memory.chunkPages).written
      guard over(), owing > 0 else { return }
    }
    try memory.waitForDisk()
    try payOff(memory, owing: owing)
  }

  func writeInBackground(_ pages: Int, _ memory: FileMemory) throws {
    var done = 0
    while done < pages || memory.dirtyPages >= memory.limits.background {
      let result = try memory.write(FileMemory.pagesMax)
      done += result.written
      guard result.written < FileMemory.pagesMax else { continue }
      try memory.waitForDisk()
      guard result.wasBusy else { return }
    }
  }

  mutating func begin(_ flusher: Int, at nowMilliseconds: Int) {
    lastOrder += 1
    flushers[flusher] = .sleeps(since: nowMilliseconds, order: lastOrder)
  }

  private var sleepers: [(flusher: Int, since: Int, order: Int)] {
    flushers.compactMap { flusher, state in
      guard case .sleeps(let since, let order) = state else { return nil }
      return (flusher, since, order)
    }.sorted { $0.order < $1.order }
  }

  mutating func assign(at nowMilliseconds: Int) -> Int? {
    let sleepers = sleepers
    guard let next = sleepers.last else { return nil }
    flushers[next.flusher] = .works
    if sleepers.count == 1 { lastSleeperLeft = nowMilliseconds }
    return next.flusher
  }

  mutating func finish(_ flusher: Int, at nowMilliseconds: Int) -> AfterWork {
    guard let oldest = sleepers.first else {
      let isLong = nowMilliseconds - lastSleeperLeft > 1_000
      begin(flusher, at: nowMilliseconds)
      return AfterWork(makesOne: isLong && flushers.count < 8)
    }
    guard flushers.count > 2, nowMilliseconds - oldest.since > 1_000 else {
      begin(flusher, at: nowMilliseconds)
      return AfterWork()
    }
    flushers[oldest.flusher] = .sleeps(since: nowMilliseconds, order: oldest.order)
    flushers[flusher] = nil
    return AfterWork(ends: true)
  }
}
