import Diagnostics
import Foundation

extension AnswersFile {
  /// What every version of such a file says.
  private struct Head: Decodable {
    let format: String
    let version: Int
  }

  /// Decodes a file of either side, whatever course it is of.
  ///
  /// - Parameters:
  ///   - text: What stands in it.
  ///   - path: The file, as messages show it.
  /// - Returns: The file.
  /// - Throws: One diagnostic that says which part is wrong and why.
  static func decoded(from text: String, path: String) throws(DiagnosticList) -> AnswersFile {
    let data = Data(text.utf8)
    let decoder = JSONDecoder()
    let head: Head
    do {
      head = try decoder.decode(Head.self, from: data)
    } catch {
      throw noAnswers(path, because: complaint(of: error))
    }
    guard head.format == format else {
      throw noAnswers(path, because: "\"format\" is \(quoted(head.format))")
    }
    // A newer format may have other parts, so that this comes before they are looked at.
    guard head.version <= version else {
      throw fault(
        path, "this file is of a newer format (version \(head.version))", help: "update threadbare")
    }
    do {
      return try decoder.decode(Self.self, from: data)
    } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
      // It is JSON, as its head could be read: Foundation says this of numbers that an Int can't hold.
      throw fault(path, "a number in it is not whole, or too large")
    } catch {
      throw fault(path, complaint(of: error))
    }
  }

  private static func noAnswers(_ path: String, because reason: String) -> DiagnosticList {
    fault(
      path, "this file holds no answers: \(reason)",
      help: "the page \"Your answers\" of the website saves one")
  }

  /// Which part of a file could not be decoded, and why.
  private static func complaint(of error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context): "\(part(context.codingPath + [key])) is missing"
    case .valueNotFound(_, let context): "\(part(context.codingPath)) is null"
    case .typeMismatch(let type, let context):
      "\(part(context.codingPath)) is not \(noun(of: type))"
    case .dataCorrupted(let context) where context.codingPath.isEmpty: "it is no JSON"
    case .dataCorrupted(let context): "\(part(context.codingPath)) has a value that cannot be"
    default: "it can't be read: \(reason(of: error))"
    }
  }

  /// A part of a file: `answers.first.tries`, `exercises[2]`.
  private static func part(_ path: [any CodingKey]) -> String {
    guard !path.isEmpty else { return "it" }
    var name = ""
    for key in path {
      if let index = key.intValue {
        name += "[\(index)]"
      } else {
        name += (name.isEmpty ? "" : ".") + key.stringValue
      }
    }
    return quoted(name)
  }

  private static func noun(of type: any Any.Type) -> String {
    switch type {
    case is Bool.Type: "true or false"
    case is Int.Type: "a whole number"
    case is String.Type: "a text"
    case is [String].Type, is [Any].Type: "a list"
    default: "an object"
    }
  }
}
