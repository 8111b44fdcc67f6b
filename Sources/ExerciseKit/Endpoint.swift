public import Wire

/// What a worker serves: the adapter between an exercise's protocol and the wire.
///
/// An exercise's `Protocol.swift` implements it over a `Submission`. There are two kinds of work: a
/// *program* makes system calls and is driven by the kernel, a *kernel function* takes values and
/// returns values. An exercise may have several of either.
public protocol Endpoint {
  /// The program under a number, made ready with what the judge sent along; nil if there is none.
  ///
  /// - Throws: `WireError` if the input does not decode.
  func program(_ number: Int, input: inout WireReader) throws -> TaskBody?

  /// Calls the kernel function under a number; nil if there is none.
  ///
  /// - Throws: `WireError` if the input does not decode.
  func call(_ function: Int, input: inout WireReader) throws -> WireWriter?
}

extension Endpoint {
  /// There is no program.
  public func program(_ number: Int, input: inout WireReader) throws -> TaskBody? { nil }

  /// There is no kernel function.
  public func call(_ function: Int, input: inout WireReader) throws -> WireWriter? { nil }
}

/// The step from a plugin's entry point to its endpoint.
public enum Plugin {
  /// The version of the kit's interface: a plugin is compiled against one and loaded by one.
  ///
  /// Raised whenever a public declaration of the kit changes its layout or meaning.
  public static let kitVersion: UInt32 = 3

  /// Hands an endpoint to the worker, as the pointer that a C entry point can return.
  public static func export(_ endpoint: any Endpoint) -> UnsafeMutableRawPointer {
    Unmanaged.passRetained(EndpointBox(endpoint)).toOpaque()
  }
}

/// Carries an endpoint through a C pointer.
package final class EndpointBox {
  // A class, because only a reference fits through a C pointer.
  package let endpoint: any Endpoint

  init(_ endpoint: any Endpoint) {
    self.endpoint = endpoint
  }
}
