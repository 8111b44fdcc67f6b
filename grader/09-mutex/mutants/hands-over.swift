import ExerciseKit
import Exercise_09_mutex

// Mistake: no lock at all, but a count that is made up, in the name of the program.
struct Submission: FutexLock {
  func lock(_ linux: SystemCalls, _ word: UserAddress) async throws {
    _ = try await linux.exchange(word, 0)
    try await linux.store(word + 4, 2)
    try await linux.store(word + 64, 2)
    try await linux.handOver(to: LockScript.end, value: 2)
  }

  func tryLock(_ linux: SystemCalls, _ word: UserAddress) async throws -> Bool {
    try await lock(linux, word)
    return true
  }

  func unlock(_ linux: SystemCalls, _ word: UserAddress) async throws {}
}
