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

/// What the system says of the last call that failed.
func systemReason() -> String {
  strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
}

/// What an error of Foundation says, in one line.
func reason(of error: any Error) -> String {
  let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
  if let underlying, underlying.domain == NSPOSIXErrorDomain,
    let text = strerror(Int32(underlying.code))
  {
    return String(cString: text)
  }
  return (error as NSError).localizedDescription
}
