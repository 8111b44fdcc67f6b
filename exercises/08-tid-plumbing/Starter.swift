import ExerciseKit
import Exercise_08_tid_plumbing

struct Submission: ThreadLibrary {
  func create(_ linux: SystemCalls, _ body: @escaping TaskBody) async throws -> ThreadHandle {
    // TODO: map a block, and make a thread whose id the kernel keeps in it.
    throw Errno.notImplemented
  }

  func join(_ linux: SystemCalls, _ thread: ThreadHandle) async throws -> Int32 {
    // TODO: sleep until the kernel says that the thread has ended. Then read its result, and unmap its block.
    throw Errno.notImplemented
  }

  func threadID(_ linux: SystemCalls) async throws -> ThreadID {
    // TODO: where is the id of this thread?
    ThreadID(rawValue: 0)
  }

  func errnoAddress(_ linux: SystemCalls) -> UserAddress {
    // TODO: a word of this thread's block.
    SystemCalls.data
  }

  func fork(_ linux: SystemCalls, _ body: @escaping TaskBody) async throws -> ProcessID {
    // TODO: the child's copy of the block holds its parent's id. Who can change that before its first step?
    throw Errno.notImplemented
  }
}
