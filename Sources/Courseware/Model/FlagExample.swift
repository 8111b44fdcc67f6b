package import LinuxABI

/// A flag word of clone with what Linux says to it.
package struct FlagExample: Sendable {
  /// Who makes the call: some words are legal for one and not for another.
  package enum Caller: String, CaseIterable, Sendable {
    /// The superuser.
    case root
    /// Any other user.
    case user
    /// The first process of its process-id namespace.
    case namespaceInit = "init"
  }

  /// What is drawn of the call.
  package enum Figure: String, CaseIterable, Sendable {
    /// Which of the kernel's structures parent and child share.
    case sharing
  }

  /// Its name, unique in the lesson.
  package let name: Located<String>
  /// The word of legacy clone: flags, and the exit signal in the low eight bits.
  package let word: Located<CloneWord>
  /// Who makes the call.
  package let caller: Caller
  /// What Linux says: nil for a legal word.
  package let expected: Located<Errno?>
  /// What is drawn of it.
  package let figure: Figure?
}

/// The first argument of legacy clone.
package struct CloneWord: Sendable, Equatable {
  /// The flags.
  package let flags: CloneFlags
  /// The signal that the parent gets when the child ends; 0 for none.
  package let exitSignal: Int32
  /// The word as the author wrote it.
  package let written: String

  /// Joins the parts of a word.
  package init(flags: CloneFlags, exitSignal: Int32, written: String) {
    self.flags = flags
    self.exitSignal = exitSignal
    self.written = written
  }
}
