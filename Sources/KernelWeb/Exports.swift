internal import KernelCore
internal import LinuxABI
internal import Playback

// What a page can call in the WebAssembly module; docs/page-interface.md describes it, and site/js has the
// functions around it. `.ci/wasm` builds the module; Package.swift does not know it, since SwiftPM compiles
// for the host alone here.
//
// A call gives numbers and bytes, the bytes in the buffer, and gets the length of an answer in JSON, which is
// in the buffer then.

/// The one session of the module: a page that wants two has two modules.
nonisolated(unsafe) private let session = Session()

/// Makes the buffer so long.
///
/// - Returns: Its address.
@_expose(wasm, "threadbare_buffer")
@_cdecl("threadbare_buffer")
public func exportedBuffer(count: Int32) -> UnsafeMutablePointer<UInt8>? {
  unsafe session.buffer = Array(repeating: 0, count: Int(max(count, 1)))
  return unsafe session.buffer.withUnsafeMutableBufferPointer { $0.baseAddress }
}

/// The address of the buffer, with the last answer.
@_expose(wasm, "threadbare_answer")
@_cdecl("threadbare_answer")
public func exportedAnswer() -> UnsafeMutablePointer<UInt8>? {
  unsafe session.buffer.withUnsafeMutableBufferPointer { $0.baseAddress }
}

/// Compiles the program in the buffer.
@_expose(wasm, "threadbare_compile")
@_cdecl("threadbare_compile")
public func exportedCompile() -> Int32 { unsafe session.compile() }

/// Takes the buffer as what the program reads from its standard input.
@_expose(wasm, "threadbare_input")
@_cdecl("threadbare_input")
public func exportedInput() { unsafe session.takeInput() }

/// Begins to play the program with turns: the choices in the buffer, then a policy.
///
/// - Parameters:
///   - profile: The version of Linux: 0 is 6.18, 1 is 2.6.11, 2 is 2.6.8, 3 is 2.5.48.
///   - policy: 0 is parent-first, 1 child-first, 2 by a generator.
///   - seed: Of the generator.
/// - Returns: The length of the state.
@_expose(wasm, "threadbare_start_turns")
@_cdecl("threadbare_start_turns")
public func exportedStartTurns(profile: Int32, policy: Int32, seed: UInt64) -> Int32 {
  let choices = unsafe session.choices
  let decisions: DecisionPolicy =
    switch policy {
    case 0: .parentFirst
    case 1: .childFirst
    default: .seeded(seed)
    }
  return unsafe session.start(
    profile, .turns(DecisionSource(choices: choices, policy: decisions)))
}

/// Begins to play the program with a choice at each visible step: those in the buffer, then option 0.
@_expose(wasm, "threadbare_start_steps")
@_cdecl("threadbare_start_steps")
public func exportedStartSteps(profile: Int32) -> Int32 {
  let choices = unsafe session.choices
  return unsafe session.start(profile, .steps(choices))
}

/// Goes to a step, forward or back.
@_expose(wasm, "threadbare_go")
@_cdecl("threadbare_go")
public func exportedGo(step: Int32) -> Int32 {
  unsafe session.ask { playback, writer in
    playback.go(to: Int(step))
    playback.writeState(to: &writer)
  }
}

/// The timeline as far as it was played.
@_expose(wasm, "threadbare_timeline")
@_cdecl("threadbare_timeline")
public func exportedTimeline() -> Int32 {
  unsafe session.ask { playback, writer in playback.writeTimeline(to: &writer) }
}

/// The choice that the next step takes.
@_expose(wasm, "threadbare_next_choice")
@_cdecl("threadbare_next_choice")
public func exportedNextChoice() -> Int32 {
  unsafe session.ask { playback, writer in playback.writeNextChoice(to: &writer) }
}

/// The choices that were taken so far.
@_expose(wasm, "threadbare_choices")
@_cdecl("threadbare_choices")
public func exportedChoices() -> Int32 {
  unsafe session.ask { playback, writer in
    writer.member("choices", numbers: playback.choices)
  }
}

/// The registers of a task, by its thread id.
@_expose(wasm, "threadbare_registers")
@_cdecl("threadbare_registers")
public func exportedRegisters(thread: Int32) -> Int32 {
  unsafe session.ask { playback, writer in playback.writeRegisters(of: thread, to: &writer) }
}

/// Bytes of a task's memory.
@_expose(wasm, "threadbare_memory")
@_cdecl("threadbare_memory")
public func exportedMemory(thread: Int32, address: UInt64, count: Int32) -> Int32 {
  unsafe session.ask { playback, writer in
    playback.writeMemory(of: thread, at: address, count: Int(count), to: &writer)
  }
}

/// Instructions of a task, from where it is.
@_expose(wasm, "threadbare_instructions")
@_cdecl("threadbare_instructions")
public func exportedInstructions(thread: Int32, count: Int32) -> Int32 {
  unsafe session.ask { playback, writer in
    playback.writeInstructions(of: thread, count: Int(count), to: &writer)
  }
}

/// Explores the program: every schedule, or those with at most so many preemptions.
///
/// - Parameters:
///   - profile: The version of Linux.
///   - preemptionsMax: The most preemptions; below 0 for every schedule that differs.
///   - schedulesMax: The most schedules.
///   - stepsMax: The most visible steps of one.
/// - Returns: The length of the answer.
@_expose(wasm, "threadbare_explore")
@_cdecl("threadbare_explore")
public func exportedExplore(
  profile: Int32, preemptionsMax: Int32, schedulesMax: Int32, stepsMax: Int32
) -> Int32 {
  unsafe session.explore(
    profile, preemptionsMax: preemptionsMax, schedulesMax: schedulesMax, stepsMax: stepsMax)
}

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
