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

  /// What a function that waits makes of each element, some at a time, in the elements' order.
  ///
  /// - Throws: What the function throws first.
  func mappedConcurrently<Value: Sendable>(
    atOnce most: Int, _ transform: @escaping @Sendable (Element) async throws -> Value
  ) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
      var results = [Value?](repeating: nil, count: count)
      var next = 0
      while next < Swift.min(most, count) {
        let index = next
        group.addTask { (index, try await transform(self[index])) }
        next += 1
      }
      while let (done, value) = try await group.next() {
        results[done] = value
        if next < count {
          let index = next
          group.addTask { (index, try await transform(self[index])) }
          next += 1
        }
      }
      return results.compactMap { $0 }
    }
  }
}
