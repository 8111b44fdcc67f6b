import ExerciseKit
import Exercise_09_mutex

/// The lowest bit says whether the lock is taken, the rest of the word how many wait for it.
struct Submission: FutexLock {
  func lock(_ linux: SystemCalls, _ word: UserAddress) async throws {
    if try await tryLock(linux, word) { return }
    var seen = try await linux.fetchAdd(word, 2) &+ 2
    while true {
      if seen & 1 == 0 {
        // Free: one who waits becomes the one who has it.
        let before = try await linux.compareExchange(word, expected: seen, desired: seen - 2 + 1)
        if before == seen { return }
        seen = before
      } else {
        do {
          try await linux.futexWait(word, expected: seen)
        } catch Errno.resourceTemporarilyUnavailable {
          // The word is another one by now.
        }
        seen = try await linux.fetchAdd(word, 0)
      }
    }
  }

  func tryLock(_ linux: SystemCalls, _ word: UserAddress) async throws -> Bool {
    var seen: UInt32 = 0
    while seen & 1 == 0 {
      let before = try await linux.compareExchange(word, expected: seen, desired: seen | 1)
      if before == seen { return true }
      seen = before
    }
    return false
  }

  func unlock(_ linux: SystemCalls, _ word: UserAddress) async throws {
    let before = try await linux.fetchAdd(word, UInt32.max)
    if before > 1 { try await linux.futexWake(word) }
  }
}
