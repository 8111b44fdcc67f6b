internal import LinuxABI

// System V semaphores.
extension Kernel {
  mutating func exitSemaphores(of task: Int32) {}
  mutating func leaveSemaphoreQueue(_ task: Int32) {}
}
