/// File names for ids that anybody may have chosen: safe on every file system, and never two alike.
///
/// Letters, digits and `._@+-` stay, so that an ordinary id is its own name; every other byte becomes
/// `=XX`. An id that is too long keeps its beginning and gets a hash. Ids that differ only by case
/// would be one file on some systems, so all but the first of them get a number.
struct PageNames {
  private let names: [String: String]

  /// Gives each id its name; the order of the ids decides who keeps the plain one.
  init(ids: some Sequence<String>) {
    var names: [String: String] = [:]
    var taken: Set<String> = []
    for id in ids where names[id] == nil {
      let plain = Self.encoded(id)
      var name = plain
      var number = 2
      while !taken.insert(name.lowercased()).inserted {
        name = "\(plain)~\(number)"
        number += 1
      }
      names[id] = name
    }
    self.names = names
  }

  /// The file name of an id, without its extension.
  subscript(id: String) -> String { names[id] ?? Self.encoded(id) }

  /// The longest name before the hash, in bytes.
  private static let nameBytesMax = 100

  /// Devices that some systems find under any extension.
  private static let reserved: Set<String> = Set(
    ["con", "prn", "aux", "nul"] + (1...9).flatMap { ["com\($0)", "lpt\($0)"] })

  private static func encoded(_ id: String) -> String {
    var name = ""
    let isReserved = reserved.contains(String(id.lowercased().prefix { $0 != "." }))
    for (index, byte) in id.utf8.enumerated() {
      let stays =
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          index > 0 || !isReserved
        // A name that begins with one of these is hidden, or an option to some program.
        case UInt8(ascii: "."), UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "-"): index > 0
        default: false
        }
      name += stays ? String(UnicodeScalar(byte)) : "=" + hexadecimal(byte)
    }
    if name.isEmpty { return "=" }
    guard name.utf8.count > nameBytesMax else { return name }
    return name.prefix(nameBytesMax) + "~" + String(hash(id.utf8), radix: 16)
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return byte < 16 ? "0" + digits : digits
  }

  /// FNV-1a, 64 bits; names that still collide are told apart by their number.
  private static func hash(_ bytes: String.UTF8View) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
