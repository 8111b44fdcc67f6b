/// A file of the theme as the site has it: its name holds a hash of its content, so that a browser
/// may keep it for ever and yet never shows an old one.
struct ThemeAsset: Sendable {
  /// The folder of the site in which the theme's files lie.
  static let folder = "assets"

  /// The name of the file, such as `style.4f1c9a02b7.css`.
  let name: String
  /// Its content.
  let bytes: [UInt8]

  /// The path from the site's root.
  var path: String { "\(Self.folder)/\(name)" }

  /// Names a file after what is in it.
  init(stem: String, ending: String, bytes: [UInt8]) {
    name = "\(stem).\(Self.digits(bytes)).\(ending)"
    self.bytes = bytes
  }

  /// Ten digits of the content's FNV-1a hash: it tells versions of one file apart, nothing more.
  private static func digits(_ bytes: [UInt8]) -> String {
    let digits = String(hash(bytes), radix: 16)
    return String((String(repeating: "0", count: 16 - digits.count) + digits).suffix(10))
  }

  /// The FNV-1a hash of some bytes.
  static func hash(_ bytes: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
