internal import CExecutor
internal import CSandbox
internal import ExerciseKit
internal import Glibc
internal import PluginHost
internal import Wire

/// Serves the judge's requests, in the order in which alone they make sense.
struct Worker {
  private enum State {
    case fresh
    case hardened
    case loaded(any Endpoint)
  }

  private var state = State.fresh

  mutating func serve(_ request: Request) -> Answer {
    switch (request, state) {
    case (.harden(let hardening), .fresh):
      guard let answer = harden(hardening) else { return .hardened(version: Frame.protocolVersion) }
      return .fault(answer)
    case (.load(let path), .hardened): return load(path)
    case (.newRun, .loaded): return TaskRuntime.current.newRun()
    case (.startProgram(let task, let number, let input), .loaded(let endpoint)):
      return start(task, number, input, endpoint)
    case (.startEntry(let task, let entry), .loaded):
      return TaskRuntime.current.start(task, entry: entry)
    case (.startHandler(let task, let interrupted, let handler, let info), .loaded):
      return TaskRuntime.current.start(task, over: interrupted, handler: handler, info)
    case (.resume(let task, let reply), .loaded):
      return TaskRuntime.current.resume(task, with: reply)
    case (.kill(let task), .loaded): return TaskRuntime.current.kill(task)
    case (.call(let function, let input), .loaded(let endpoint)):
      return call(function, input, endpoint)
    default: return .fault(Fault(.outOfOrder, "\(request)"))
    }
  }

  /// Gives up what the plugin must not have.
  ///
  /// What cannot be given up is a fault, never ignored.
  private mutating func harden(_ hardening: Hardening) -> Fault? {
    var limits = threadbare_limits(
      cpu_seconds: hardening.cpuSeconds, memory_bytes: hardening.memoryBytes,
      file_bytes: hardening.fileBytes, descriptors: hardening.descriptors,
      processes: hardening.processes)
    var result = unsafe threadbare_set_limits(&limits)
    if result == 0 { result = threadbare_no_new_privileges() }
    guard result == 0 else { return Fault(.load, "the worker could not limit itself: \(result)") }
    _ = threadbare_catch_escaping_jobs { hook in
      guard let hook = unsafe hook else { return }
      unsafe TaskRuntime.current.jobEscaped(through: String(cString: hook))
    }
    if !(hardening.readable.isEmpty && hardening.writable.isEmpty) {
      result = unsafe withPaths(hardening.readable) { readable in
        unsafe withPaths(hardening.writable) { writable in
          unsafe threadbare_restrict_files(readable, writable)
        }
      }
      guard result == 0 else {
        return Fault(.load, "the worker could not close its files: \(result)")
      }
    }
    if !hardening.filter.isEmpty {
      result = unsafe hardening.filter.withUnsafeBytes {
        unsafe threadbare_set_seccomp($0.baseAddress, $0.count / 8)
      }
      guard result == 0 else {
        return Fault(.load, "the worker could not filter itself: \(result)")
      }
    }
    state = .hardened
    return nil
  }

  private mutating func load(_ path: String) -> Answer {
    do {
      let plugin = try LoadedPlugin(path: path, expectedVersion: Plugin.kitVersion)
      guard let box = try plugin.make("threadbare_submission") as? EndpointBox else {
        return .fault(Fault(.load, "the plugin's entry is not of this kit"))
      }
      state = .loaded(box.endpoint)
      return .loaded(kitVersion: Plugin.kitVersion)
    } catch {
      return .fault(Fault(.load, "\(error)"))
    }
  }

  private func start(
    _ task: UInt32, _ number: UInt32, _ input: [UInt8], _ endpoint: any Endpoint
  ) -> Answer {
    var reader = WireReader(input)
    do {
      guard let body = try endpoint.program(Int(number), input: &reader) else {
        return .fault(Fault(.noSuchEntry, "the exercise has no program \(number)"))
      }
      return TaskRuntime.current.start(task, body)
    } catch {
      return .fault(Fault(.badInput, "\(error)"))
    }
  }

  private func call(_ function: UInt32, _ input: [UInt8], _ endpoint: any Endpoint) -> Answer {
    var reader = WireReader(input)
    do {
      guard let output = try endpoint.call(Int(function), input: &reader) else {
        return .fault(Fault(.noSuchEntry, "the exercise has no function \(function)"))
      }
      return .result(output.bytes)
    } catch let error as WireError {
      return .fault(Fault(.badInput, "\(error)"))
    } catch {
      return .fault(Fault(.threw, "\(error)"))
    }
  }
}

/// Calls `body` with a null-terminated array of C strings.
private func withPaths(_ paths: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Int32)
  -> Int32
{
  let copies = paths.map { unsafe strdup($0) }
  defer { for copy in copies { unsafe free(copy) } }
  return unsafe body(copies.map { unsafe UnsafePointer($0) } + [nil])
}
