/// Calls of functions.
extension CodeGenerator {
  /// Where an argument has been put before the call.
  private enum Argument {
    /// Something that is the same whenever it is calculated.
    case later(ExpressionID)
    /// A word of the frame.
    case word(Place)
    /// A structure that is copied when nothing comes between it and the call any more.
    case structure(ExpressionID)
    /// A structure of up to two words in the frame.
    case words(Place, Int64)
    /// A structure in the frame that is passed by its address.
    case address(Place)

    var count: Int64 {
      if case .words(_, let count) = self { count } else { 1 }
    }
  }

  /// Calls a function.
  ///
  /// Source: RISC-V ABIs Specification 1.0, "Integer Calling Convention".
  ///
  /// - Parameters:
  ///   - callee: The function or a pointer to it.
  ///   - first: The first of its arguments in the program's list.
  ///   - count: How many there are.
  ///   - result: The type of what it returns.
  ///   - target: An object whose address is put into a place between the arguments and the call.
  /// - Returns: The register of results; of a structure, it holds the address of a copy in the frame.
  mutating func call(
    _ callee: ExpressionID, _ first: Int32, _ count: Int32, _ result: TypeID,
    keeping target: (object: ExpressionID, at: Place)? = nil
  ) -> Register {
    let arguments = program.argumentList[Int(first)..<Int(first + count)]
    var function: Int32?
    if case .address(let object) = program[callee].kind,
      case .function(let number) = program[object].kind
    {
      function = number
      if let atomicCall = linker.atomicCall(number, of: module) {
        return atomic(atomicCall, arguments)
      }
    }
    var pointer: Place?
    // What is called is known before the arguments, which may change the pointer.
    if function == nil,
      target != nil || ([callee] + arguments).contains(where: { needs[$0] == Needs.all })
    {
      pointer = spill(value(callee))
    }
    let resultPlace = resultPlace(result)
    let isIndirect = isInMemory(result)
    let words = place(arguments, from: isIndirect ? 1 : 0, keeping: target)
    busyArguments = 0
    frame.argumentBytes = max(frame.argumentBytes, max(0, words - 8) * 8)
    if isIndirect, let resultPlace { loadAddress(.argument(0), of: resultPlace) }
    if let function {
      code.call(linker.function(function, of: module))
    } else {
      if let pointer {
        load(.long, .addressScratch, from: pointer)
      } else {
        let held = value(callee)
        code.move(.addressScratch, held)
        pool.release(held)
      }
      code.emit(Encoding.jump(.returnAddress, to: .addressScratch, 0))
    }
    if let resultPlace {
      if !isIndirect {
        store(.argument(0), size: 8, at: resultPlace)
        if (program.types.size(of: result) ?? 0) > 8 {
          store(.argument(1), size: 8, at: resultPlace.moved(by: 8))
        }
      }
      loadAddress(.result, of: resultPlace)
    }
    return .result
  }

  /// Where the structure is put that a function returns; nil for other results.
  private mutating func resultPlace(_ type: TypeID) -> Place? {
    guard isStructure(type) else { return nil }
    return .frame(frame.addTemporary(bytes: max(8, program.types.size(of: type) ?? 0)))
  }

