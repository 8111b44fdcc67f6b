import ExerciseKit
import Exercise_14_pdflush

struct Submission: Writeback {
  // TODO: which flushers sleep, and since when.

  func limits(_ use: MemoryUse) -> DirtyLimits {
    // TODO: two ratios, in the order in which they depend on each other.
    DirtyLimits(background: 0, limit: 0)
  }

  func balance(_ memory: FileMemory) throws {
    // TODO: above the limit: write, wait, look again. And at the end?
  }

  func writeInBackground(_ pages: Int, _ memory: FileMemory) throws {
    // TODO: write as long as there is a reason to.
  }

  mutating func begin(_ flusher: Int, at nowMilliseconds: Int) {
    // TODO: it sleeps.
  }

  mutating func assign(at nowMilliseconds: Int) -> Int? {
    // TODO: who has slept shortest?
    nil
  }

  mutating func finish(_ flusher: Int, at nowMilliseconds: Int) -> AfterWork {
    // TODO: are there too few? Are there too many?
    AfterWork()
  }
}
