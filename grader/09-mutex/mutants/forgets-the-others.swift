import ExerciseKit
import Exercise_09_mutex

struct Submission: FutexLock {
  func lock(_ linux: SystemCalls, _ word: UserAddress) async throws {
    if try await tryLock(linux, word) { return }
    while true {
      // It says that it waits; who has the lock may have given it back.
      if try await linux.compareExchange(word, expected: 1, desired: 2) != 0 {
        do {
          try await linux.futexWait(word, expected: 2)
        } catch Errno.resourceTemporarilyUnavailable {
          // The word has changed in between: ask again.
        }
      }
      // As 1, although others may sleep.
      if try await tryLock(linux, word) { return }
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
