internal import KernelCore
internal import LinuxABI
internal import Machine
internal import TaskC
internal import UserSpace

// What a page shows of a moment.
extension Playback {
  /// The most bytes of calls that a state has: the last ones.
  private static var callBytesMax: Int { 8_192 }
  /// Larger variables are not shown.
  private static var variableBytesMax: UInt64 { 4_096 }

  /// The moment as JSON.
  ///
  /// docs/page-interface.md says what it has.
  package func writeState(to writer: inout JSONWriter) {
    guard let kernel = moment.kernel, let users = moment.users else { return }
    let tasks = kernel.tasks
    writer.member("step", moment.step)
    writer.member("end", moment.end?.word)
    if case .finished(let status) = moment.end {
      writer.member("status", status.description)
      writer.member("code", optional: status.exitCode.map(Int.init))
    }
    writer.member("current", optional: (moment.runningThread?.rawValue).map(Int.init))
    writer.member("choices", moment.decisionCount)
    writer.array("tasks") { list in
      for task in tasks where task.state != .builtIn {
        list.object { write(task, kernel, users, to: &$0) }
      }
    }
    writer.array("memories") { write(memoriesOf: tasks, kernel, to: &$0) }
    writer.member("output", text: kernel.console(of: .output))
    writer.member("errorOutput", text: kernel.console(of: .error))
    writeCalls(to: &writer)
  }

  private func write(
    _ task: TaskSnapshot, _ kernel: Kernel, _ users: UserTasks, to object: inout JSONWriter
  ) {
    object.member("tid", Int(task.threadID.rawValue))
    object.member("pid", Int(task.processID.rawValue))
    object.member("ppid", Int(task.parentProcessID.rawValue))
    object.member("parent", Int(task.parentThreadID.rawValue))
    object.member("pgid", Int(task.processGroupID.rawValue))
    object.member("state", task.state.name.description)
    object.member("exitSignal", Int(task.exitSignal))
    object.member("mm", optional: task.mm?.identity)
    object.member("files", optional: task.files?.identity)
    object.member("fs", optional: task.fs?.identity)
    object.member("sighand", optional: task.sighand?.identity)
    object.member("signal", optional: task.signal?.identity)
    object.member("tls", address: task.threadPointer)
    object.member("clearTID", address: task.clearChildTID.rawValue)
    object.member("status", task.status?.description)
    guard let hart = users.registers(of: task.id), task.mm != nil else { return }
    object.member("pc", address: hart.pc)
    let frames = Frames(of: task.id, hart, on: kernel, program.table)
    object.member("in", frames.all.first?.function.name)
    guard let own = frames.own, let place = own.place else { return }
    object.member("line", place.line)
    object.member("function", own.function.name)
    object.array("locals") { list in
      guard let pointer = own.pointer else { return }
      for local in own.function.locals {
        let address = pointer &+ UInt64(bitPattern: local.frameOffset)
        write(local.variable, at: address, of: task.id, kernel, to: &list)
      }
    }
  }

  /// The variables of each address space, by the first task that has it.
  private func write(
    memoriesOf tasks: [TaskSnapshot], _ kernel: Kernel, to list: inout JSONWriter
  ) {
    var seen: [Int] = []
    for task in tasks where task.state != .builtIn {
      guard let mm = task.mm, !seen.contains(mm.identity) else { continue }
      seen.append(mm.identity)
      list.object { object in
        object.member("mm", mm.identity)
        object.array("variables") { variables in
          for global in program.table.globals
          where !global.isThreadLocal && global.variable.place.file == 0 {
            write(
              global.variable, at: UInt64(bitPattern: global.address), of: task.id, kernel,
              to: &variables)
          }
        }
      }
    }
  }

