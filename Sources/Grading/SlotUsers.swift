internal import Diagnostics
internal import Foundation

/// The ordinary users that slots run submissions under when root grades.
///
/// Process limits do not bind root, and two slots under one user could disturb each other. No account
/// is needed for a number. Each is taken by locking a file, so that two graders never share one.
struct SlotUsers: Sendable {
  /// Numbers that no account has: Debian's policy (9.2.2) reserves 65000 to 65533.
  private static let numbers: ClosedRange<UInt32> = 65_000...65_499
  /// The one that sandboxes are tried out with.
  static let first = numbers.lowerBound

  /// A number, taken as long as its file is open.
  final class Taken: Sendable {
    // A class, because the lock goes with the last reference.
    let number: UInt32
    private let lock: Int32

    fileprivate init(number: UInt32, lock: Int32) {
      self.number = number
      self.lock = lock
    }

    deinit { close(lock) }
  }

  /// Takes a number that no other grader on this machine has.
  ///
  /// - Throws: `GradingError.machine` if all are taken.
  static func take() throws(GradingError) -> Taken {
    let folder = "/run/lock/threadbare"
    try makeFolder(folder)
    // The first is the one that is tried out with.
    for number in numbers.dropFirst() {
      let file = open("\(folder)/\(number)", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard file >= 0 else { throw .machine("cannot lock a user in \(folder): \(systemReason())") }
      if flock(file, LOCK_EX | LOCK_NB) == 0 { return Taken(number: number, lock: file) }
      close(file)
    }
    throw .machine("all users from \(numbers.lowerBound) to \(numbers.upperBound) are taken")
  }
}
