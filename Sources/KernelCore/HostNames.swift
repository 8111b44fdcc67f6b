internal import LinuxABI

// The name of the host, of which each UTS namespace has its own.
extension Kernel {
  /// The longest name, in bytes (`__NEW_UTS_LEN`).
  private static var hostNameBytesMax: Int { 64 }

  func hostName(in namespace: Int32) -> [UInt8] {
    namespace < 0 ? firstHostName : namespaceTable[namespace].hostName
  }

  /// Source: uname(2).
  mutating func uname(by caller: Int32) -> Outcome {
    keep(hostName(in: namespaceSet(of: caller).hostNames), for: caller)
    return .value(0)
  }

  /// Source: sethostname(2); `kernel/sys.c: SYSCALL_DEFINE2(sethostname)`.
  mutating func sethostname(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let namespace = namespaceSet(of: caller).hostNames
    // sethostname(2), EPERM.
    guard hasCapability(.systemAdministration, caller, in: ownerOfNamespace(namespace)) else {
      throw .notPermitted
    }
    // sethostname(2), EINVAL.
    guard call.bytes.count <= Self.hostNameBytesMax else { throw .invalidArgument }
    if namespace < 0 {
      firstHostName = call.bytes
    } else {
      namespaceTable[namespace].hostName = call.bytes
    }
    return .value(0)
  }
}
