import ExerciseKit
import Exercise_07_thread_groups

struct Submission: ThreadGroups {
  func roster(
    _ linux: SystemCalls, count: Int, table: UserAddress, scratch: UserAddress
  ) async throws {
    // TODO: make the threads; each stores who it is. Then wait until all have ended.
  }

  func runGroup(
    _ linux: SystemCalls, _ jobs: [TaskBody], scratch: UserAddress
  ) async throws -> Int32 {
    // TODO: a new process, and in it a thread for each job.
    0
  }

  func goOnInThread(_ linux: SystemCalls, _ body: @escaping TaskBody) async throws -> Never {
    // TODO: a thread for the body. How does this one end, and how the process?
    throw Errno.notImplemented
  }

  func replace(
    _ linux: SystemCalls, path: String, _ program: @escaping TaskBody
  ) async throws -> Never {
    // TODO: execute the program.
    throw Errno.notImplemented
  }
}
