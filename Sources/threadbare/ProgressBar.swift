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
      let kept = reused > 0 ? ", \(reused) kept" : ""
      var pace = ""
      if fresh > 0, seconds > 0 {
        let rate = Int(Double(fresh) / seconds * 60)
        pace = ", \(rate)/min, \(Self.time(seconds / Double(fresh) * Double(total - done))) left"
      }
      Terminal.writeError("\r\(bar) \(done)/\(total)\(kept)\(pace)\u{1b}[K")
    }
  }

  /// A time as people say it: 40 s, 3 min, 2 h 5 min.
  private static func time(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    if whole < 100 { return "\(whole) s" }
    let minutes = (whole + 59) / 60
    return minutes < 100 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }

  /// Takes the bar away.
  func finish() {
    guard isShown else { return }
    Terminal.writeError("\r\u{1b}[K")
  }
}
