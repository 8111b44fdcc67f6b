import ExerciseKit
import Wire

/// Who calls `clone`.
public enum Caller: UInt8, Sendable, CaseIterable {
  /// User 0, with every capability. Not `init` itself.
  case root
  /// An ordinary user, without any capability.
  case user
}

/// What you write: the rules by which Linux 6.18 accepts or refuses the flag word of `clone`.
///
/// It is the system call `clone` that is meant, not `clone3`.
public protocol FlagRules: Sendable {
  init()

  /// What `clone` fails with when it is called with this word, or nil if the word is legal.
  ///
  /// - Parameters:
  ///   - word: The word as the program passes it: the flags, and the exit signal in the lowest
  ///     eight bits.
  ///   - caller: Who calls.
  /// - Returns: `.invalidArgument` (EINVAL), `.notPermitted` (EPERM), or nil.
  func refusal(of word: CloneFlags, by caller: Caller) -> Errno?
}
