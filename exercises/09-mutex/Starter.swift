import ExerciseKit
import Exercise_09_mutex

struct Submission: FutexLock {
  func lock(_ linux: SystemCalls, _ word: UserAddress) async throws {
    // TODO: take the lock if it is free, in one step; else say that you wait, and sleep on the word.
  }

  func tryLock(_ linux: SystemCalls, _ word: UserAddress) async throws -> Bool {
    // TODO: take the lock if it is free, in one step.
    false
  }

  func unlock(_ linux: SystemCalls, _ word: UserAddress) async throws {
    // TODO: make the lock free; was there somebody who waits?
  }
}
