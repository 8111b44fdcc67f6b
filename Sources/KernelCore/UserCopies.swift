package import LinuxABI

/// How a string in a task's memory ends.
package enum UserStringEnd: Equatable, Sendable {
  /// With the zero behind it.
  case terminated
  /// It has no zero within the bytes that were asked for: ENAMETOOLONG for a path, E2BIG for an
  /// argument.
  case tooLong
  /// In memory that can't be read: EFAULT.
  case unreadable
}

// What the kernel copies out of a task's memory and into it, a page at a time.
extension Kernel {
  /// Copies bytes out of a task's memory, as many as can be read.
  mutating func copyFromUser(_ space: Int32, _ address: UInt64, count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(max(count, 0), Self.reservedBytesMax))
    while bytes.count < count {
      let place = address &+ UInt64(bytes.count)
      let offset = Int(place & Memory.offsetMask)
      let part = min(count - bytes.count, Int(Memory.pageBytes) - offset)
      guard let page = try? touch(space, place, for: .read) else { break }
      if page.frame == AddressSpace.noFrame {
        bytes.append(contentsOf: repeatElement(0, count: part))
      } else {
        bytes += memory.physical.bytes(of: page.frame, at: offset, count: part)
      }
    }
    return bytes
  }

  /// What a count promises is set aside at once up to here.
  private static var reservedBytesMax: Int { 1 << 20 }

  /// Copies bytes into a task's memory, as many as can be written.
  ///
  /// - Returns: How many those were.
  mutating func copyToUser(_ space: Int32, _ address: UInt64, _ bytes: ArraySlice<UInt8>) -> Int {
    var written = 0
    while written < bytes.count {
      let place = address &+ UInt64(written)
      let offset = Int(place & Memory.offsetMask)
      let part = min(bytes.count - written, Int(Memory.pageBytes) - offset)
      guard let page = try? touch(space, place, for: .write) else { break }
      memory.reservations.noteStores(to: place, byteCount: part, in: space, on: page)
      let start = bytes.startIndex + written
      memory.physical.write(page.frame, at: offset, bytes[start..<start + part])
      written += part
    }
    return written
  }

  /// Copies bytes out of an address space.
  ///
  /// - Parameters:
  ///   - space: The address space.
  ///   - address: Where they begin.
  ///   - count: How many there are to be.
  /// - Returns: The bytes up to the first that can't be read: if there are fewer than were asked for, a
  ///   call that needs them is EFAULT.
  package mutating func copyFromUser(
    _ space: AddressSpaceID, _ address: UserAddress, count: Int
  ) -> [UInt8] {
    makeUnique()
    return copyFromUser(space.rawValue, address.rawValue, count: count)
  }

  /// Copies bytes into an address space.
  ///
  /// - Parameters:
  ///   - space: The address space.
  ///   - address: Where they go.
  ///   - bytes: The bytes.
  /// - Returns: How many were written: those before the first that can't be.
  package mutating func copyToUser(
    _ space: AddressSpaceID, _ address: UserAddress, _ bytes: ArraySlice<UInt8>
  ) -> Int {
    makeUnique()
    return copyToUser(space.rawValue, address.rawValue, bytes)
  }

  /// Reads a string that a zero ends.
  ///
  /// Source: `lib/strncpy_from_user.c`.
  ///
  /// - Parameters:
  ///   - space: The address space.
  ///   - address: Where it begins.
  ///   - bytesMax: The most bytes it may have, the zero included.
  /// - Returns: Its bytes without the zero, and how it ends.
  package mutating func readString(
    _ space: AddressSpaceID, _ address: UserAddress, bytesMax: Int
  ) -> (bytes: [UInt8], end: UserStringEnd) {
    makeUnique()
    var bytes: [UInt8] = []
    while bytes.count < bytesMax {
      let place = address.rawValue &+ UInt64(bytes.count)
      let left = Int(Memory.pageBytes - place & Memory.offsetMask)
      let wanted = min(bytesMax - bytes.count, left)
      let part = copyFromUser(space.rawValue, place, count: wanted)
      if let end = part.firstIndex(of: 0) { return (bytes + part[..<end], .terminated) }
      bytes += part
      if part.count < wanted { return (bytes, .unreadable) }
    }
    return (bytes, .tooLong)
  }
}
