internal import KernelCore
internal import LinuxABI
internal import Wire

/// One thing that was said to the worker or to a script in a run, and all that was said before it.
///
/// Runs that begin alike share what they have in common, so all runs of a program are a tree, and a
/// place in a run is a node of it.
final class Exchange {
  // A class, because places are told apart by identity, and runs share them.

  enum Kind {
    /// The worker was asked, and answered.
    case asked(Request, Answer)
    /// A task in the worker is dead; what it says to that does not matter.
    case killed(UInt32)
    /// A script was given a reply, and made a call, or came to its end.
    case played(script: Int, Reply, SystemCall?)
  }

  let kind: Kind
  let before: Exchange?

  init(_ kind: Kind, after before: Exchange?) {
    self.kind = kind
    self.before = before
  }

  /// What was said from one place of a run to a later one, in its order.
  ///
  /// - Parameters:
  ///   - place: The earlier place; nil for the start.
  ///   - end: The later place; nil for the start.
  /// - Returns: nil if the later place is not after the earlier one.
  static func path(from place: Exchange?, to end: Exchange?) -> [Exchange]? {
    var path: [Exchange] = []
    var step = end
    while step !== place {
      guard let known = step else { return nil }
      path.append(known)
      step = known.before
    }
    path.reverse()
    return path
  }
}
