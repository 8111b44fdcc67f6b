import ExerciseKit
import Exercise_09_mutex

struct Submission: FutexLock {
  func lock(_ linux: SystemCalls, _ word: UserAddress) async throws {
    if try await tryLock(linux, word) { return }
    // Who has slept cannot know whether others still do, so it takes the lock as 2.
    while try await linux.exchange(word, 2) != 0 {
      do {
        try await linux.futexWait(word, expected: 2)
      } catch Errno.resourceTemporarilyUnavailable {
        // The word has changed in between: ask again.
      }
    }
  }

  func tryLock(_ linux: SystemCalls, _ word: UserAddress) async throws -> Bool {
    try await linux.compareExchange(word, expected: 0, desired: 1) == 0
  }

  func unlock(_ linux: SystemCalls, _ word: UserAddress) async throws {
    if try await linux.exchange(word, 0) == 2 {
      try await linux.futexWake(word, count: .max)
    }
  }
}
