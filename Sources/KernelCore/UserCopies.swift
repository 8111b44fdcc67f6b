internal import LinuxABI

// Copies between files and the memory of tasks, a page at a time.
extension Kernel {
  /// Copies bytes from a task's memory, as many as can be read.
  mutating func copyFromUser(_ space: Int32, _ address: UInt64, count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let place = address &+ UInt64(bytes.count)
      let offset = Int(place & Memory.offsetMask)
      let part = min(Int(Memory.pageBytes) - offset, count - bytes.count)
      guard let page = try? touch(space, place, for: .read) else { break }
      guard page.frame != AddressSpace.noFrame else {
        bytes.append(contentsOf: repeatElement(0, count: part))
        continue
      }
      for start in stride(from: 0, to: part, by: 8) {
        let width = min(8, part - start)
        let word = memory.physical.read(page.frame, at: offset + start, byteCount: width)
        for byte in 0..<width { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(byte * 8))) }
      }
    }
    return bytes
  }

  /// Copies bytes into a task's memory, as many as can be written.
  ///
  /// - Returns: How many those were.
  mutating func copyToUser(
    _ space: Int32, _ address: UInt64, _ bytes: ArraySlice<UInt8>
  ) -> Int {
    var stored = 0
    while stored < bytes.count {
      let place = address &+ UInt64(stored)
      let offset = Int(place & Memory.offsetMask)
      let part = min(Int(Memory.pageBytes) - offset, bytes.count - stored)
      guard let page = try? touch(space, place, for: .write) else { break }
      for start in stride(from: 0, to: part, by: 4) {
        memory.reservations.noteStore(
          to: place &+ UInt64(start), byteCount: UInt8(min(4, part - start)), in: space, on: page)
      }
      let start = bytes.startIndex + stored
      memory.physical.write(page.frame, at: offset, bytes[start..<start + part])
      stored += part
    }
    return stored
  }
}
