import Foundation

/// What an error of Foundation says, in the words of the system where it has any, without a period.
///
/// Foundation's own words for an error of a file name neither it nor, in all cases, the reason.
package func reason(of error: any Error) -> String {
  let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
  for known in [underlying, error as NSError] {
    if let known, known.domain == NSPOSIXErrorDomain, let text = strerror(Int32(known.code)) {
      return String(cString: text)
    }
  }
  return (error as NSError).localizedDescription
}
