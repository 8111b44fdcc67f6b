import ExerciseKit
import Exercise_06_vfork

struct Submission: ProgramStarting {
  func spawn(
    _ linux: SystemCalls, _ program: ProgramToStart, scratch: UserAddress
  ) async throws -> ProcessID {
    // TODO: a child that borrows the memory and executes the program; its error comes back through `scratch`.
    // TODO: which signals may come between the clone and the execve?
    0
  }

  func borrow(
    _ linux: SystemCalls, word: UserAddress, _ child: @escaping TaskBody
  ) async throws -> ProcessID {
    // TODO: clone without .vfork, and a sleep that ends when the child lets go of the memory.
    0
  }
}
