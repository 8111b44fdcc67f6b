internal import LinuxABI

// Namespaces of process ids: a task has a number in its own and in every one above it.
extension Kernel {
  func nestedNumber(of pid: Int32, seenBy viewer: Int32) -> Int32 { 0 }
  func nestedTask(numbered number: Int32, seenBy viewer: Int32) -> Int32 { -1 }
  mutating func retainPid(_ pid: Int32) {}
  mutating func releasePid(_ pid: Int32) {}
  mutating func exchangePids(of task: Int32, and leader: Int32) {}
  func namespaceLevel(of task: Int32) -> Int32 { 0 }
  func namespaceInit(of task: Int32) -> Int32 { Self.initTask }
  func isInAncestorNamespace(_ sender: Int32, of task: Int32) -> Bool { false }
  mutating func releaseNamespaces(of task: Int32) {}
}
