import ExerciseKit
import Exercise_16_pthreads

struct Submission: ThreadLibrary {
  func create(
    _ linux: SystemCalls, _ block: UserAddress, _ body: @escaping ThreadBody
  ) async throws {
    // TODO: one call to clone, with the block as the thread's pointer; keep the body's result in the block.
  }

  func join(_ linux: SystemCalls, _ block: UserAddress) async throws -> UInt32 {
    // TODO: sleep until the kernel has cleared the thread's id.
    0
  }

  func lock(_ linux: SystemCalls, _ mutex: UserAddress) async throws {
    // TODO: as in exercise 09.
  }

  func unlock(_ linux: SystemCalls, _ mutex: UserAddress) async throws {
    // TODO: as in exercise 09.
  }

  func wait(
    _ linux: SystemCalls, _ condition: UserAddress, _ mutex: UserAddress
  ) async throws {
    // TODO: what has to be remembered before the mutex is given back?
  }

  func signal(_ linux: SystemCalls, _ condition: UserAddress) async throws {
    // TODO: change the word, wake one.
  }

  func broadcast(_ linux: SystemCalls, _ condition: UserAddress) async throws {
    // TODO: change the word, wake all.
  }

  func setSpecific(_ linux: SystemCalls, _ key: Int, _ value: UInt32) async throws {
    // TODO: where is the calling thread's block?
  }

  func specific(_ linux: SystemCalls, _ key: Int) async throws -> UInt32 {
    // TODO: the same place.
    0
  }

  func cancel(_ linux: SystemCalls, _ block: UserAddress) async throws {
    // TODO: say so in the block, and get the thread out of its sleep with a signal.
  }

  func testCancel(_ linux: SystemCalls) async throws {
    // TODO: was this thread asked to end?
  }
}
