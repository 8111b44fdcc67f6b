internal import Dispatch
internal import Foundation
internal import Synchronization

extension Array where Element: Sendable {
  /// What a function makes of each element, on all processors, in the elements' order.
  func mappedOnAllProcessors<Value: Sendable>(
    _ transform: @Sendable (Element) -> Value
  ) -> [Value] {
    // Some more parts than processors, since one may be slower than another.
    let parts = Swift.min(count, 4 * ProcessInfo.processInfo.activeProcessorCount)
    let done = Mutex([[Value]](repeating: [], count: parts))
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let own = self[count * part / parts..<count * (part + 1) / parts].map(transform)
      done.withLock { $0[part] = own }
    }
    return done.withLock { [Value]($0.joined()) }
  }
}
