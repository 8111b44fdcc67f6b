import ExerciseKit
import Exercise_16_pthreads

// Mistake: ends the process wherever it is asked for something.
struct Submission: ThreadLibrary {
  func create(
    _ linux: SystemCalls, _ block: UserAddress, _ body: @escaping ThreadBody
  ) async throws {
    try await linux.exitGroup(0)
  }

  func join(_ linux: SystemCalls, _ block: UserAddress) async throws -> UInt32 {
    try await linux.exitGroup(0)
  }

  func lock(_ linux: SystemCalls, _ mutex: UserAddress) async throws {
    try await linux.exitGroup(0)
  }

  func unlock(_ linux: SystemCalls, _ mutex: UserAddress) async throws {
    try await linux.exitGroup(0)
  }

  func wait(
    _ linux: SystemCalls, _ condition: UserAddress, _ mutex: UserAddress
  ) async throws {
    try await linux.exitGroup(0)
  }

  func signal(_ linux: SystemCalls, _ condition: UserAddress) async throws {
    try await linux.exitGroup(0)
  }

  func broadcast(_ linux: SystemCalls, _ condition: UserAddress) async throws {
    try await linux.exitGroup(0)
  }

  func setSpecific(_ linux: SystemCalls, _ key: Int, _ value: UInt32) async throws {
    try await linux.exitGroup(0)
  }

  func specific(_ linux: SystemCalls, _ key: Int) async throws -> UInt32 {
    try await linux.exitGroup(0)
  }

  func cancel(_ linux: SystemCalls, _ block: UserAddress) async throws {
    try await linux.exitGroup(0)
  }

  func testCancel(_ linux: SystemCalls) async throws {
    try await linux.exitGroup(0)
  }
}
