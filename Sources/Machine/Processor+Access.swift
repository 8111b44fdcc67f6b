internal import KernelCore

// Loads and stores that the translation buffer doesn't know, or that reach across the end of a page:
// Linux lets a task load and store at any address, whether the processor can or the kernel has to.
extension Processor {
  /// Reads up to eight bytes, wherever they are.
  ///
  /// - Parameters:
  ///   - address: Where they begin.
  ///   - byteCount: How many.
  /// - Returns: The number; nil if it can't be read, and `stop` says why.
  mutating func load(_ address: UInt64, byteCount: Int) -> UInt64? {
    let firstCount = Self.bytesOnFirstPage(address, byteCount)
    guard var value = loadPart(address, firstCount) else { return nil }
    if firstCount < byteCount {
      let next = address &+ UInt64(firstCount)
      guard let rest = loadPart(next, byteCount - firstCount) else { return nil }
      value |= rest << UInt64(firstCount * 8)
    }
    return value
  }

  /// Reads bytes of one page.
  private mutating func loadPart(_ address: UInt64, _ byteCount: Int) -> UInt64? {
    guard let page = page(address, for: .read) else { return nil }
    let bytes = unsafe bytes(of: page)
    unsafe block.allowReads(address, bytes)
    var value: UInt64 = 0
    for index in 0..<byteCount {
      let byte = unsafe bytes.load(
        fromByteOffset: Self.offset(address) + index, as: UInt8.self)
      value |= UInt64(byte) << UInt64(index * 8)
    }
    return value
  }

  /// Writes the lowest bytes of a number, wherever they go; none of them if any can't be written.
  ///
  /// - Parameters:
  ///   - address: Where they begin.
  ///   - byteCount: How many.
  ///   - value: The number.
  /// - Returns: What became of it.
  mutating func store(_ address: UInt64, byteCount: Int, _ value: UInt64) -> Outcome {
    let firstCount = Self.bytesOnFirstPage(address, byteCount)
    guard firstCount < byteCount else { return storePart(address, byteCount, value) }
    let next = address &+ UInt64(firstCount)
    // Both have to be there before anything is stored.
    guard page(address, for: .write) != nil, page(next, for: .write) != nil else {
      return .failed
    }
    let first = storePart(address, firstCount, value)
    let second = storePart(next, byteCount - firstCount, value >> UInt64(firstCount * 8))
    return first == .done ? second : first
  }

  /// Writes bytes of one page.
  private mutating func storePart(
    _ address: UInt64, _ byteCount: Int, _ value: UInt64
  ) -> Outcome {
    guard let kernel = unsafe kernel, let page = page(address, for: .write) else {
      return .failed
    }
    if page.isWatched {
      // The page was made ready, so this can't fail.
      try? unsafe kernel.pointee.noteStore(
        to: address, byteCount: UInt8(byteCount), in: space, by: hart)
    }
    let bytes = unsafe bytes(of: page)
    let offset = Self.offset(address)
    for index in 0..<byteCount {
      unsafe bytes.storeBytes(
        of: UInt8(truncatingIfNeeded: value >> UInt64(index * 8)),
        toByteOffset: offset + index, as: UInt8.self)
    }
    guard let code = cache.verifiedPage(of: page.frame) else {
      if !page.isWatched { unsafe block.allowWrites(address, bytes) }
      return hasMovedCode ? .changedCode : .done
    }
    let isChanged = unsafe cache.changeBytes(code, at: offset, byteCount: byteCount, bytes)
    return isChanged || hasMovedCode ? .changedCode : .done
  }

  /// How many of the bytes of an access are on its first page.
  private static func bytesOnFirstPage(_ address: UInt64, _ byteCount: Int) -> Int {
    min(byteCount, TranslationCache.pageBytes - offset(address))
  }

  private static func offset(_ address: UInt64) -> Int {
    Int(truncatingIfNeeded: address & UInt64(TranslationCache.pageBytes - 1))
  }
}
