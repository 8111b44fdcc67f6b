import Foundation
import Glibc

/// Exchanging the names of two folders.
enum FolderExchange {
  private typealias Renameat2 =
    @convention(c) (
      Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
    ) -> Int32

  /// `RENAME_EXCHANGE` of `<linux/fs.h>`.
  private static let exchangeFlag: UInt32 = 1 << 1

  /// Exchanges two folders of one file system in one step, so that neither name is ever missing.
  ///
  /// Swift's view of glibc leaves out what needs `_GNU_SOURCE`, so the function is looked up by name.
  ///
  /// - Returns: 0, or the error: file systems may not have it.
  static func exchange(_ one: URL, _ other: URL) -> Int32 {
    guard let symbol = dlsym(nil, "renameat2") else { return ENOSYS }
    let renameat2 = unsafeBitCast(symbol, to: Renameat2.self)
    return renameat2(AT_FDCWD, one.path, AT_FDCWD, other.path, exchangeFlag) == 0 ? 0 : errno
  }
}
