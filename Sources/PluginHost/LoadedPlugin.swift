internal import Glibc

/// Why a plugin could not be used.
package enum PluginError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The dynamic loader refused it; its words.
  case load(String)
  /// It exports no such symbol: it was not made by this tool.
  case missingSymbol(String)
  /// It was compiled against another version of the kit.
  case version(found: UInt32, expected: UInt32)

  /// Why, in words.
  package var description: String {
    switch self {
    case .load(let message): message
    case .missingSymbol(let name): "the plugin does not export `\(name)`"
    case .version(let found, let expected):
      "the plugin was compiled against version \(found) of the kit, and this is version \(expected)"
    }
  }
}

/// A shared library of code that implements one of our protocols.
///
/// A plugin carries no copy of the modules that it was compiled against: its undefined symbols are
/// those of the executable that loads it, so casts between the two work. It is never unloaded,
/// because Swift's runtime keeps pointers into it.
package struct LoadedPlugin {
  private let handle: UnsafeMutableRawPointer

  /// Loads a plugin and compares the version of the kit that it was compiled against.
  ///
  /// Constructors of the library run here, before anything is compared: whoever calls this must
  /// hold nothing that the library may not have.
  ///
  /// - Throws: `PluginError`.
  package init(path: String, expectedVersion: UInt32) throws(PluginError) {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      let message = dlerror().map { String(cString: $0) } ?? "the dynamic loader refused it"
      throw .load(message)
    }
    self.handle = handle
    typealias Version = @convention(c) () -> UInt32
    let version = unsafe unsafeBitCast(try symbol("threadbare_kit_version"), to: Version.self)()
    guard version == expectedVersion else {
      throw .version(found: version, expected: expectedVersion)
    }
  }

  /// The address of an exported symbol.
  ///
  /// - Throws: `PluginError.missingSymbol`.
  private func symbol(_ name: String) throws(PluginError) -> UnsafeMutableRawPointer {
    guard let address = dlsym(handle, name) else { throw .missingSymbol(name) }
    return address
  }

  /// Calls the factory that the plugin exports and takes over the object that it returns.
  ///
  /// - Throws: `PluginError.missingSymbol`, or `.load` if the factory returned nothing.
  package func make(_ factory: String) throws(PluginError) -> AnyObject {
    typealias Factory = @convention(c) () -> UnsafeMutableRawPointer?
    let make = unsafe unsafeBitCast(try symbol(factory), to: Factory.self)
    guard let object = make() else { throw .load("`\(factory)` returned nothing") }
    return Unmanaged<AnyObject>.fromOpaque(object).takeRetainedValue()
  }
}
