internal import Foundation

/// A line on standard error that shows how far a long command is, on a terminal alone.
final class ProgressBar: @unchecked Sendable {
  // A class, because the command and the work it waits for share it; the lock makes it sendable.
  private let lock = NSLock()
  private let isShown: Bool
  private let start = ContinuousClock.now
  private static let width = 30

  init(isWanted: Bool) {
    isShown = isWanted && Terminal.showsProgress
  }

  /// Draws the bar anew.
  func update(done: Int, total: Int, reused: Int) {
    guard isShown, total > 0 else { return }
    lock.withLock {
      let filled = Self.width * done / total
      let bar =
        String(repeating: "█", count: filled)
        + String(repeating: "░", count: Self.width - filled)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let fresh = done - reused
      let left = fresh > 0 ? Int(seconds / Double(fresh) * Double(total - done)) : 0
      let kept = reused > 0 ? ", \(reused) kept" : ""
      Terminal.writeError("\r\(bar) \(done)/\(total)\(kept), \(left) s left\u{1b}[K")
    }
  }

  /// Takes the bar away.
  func finish() {
    guard isShown else { return }
    Terminal.writeError("\r\u{1b}[K")
  }
}
