/// An address in the memory of a task.
public struct UserAddress: RawRepresentable, Hashable, Sendable, Comparable {
  /// The number of the byte.
  public let rawValue: UInt64

  /// The address of a byte.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Address 0, which is never mapped.
  public static var null: UserAddress { UserAddress(rawValue: 0) }

  /// Orders by number.
  public static func < (one: UserAddress, other: UserAddress) -> Bool {
    one.rawValue < other.rawValue
  }

  /// The address some bytes further on.
  public static func + (address: UserAddress, bytes: UInt64) -> UserAddress {
    UserAddress(rawValue: address.rawValue &+ bytes)
  }
}

extension UserAddress: CustomStringConvertible {
  /// The address in hexadecimal, or NULL.
  public var description: String {
    rawValue == 0 ? "NULL" : "0x" + String(rawValue, radix: 16)
  }
}

/// How many bytes a memory access reaches.
public enum MemoryWidth: UInt8, Sendable, CaseIterable {
  /// One byte.
  case byte = 1
  /// Two bytes.
  case half = 2
  /// Four bytes: an `int`, and a futex.
  case word = 4
  /// Eight bytes.
  case doubleWord = 8
}

/// Where things are in the memory that a program starts with.
public enum UserMemoryLayout {
  /// The size of a page, in bytes.
  public static var pageBytes: UInt64 { 4_096 }
  /// The first address of the data area that every program starts with, readable and writable.
  public static var dataStart: UserAddress { UserAddress(rawValue: 0x1_0000) }
  /// The size of the data area, in pages.
  public static var dataPages: UInt64 { 16 }
  /// The first address that mmap chooses.
  public static var mmapStart: UserAddress { UserAddress(rawValue: 0x2000_0000_0000) }
  /// The first address that is no longer the user's: 47 bits, as on x86-64.
  public static var end: UserAddress { UserAddress(rawValue: 0x7fff_ffff_f000) }
}
