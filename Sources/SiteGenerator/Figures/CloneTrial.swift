package import Courseware
package import KernelCore
package import LinuxABI

/// One call of clone, made in a fresh kernel to see what it answers.
package struct CloneTrial: Sendable {
  /// What the kernel answered.
  package enum Answer: Sendable {
    /// A child came to be: caller and child at the moment when both exist.
    case child(parent: TaskSnapshot, child: TaskSnapshot)
    /// The call failed, by a rule if one says so.
    case refused(Errno, CloneRule?)
    /// The call is legal and this kernel does not have what it asks for.
    case notBuilt(NotBuilt)
  }

  /// The call.
  package let arguments: CloneArguments
  /// What the kernel answered.
  package let answer: Answer

  /// Makes the call.
  package init(flags: CloneFlags, exitSignal: Int32, by caller: FlagExample.Caller = .root) {
    // With words of its own to store to: a bad address would be another lesson.
    arguments = CloneArguments(
      flags: flags, exitSignal: exitSignal, parentTID: UserMemoryLayout.dataStart,
      childTID: UserMemoryLayout.dataStart + 4, entry: 1)
    let rule = brokenCloneRule(flags: flags, exitSignal: exitSignal, caller: caller.state)
    // A program is never an init here, so what only an init is refused is the rule's word alone.
    if caller == .namespaceInit, let rule {
      answer = .refused(rule.errno, rule)
    } else {
      answer = Self.perform(arguments, credentials: caller.state.credentials, rule: rule)
    }
  }

  private static func perform(
    _ arguments: CloneArguments, credentials: Credentials, rule: CloneRule?
  ) -> Answer {
    // The child goes first, so that the kernel's next word is either the child or the refusal.
    var kernel = Kernel(decisions: .childFirst)
    let caller = kernel.spawnProgram(entry: 0, credentials: credentials)
    while true {
      switch kernel.next() {
      case .start(let task, _) where task == caller:
        kernel.submit(.clone(arguments), by: caller)
      case .start(let task, _):
        guard let parent = kernel.snapshot(of: caller), let child = kernel.snapshot(of: task) else {
          preconditionFailure("the kernel started a child that it does not have")
        }
        return .child(parent: parent, child: child)
      case .resume(_, let reply):
        if let notBuilt = reply.notBuilt { return .notBuilt(notBuilt) }
        return .refused(reply.errno ?? .notImplemented, rule)
      case .handler, .ended, .allDone, .deadlock:
        preconditionFailure("a call of clone ended its caller")
      }
    }
  }

  /// The flag word as strace writes it, with the exit signal in it.
  package var word: String {
    var parts = arguments.flags.isEmpty ? [] : [arguments.flags.description]
    if arguments.exitSignal != 0 { parts.append(Signal(rawValue: arguments.exitSignal).name) }
    return parts.isEmpty ? "0" : parts.joined(separator: "|")
  }

  /// The matrix of what caller and child share; nil when there is no child.
  package var matrix: SharingMatrix? {
    guard case .child(let parent, let child) = answer else { return nil }
    return SharingMatrix([(name: .parent, task: parent), (name: .child, task: child)])
  }

  /// The error that the call gave; nil for a child.
  package var errno: Errno? {
    switch answer {
    case .child: nil
    case .refused(let errno, _): errno
    case .notBuilt: .notImplemented
    }
  }
}

extension FlagExample.Caller {
  /// The caller as the rules see it.
  var state: CallerState {
    switch self {
    case .root: .root
    case .user: .user
    case .namespaceInit: CallerState(credentials: .root, isInit: true)
    }
  }

  /// What a reader calls it; nil for the superuser, who needs no word.
  var readerName: Phrase? {
    switch self {
    case .root: nil
    case .user: .exampleCallerUser
    case .namespaceInit: .exampleCallerInit
    }
  }
}