  /// Calculates arguments, the last one first, and puts them where they are expected.
  ///
  /// - Returns: How many words they are.
  private mutating func place(
    _ list: ArraySlice<ExpressionID>, from start: Int64,
    keeping target: (object: ExpressionID, at: Place)?
  ) -> Int64 {
    var positions: [Int64] = []
    var next = start
    for argument in list {
      positions.append(next)
      next +=
        isStructure(type(of: argument)) && !isInMemory(type(of: argument))
        ? ((program.types.size(of: type(of: argument)) ?? 0) + 7) / 8 : 1
    }
    // Those before this one can stay in their registers.
    let firstCalling =
      target == nil
      ? list.enumerated().first { needs[$0.element] == Needs.all }?.offset ?? list.count : -1
    var kept: [(position: Int64, argument: Argument)] = []
    for (index, argument) in list.enumerated().reversed() {
      let position = positions[index]
      let type = type(of: argument)
      if isStructure(type) {
        var isVariable = false
        if case .load(let object) = program[argument].kind { isVariable = isFixed(object) }
        kept.append(
          (position, isVariable ? .structure(argument) : structureArgument(argument, type)))
      } else if index > firstCalling, isSame(argument) {
        kept.append((position, .later(argument)))
      } else if index > firstCalling {
        kept.append((position, .word(spill(value(argument)))))
      } else if position < 8 {
        _ = value(argument, into: .argument(Int(position)))
        busyArguments = max(busyArguments, Int(position) + 1)
      } else {
        let held = value(argument)
        storeWord(held, position)
        pool.release(held)
      }
    }
    if let target { keepAddress(of: target.object, at: target.at) }
    for index in kept.indices {
      if case .structure(let expression) = kept[index].argument {
        kept[index].argument = structureArgument(expression, type(of: expression))
      }
    }
    for (position, argument) in kept { finish(argument, position) }
    return next
  }

  /// Whether a value is a number or the address of something that stays where it is.
  private func isSame(_ expression: ExpressionID) -> Bool {
    switch program[expression].kind {
    case .integer: true
    case .convert(let inner): isSame(inner)
    case .address(let object): isFixed(object)
    default: false
    }
  }

  private func type(of expression: ExpressionID) -> TypeID { program[expression].type.type }

  /// Copies a structure into the frame, since the function may change it.
  private mutating func structureArgument(
    _ argument: ExpressionID, _ type: TypeID
  ) -> Argument {
    let size = program.types.size(of: type) ?? 0
    let source = structure(argument)
    let target = Place.frame(frame.addTemporary(bytes: max(8, size)))
    copy(
      from: source, to: target, bytes: size, alignment: program.types.alignment(of: type))
    release(source)
    return size > 16 ? .address(target) : .words(target, (size + 7) / 8)
  }

  private mutating func finish(_ argument: Argument, _ position: Int64) {
    for index in 0..<argument.count {
      let target =
        position + index < 8 ? Register.argument(Int(position + index)) : .valueScratch
      switch argument {
      case .later(let expression):
        if position < 8 {
          _ = value(expression, into: target)
        } else {
          let held = value(expression)
          storeWord(held, position)
          pool.release(held)
        }
        return
      case .structure: break
      case .word(let place): load(.long, target, from: place)
      case .words(let place, _): load(.long, target, from: place.moved(by: index * 8))
      case .address(let place): loadAddress(target, of: place)
      }
      if position + index >= 8 { storeWord(target, position + index) }
    }
  }

  /// Stores a word of the arguments on the stack.
  private mutating func storeWord(_ source: Register, _ position: Int64) {
    code.emit(Encoding.store(size: 8, source, .stackPointer, (position - 8) * 8))
  }

  /// Puts what a function returns where its caller expects it.
  mutating func returnValue(_ expression: ExpressionID) {
    let type = type(of: expression)
    guard isStructure(type) else {
      _ = value(expression, into: .result)
      return
    }
    let size = program.types.size(of: type) ?? 0
    let alignment = program.types.alignment(of: type)
    let source = structure(expression)
    if isInMemory(type) {
      let target = allocate()
      load(.long, target, from: .frame(frame.resultOffset))
      copy(from: source, to: .register(target, 0), bytes: size, alignment: alignment)
      release(source)
      code.move(.result, target)
      pool.release(target)
      return
    }
    let words = Place.frame(frame.addTemporary(bytes: 16))
    copy(from: source, to: words, bytes: size, alignment: alignment)
    release(source)
    load(.long, .argument(0), from: words)
    if size > 8 { load(.long, .argument(1), from: words.moved(by: 8)) }
  }
}
