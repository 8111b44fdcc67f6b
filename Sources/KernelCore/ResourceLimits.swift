internal import LinuxABI

// Limits of processes.
extension Kernel {
  mutating func shareLimits(of group: Int32) -> Int32 { signals[group].limits }
  mutating func releaseLimits(of group: Int32) {}
}
