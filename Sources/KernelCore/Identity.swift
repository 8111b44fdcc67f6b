internal import LinuxABI

// Who tasks act for.
extension Kernel {
  /// Who a task acts for.
  @inline(__always)
  func credentials(of task: Int32) -> Credentials {
    credentialTable[taskTable[task].credential].value
  }

  /// One task fewer acts for somebody.
  @inline(__always)
  mutating func releaseCredentials(_ credential: Int32) {
    credentialTable[credential].users -= 1
    if credentialTable[credential].users == 0 { credentialTable.release(credential) }
  }

  /// Lets a task alone act for somebody else (B15).
  mutating func setCredentials(_ new: Credentials, of task: Int32) {
    let old = credentials(of: task)
    if old.userID != new.userID {
      countTask(of: old.userID, by: -1)
      countTask(of: new.userID, by: 1)
    }
    if old.userID != new.userID || old.groupID != new.groupID { hide(task) }
    releaseCredentials(taskTable[task].credential)
    taskTable[task].credential = credentialTable.allocate(CredentialRecord(value: new))
  }

  /// Whether a task has one of root's powers over another.
  func hasCapability(_ capability: Capabilities, _ task: Int32, over other: Int32) -> Bool {
    credentials(of: task).capabilities.contains(capability)
  }
}
