import Foundation
import Glibc

/// Puts a file in the place of another one in one step: whoever reads sees the old or the new.
///
/// - Throws: What Foundation throws when the folder can't be written.
func replaceFile(at url: URL, with data: Data) throws {
  // Foundation writes beside the file and renames; it doesn't wait for the disk, which is right
  // here: after a power cut an older file is as good as this one.
  try data.write(to: url, options: .atomic)
}

/// Makes a pipe whose ends block nobody and are closed in programs that are started.
///
/// - Returns: The end to read and the end to write; nil where the system has no more.
func makePipe() -> (reading: Int32, writing: Int32)? {
  var ends: [Int32] = [0, 0]
  guard pipe(&ends) == 0 else { return nil }
  for end in ends {
    _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    _ = fcntl(end, F_SETFL, O_NONBLOCK)
  }
  return (ends[0], ends[1])
}
