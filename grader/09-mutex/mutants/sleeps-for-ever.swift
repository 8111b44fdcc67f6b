import ExerciseKit
import Exercise_09_mutex

// Mistake: `lock` never comes back, so two never have the lock.
struct Submission: FutexLock {
  func lock(_ linux: SystemCalls, _ word: UserAddress) async throws {
    _ = try await linux.exchange(word, 2)
    while true { try await linux.futexWait(word, expected: 2) }
  }

  func tryLock(_ linux: SystemCalls, _ word: UserAddress) async throws -> Bool { true }

  func unlock(_ linux: SystemCalls, _ word: UserAddress) async throws {}
}
