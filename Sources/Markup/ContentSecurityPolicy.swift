/// What a page may load, run and connect to; everything that is not named is forbidden.
package struct ContentSecurityPolicy: Sendable, CustomStringConvertible {
  /// What is being loaded.
  package enum Directive: String, Sendable, CaseIterable {
    case style = "style-src"
    case script = "script-src"
    case image = "img-src"
    case font = "font-src"
    case worker = "worker-src"
    case connect = "connect-src"
  }

  /// Where it may come from.
  package enum Source: String, Sendable {
    /// The folder that the page came from.
    case ownOrigin = "'self'"
    /// Objects that a script of the page made.
    case blob = "blob:"
    /// Compiling WebAssembly, and no other code made from data.
    case wasm = "'wasm-unsafe-eval'"
  }

  private var sources: [(directive: Directive, sources: [Source])]

  /// Makes a policy out of what it allows.
  package init(_ sources: KeyValuePairs<Directive, [Source]>) {
    self.sources = sources.map { (directive: $0.key, sources: $0.value) }
  }

  /// The page's own style sheets, scripts and images, and nothing else.
  package static let staticPage = ContentSecurityPolicy([
    .style: [.ownOrigin], .script: [.ownOrigin], .image: [.ownOrigin],
  ])

  /// The policy as the header or meta tag spells it.
  ///
  /// Plug-ins, frames, forms that leave the page and a changed base are out in every case;
  /// `default-src` does not cover the last two.
  package var description: String {
    var parts = ["default-src 'none'"]
    parts += sources.map { directive, sources in
      ([directive.rawValue] + sources.map(\.rawValue)).joined(separator: " ")
    }
    parts += ["base-uri 'none'", "form-action 'none'"]
    return parts.joined(separator: "; ")
  }
}
