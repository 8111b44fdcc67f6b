import ExerciseKit
import Exercise_02_fork_is_clone

struct Submission: CloneFamily {
  func fork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
    // TODO: one call to linux.clone. What may be shared, and what does the parent get at the end?
    0
  }

  func vfork(_ linux: SystemCalls, _ child: @escaping TaskBody) async throws -> ProcessID {
    // TODO: the same call with two flags more.
    0
  }

  func spawnThread(
    _ linux: SystemCalls, word: UserAddress, threadPointer: UInt64, _ body: @escaping TaskBody
  ) async throws -> ThreadID {
    // TODO: share everything, join the thread group, and let the kernel keep `word`.
    0
  }

  func join(_ linux: SystemCalls, word: UserAddress) async throws {
    // TODO: sleep on `word` until it is 0.
  }
}
