internal import KernelCore
internal import LinuxABI
internal import Machine

// What a page can call in the WebAssembly module. `.ci/wasm` builds it; Package.swift does not know it,
// since SwiftPM compiles for the host alone here.

/// What legacy clone says to a flag word, asked for by root.
///
/// - Parameter word: Flags, and the exit signal in the lowest eight bits.
/// - Returns: 0 when the call is legal, else the errno.
@_expose(wasm, "threadbare_clone_validity")
@_cdecl("threadbare_clone_validity")
public func exportedCloneValidity(word: UInt64) -> Int32 {
  let refusal = cloneValidity(
    flags: CloneFlags(rawValue: word & ~0xff), exitSignal: Int32(word & 0xff), caller: .root)
  return refusal?.rawValue ?? 0
}

/// Runs a whole family on a kernel: a process forks, its child exits, and the parent waits for it.
///
/// - Parameter code: What the child exits with.
/// - Returns: The status word that the parent's wait4 gives, or -1 when it does not come to that.
@_expose(wasm, "threadbare_waited_status")
@_cdecl("threadbare_waited_status")
public func exportedWaitedStatus(code: Int32) -> Int32 {
  let fork = CloneArguments(flags: [], exitSignal: Signal.child.rawValue, entry: 1)
  let family = Script(tasks: [
    Script.Task(
      name: "parent",
      steps: [.init(.clone(fork)), .init(.wait4(pid: ProcessID(rawValue: -1), options: []))]),
    Script.Task(name: "child", steps: [.init(.exit(code: code))]),
  ])
  var runner = Runner(ScriptExecution(family), on: Kernel())
  guard runner.run(callsMax: 100) == .finished else { return -1 }
  for record in runner.calls {
    if case .wait4 = record.call, let reply = record.reply, reply.value > 0 {
      return Int32(truncatingIfNeeded: reply.extra)
    }
  }
  return -1
}
