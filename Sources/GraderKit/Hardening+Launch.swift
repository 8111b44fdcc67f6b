package import Results
package import Wire

extension Hardening {
  /// What a launch asks a worker to do to itself.
  package init(_ launch: WorkerLaunch) {
    let limits = launch.limits
    self.init(
      cpuSeconds: launch.isLimited ? UInt64(limits.processorSeconds) : 0,
      memoryBytes: launch.isLimited ? UInt64(limits.memoryMebibytes) << 20 : 0,
      // A file of no bytes would be no limit at all, and without the right to write there is none.
      fileBytes: launch.isLimited ? UInt64(max(limits.diskKibibytes, 1)) << 10 : 0,
      descriptors: launch.isLimited ? 64 : 0,
      processes: launch.limitsProcesses
        ? UInt64(launch.processesAround + limits.processes) : 0,
      readable: launch.readable, writable: launch.writable, filter: launch.filter)
  }
}