  private func write(
    _ variable: DebugTable.Variable, at address: UInt64, of task: TaskID, _ kernel: Kernel,
    to list: inout JSONWriter
  ) {
    guard variable.bytes <= Self.variableBytesMax,
      let bytes = kernel.bytes(of: task, at: address, count: Int(variable.bytes))
    else { return }
    list.object { object in
      object.member("name", variable.name)
      object.member("type", variable.type)
      object.member("address", address: address)
      object.member("value", variable.layout.text(bytes[...]))
    }
  }

  private func writeCalls(to writer: inout JSONWriter) {
    let text = moment.callText
    var start = max(0, text.count - Self.callBytesMax)
    // From the start of a line.
    while start > 0, start < text.count, text[start - 1] != UInt8(ascii: "\n") { start += 1 }
    writer.member("calls", text: Array(text[start...]))
    writer.member("callsLeftOut", start)
  }

  /// The registers of a task as JSON: their names and values.
  package func writeRegisters(of thread: Int32, to writer: inout JSONWriter) {
    writer.array("registers") { list in
      guard let (task, _) = find(thread), let hart = moment.users?.registers(of: task) else {
        return
      }
      list.object {
        $0.member("name", "pc")
        $0.member("value", address: hart.pc)
      }
      for register in 1..<32 {
        list.object {
          $0.member("name", Instruction.name(ofRegister: register))
          $0.member("value", address: hart.x[register])
        }
      }
    }
  }

  /// Bytes of a task's memory as JSON, in base 16; null if not all can be read.
  package func writeMemory(
    of thread: Int32, at address: UInt64, count: Int, to writer: inout JSONWriter
  ) {
    let found = find(thread)
    let bytes = found.flatMap { task, kernel in
      kernel.bytes(of: task, at: address, count: max(0, min(count, 4_096)))
    }
    var text = ""
    for byte in bytes ?? [] { text += (byte < 16 ? "0" : "") + String(byte, radix: 16) }
    writer.member("bytes", bytes == nil ? nil : text)
  }

  /// Instructions of a task from where it is, as JSON.
  package mutating func writeInstructions(
    of thread: Int32, count: Int, to writer: inout JSONWriter
  ) {
    guard let (task, looked) = find(thread), let hart = moment.users?.registers(of: task),
      let space = looked.addressSpace(of: task)
    else {
      writer.array("instructions") { _ in }
      return
    }
    var kernel = looked
    writer.array("instructions") { list in
      var pc = hart.pc
      for _ in 0..<max(0, min(count, 64)) {
        guard let instruction = Processor.instruction(at: pc, in: space, of: &kernel) else {
          return
        }
        let line = program.table.place(at: pc).flatMap { $0.file == 0 ? $0.line : nil }
        list.object {
          $0.member("address", address: pc)
          $0.member("text", instruction.text(at: pc))
          $0.member("line", optional: line)
        }
        pc &+= UInt64(instruction.byteCount)
      }
    }
  }

  private func find(_ thread: Int32) -> (task: TaskID, kernel: Kernel)? {
    guard let kernel = moment.kernel, let users = moment.users else { return nil }
    for task in users.known where users.threadID(of: task).rawValue == thread {
      return (task, kernel)
    }
    return nil
  }

  /// The timeline as JSON.
  package func writeTimeline(to writer: inout JSONWriter) {
    writer.member("steps", timeline.stepCount - 1)
    timeline.write(to: &writer)
  }

  /// The choice that the next step takes as JSON; null if it takes none.
  package func writeNextChoice(to writer: inout JSONWriter) {
    guard let choice = nextChoice() else {
      writer.member("choice", nil)
      return
    }
    writer.object("choice") { object in
      object.member("number", choice.number)
      object.member("kind", choice.kind.word)
      object.member("taken", choice.taken)
      object.array("tasks") { list in
        for task in choice.tasks { list.value(Int(task.rawValue)) }
      }
    }
  }
}

extension PlaybackEnd {
  /// The end in one word, for whoever reads JSON.
  var word: String {
    switch self {
    case .finished: "finished"
    case .deadlock: "deadlock"
    case .timeLimit: "time-limit"
    case .outputLimit: "output-limit"
    }
  }
}
