internal import LinuxABI

// Root's powers, one by one: asking for them and giving them up.
extension Kernel {
  /// Tells of a task's capabilities: those in force, permitted and inheritable.
  ///
  /// Source: capget(2); `kernel/capability.c: SYSCALL_DEFINE2(capget)`.
  mutating func capget(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // capget(2), EINVAL: no thread has a number below 0.
    guard call.intA >= 0 else { throw .invalidArgument }
    let task = call.intA == 0 ? caller : task(numbered: call.intA, seenBy: caller)
    // capget(2), ESRCH.
    guard task >= 0 else { throw .noSuchProcess }
    let its = credentials(of: task)
    let sets = [its.capabilities, its.permitted, its.inheritable]
    keep(littleEndian(sets.map { $0.rawValue }), for: caller)
    return .value(0)
  }

  /// Sets the caller's own capabilities.
  ///
  /// Source: capset(2); `kernel/capability.c: SYSCALL_DEFINE2(capset)`; `security/commoncap.c:
  /// cap_capset`.
  mutating func capset(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let old = credentials(of: caller)
    var new = old
    new.capabilities = Capabilities(rawValue: call.b).intersection(.all)
    new.permitted = Capabilities(rawValue: call.c).intersection(.all)
    new.inheritable = Capabilities(rawValue: call.d).intersection(.all)
    // B15a: capset(2), EPERM: another task.
    guard call.intA == 0 || call.intA == number(of: caller, seenBy: caller) else {
      throw .notPermitted
    }
    // B15a: capset(2), EPERM: more than is permitted, to inherit without CAP_SETPCAP, or at all; and
    // nothing new is inherited that is out of the bounding set.
    guard
      new.inheritable.isSubset(of: old.inheritable.union(old.permitted))
        || old.capabilities.contains(.setCapabilities),
      new.inheritable.isSubset(of: old.inheritable.union(boundingSet(of: caller))),
      new.permitted.isSubset(of: old.permitted),
      new.capabilities.isSubset(of: new.permitted)
    else { throw .notPermitted }
    new.ambient.formIntersection(new.permitted.intersection(new.inheritable))
    setCredentials(new, of: caller)
    return .value(0)
  }

  /// What programs may still give a task.
  ///
  /// Source: capabilities(7), "Capability bounding set".
  func boundingSet(of task: Int32) -> Capabilities {
    Capabilities.all.subtracting(credentialTable[taskTable[task].credential].dropped)
  }

  /// Whether a program that is executed must not give a task more than it has (D12).
  ///
  /// Source: `fs/exec.c: check_unsafe_exec`; `security/commoncap.c: cap_bprm_creds_from_file`.
  func isUnsafeExec(_ task: Int32) -> Bool {
    if taskTable[task].flags.contains(.noNewPrivileges) { return true }
    // Its own threads are gone.
    if directories[taskTable[task].fs].users > 1 { return true }
    let tracer = tracer(of: task)
    return tracer >= 0 && !hasCapability(.trace, tracer, over: task)
  }
}
