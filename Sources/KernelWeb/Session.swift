internal import KernelCore
internal import LinuxABI
internal import Playback
internal import TaskC

/// What a page is about: its program, and where that is played.
///
/// A class, since nobody wants a copy: the code that makes one would be a hundredth of the module.
final class Session {
  /// The bytes that go in and out.
  var buffer: [UInt8] = []
  private var program: PlayedProgram?
  private var recipe = Recipe()
  private var playback: Playback?

  /// Answers with an object of JSON that `body` writes, in the buffer.
  func answer(_ body: (inout JSONWriter) -> Void) -> Int32 {
    var writer = JSONWriter()
    writer.object { body(&$0) }
    buffer = writer.bytes
    return Int32(clamping: buffer.count)
  }

  /// Compiles the program in the buffer.
  func compile() -> Int32 {
    let text = SourceText(buffer)
    (program, playback) = (nil, nil)
    return answer { writer in
      do throws(CompilationError) {
        program = try PlayedProgram(text, name: "program")
        writer.array("complaints") { _ in }
      } catch {
        error.write(of: text, to: &writer)
      }
    }
  }

  /// Takes the buffer as what the program reads.
  func takeInput() { recipe.input = buffer }

  /// Begins to play the program.
  func start(_ profile: Int32, _ schedule: Recipe.Schedule) -> Int32 {
    playback = nil
    guard let program, let profile = Self.profile(profile) else { return answer { _ in } }
    recipe.profile = profile
    recipe.schedule = schedule
    playback = Playback(program, recipe)
    return state()
  }

  /// The choices in the buffer: two bytes each, the lower one first.
  var choices: [UInt16] {
    var choices: [UInt16] = []
    for place in 0..<buffer.count / 2 {
      choices.append(UInt16(buffer[2 * place]) | UInt16(buffer[2 * place + 1]) << 8)
    }
    return choices
  }

  private static func profile(_ number: Int32) -> KernelProfile? {
    switch number {
    case 0: .linux618
    case 1: .linux26
    case 2: .linux268
    case 3: .linux2548
    default: nil
    }
  }

  // MARK: - The playback

  /// Answers with what `body` says of the playback; with nothing if there is none.
  func ask(_ body: (inout Playback, inout JSONWriter) -> Void) -> Int32 {
    answer { writer in
      // Taken out, so that it is changed in place.
      guard var playback = playback.take() else { return }
      body(&playback, &writer)
      self.playback = playback
    }
  }

  func state() -> Int32 {
    ask { playback, writer in playback.writeState(to: &writer) }
  }

  /// Explores the program.
  func explore(
    _ profile: Int32, preemptionsMax: Int32, schedulesMax: Int32, stepsMax: Int32
  ) -> Int32 {
    guard let program, let profile = Self.profile(profile) else { return answer { _ in } }
    recipe.profile = profile
    let recipe = recipe
    return answer { writer in
      program.explore(
        recipe, preemptionsMax: preemptionsMax < 0 ? nil : Int(preemptionsMax),
        schedulesMax: Int(max(1, schedulesMax)), stepsMax: Int(max(1, stepsMax)), to: &writer)
    }
  }
}
