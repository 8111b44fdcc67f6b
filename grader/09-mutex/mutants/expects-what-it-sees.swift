import ExerciseKit
import Exercise_09_mutex

struct Submission: FutexLock {
  func lock(_ linux: SystemCalls, _ word: UserAddress) async throws {
    if try await tryLock(linux, word) { return }
    while true {
      if try await linux.compareExchange(word, expected: 1, desired: 2) == 0 {
        if try await linux.compareExchange(word, expected: 0, desired: 2) == 0 { return }
      }
      do {
        // Whatever is there: 0 too.
        try await linux.futexWait(word, expected: try await linux.load(word))
      } catch Errno.resourceTemporarilyUnavailable {
        // The word has changed in between: ask again.
      }
      if try await linux.compareExchange(word, expected: 0, desired: 2) == 0 { return }
    }
  }

  func tryLock(_ linux: SystemCalls, _ word: UserAddress) async throws -> Bool {
    try await linux.compareExchange(word, expected: 0, desired: 1) == 0
  }

  func unlock(_ linux: SystemCalls, _ word: UserAddress) async throws {
    if try await linux.exchange(word, 0) == 2 {
      try await linux.futexWake(word)
    }
  }
}
