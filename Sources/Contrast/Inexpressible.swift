/// Something that one of the two process models has no way to say.
///
/// None of these is a gap of this course's models: each is missing in the systems that they stand
/// for, since the record that it needs is not there. What is only not built here is said otherwise,
/// by ``Refusal/Reason/notBuilt(_:)``.
package enum Inexpressible: UInt8, CaseIterable, Sendable {
  // What lightweight processes cannot say.
  case memoryOfTwoProcesses
  case descriptorsOfTwoProcesses
  case directoryOfTwoProcesses
  case handlersOfTwoProcesses
  case semaphoresOfTwoProcesses
  case threadWithOwnDescriptors
  case threadWithOwnDirectory
  case suspendedCreator
  case sibling
  case exitSignal
  case namespace
  case tracing
  case pidfd
  case ioContext
  case childrenOfThread
  case statusOfThread
  // What tasks cannot say.
  case forkall
  case waitingForThread

  /// Its name, in a few words.
  package var name: StaticString {
    switch self {
    case .memoryOfTwoProcesses: "CLONE_VM without CLONE_THREAD"
    case .descriptorsOfTwoProcesses: "CLONE_FILES without CLONE_THREAD"
    case .directoryOfTwoProcesses: "CLONE_FS without CLONE_THREAD"
    case .handlersOfTwoProcesses: "CLONE_SIGHAND without CLONE_THREAD"
    case .semaphoresOfTwoProcesses: "CLONE_SYSVSEM without CLONE_THREAD"
    case .threadWithOwnDescriptors: "CLONE_THREAD without CLONE_FILES"
    case .threadWithOwnDirectory: "CLONE_THREAD without CLONE_FS"
    case .suspendedCreator: "CLONE_VFORK on other terms than vfork's"
    case .sibling: "CLONE_PARENT"
    case .exitSignal: "an exit signal other than SIGCHLD"
    case .namespace: "a new namespace"
    case .tracing: "CLONE_PTRACE"
    case .pidfd: "CLONE_PIDFD"
    case .ioContext: "CLONE_IO"
    case .childrenOfThread: "the children of one thread"
    case .statusOfThread: "the status of a thread"
    case .forkall: "forkall"
    case .waitingForThread: "waiting for a thread"
    }
  }

  /// Why it cannot be said, in one sentence.
  package var explanation: StaticString {
    switch self {
    case .memoryOfTwoProcesses:
      "an address space belongs to one process; only vfork lends it, until the child ends"
    case .descriptorsOfTwoProcesses:
      "the descriptor table is part of the process, so two processes never share one"
    case .directoryOfTwoProcesses:
      "root, directory and umask are part of the process, so two processes never share them"
    case .handlersOfTwoProcesses:
      "signal handlers are part of the process, so two processes never share them"
    case .semaphoresOfTwoProcesses:
      "the semaphores' undo list is part of the process, so two processes never share one"
    case .threadWithOwnDescriptors:
      "a thread has no descriptors: all threads use those of their process"
    case .threadWithOwnDirectory:
      "a thread has no directory and no umask: all threads use those of their process"
    case .suspendedCreator:
      "vfork alone suspends, it lends the memory, and it makes a process"
    case .sibling: "the parent of a process is the process that made it"
    case .exitSignal: "a parent is told of a child's end by SIGCHLD, and by no other signal"
    case .namespace: "there are no namespaces that a process makes as it is created"
    case .tracing: "whether a new process is traced is not said by the one that makes it"
    case .pidfd: "no call that makes a process gives a descriptor of it"
    case .ioContext: "there is no record of input and output that processes share or have apart"
    case .childrenOfThread:
      "children belong to the process: each of its threads can wait for all of them"
    case .statusOfThread:
      "a process that ends by the end of its last thread has the status 0, whatever the thread said"
    case .forkall: "clone makes one task; there is no call that copies a process's other tasks"
    case .waitingForThread: "no call waits for a thread: a thread library waits on a word of memory"
    }
  }
}

/// Why a run in one of the models could not go on.
package struct Refusal: Equatable, Sendable {
  /// What kind of thing is missing.
  package enum Reason: Equatable, Sendable {
    /// The model has no way to say it: all that is wrong with the call.
    case inexpressible([Inexpressible])
    /// The system has it, and this course's model of it does not: what, as Linux spells it.
    case notBuilt(String)
  }

  /// The task that asked, by its place in the order of creation.
  package let task: Int
  /// What is missing.
  package let reason: Reason

  /// A refusal of what a task asked for.
  package init(task: Int, reason: Reason) {
    self.task = task
    self.reason = reason
  }

  /// The reason in words.
  package var description: String {
    switch reason {
    case .notBuilt(let name): return name + " is not built in this model"
    case .inexpressible(let reasons):
      var text = ""
      for reason in reasons {
        if !text.isEmpty { text += "; " }
        text += reason.name.description + ": " + reason.explanation.description
      }
      return text
    }
  }
}
