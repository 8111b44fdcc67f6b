internal import LinuxABI

// Futexes that do not stay locked when their owner ends.
extension Kernel {
  mutating func releaseRobustList(of task: Int32) {}
}
