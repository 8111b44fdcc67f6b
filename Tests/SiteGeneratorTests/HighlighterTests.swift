import Foundation
import Markup
import SeededNumbers
import SiteGenerator
import TestSupport
import Testing

@Suite struct `The highlighter` {
  /// Code with its tokens between brackets: `[kw:let] x = [nu:1]`.
  private func marked(_ code: String, _ language: CodeLanguage) -> String {
    var text = ""
    var start = code.utf8.startIndex
    var offset = 0
    for token in Highlighter.tokens(of: code, in: language) {
      let end = code.utf8.index(start, offsetBy: token.end - offset)
      let part = code[start..<end]
      text += token.kind.cssClass.map { "[\($0.name):\(part)]" } ?? String(part)
      (start, offset) = (end, token.end)
    }
    return text
  }

  @Test(arguments: [
    ("let x = 1_000", "[kw:let] x = [nu:1_000]"),
    ("a.init(in: b)", "a.[fn:init](in: b)"),
    ("0..<n", "[nu:0]..<n"),
    ("pair.0.name", "pair.[nu:0].name"),
    ("\"a\\(b + 1)c\"", "[st:\"a\\(]b + [nu:1][st:)c\"]"),
    ("\"a\\(f(\"(\"))c\"", "[st:\"a\\(][fn:f]([st:\"(\"])[st:)c\"]"),
    ("#\"a\\(b)\"#", "[st:#\"a\\(b)\"#]"),
    ("/* a /* b */ c */ d", "[cm:/* a /* b */ c */] d"),
    ("\"\"\"\na \"b\"\n\"\"\"", "[st:\"\"\"\na \"b\"\n\"\"\"]"),
    ("@Test func `a b`()", "[di:@Test] [kw:func] [fn:`a b`]()"),
    ("#if DEBUG", "[di:#if] [ty:DEBUG]"),
    ("open = [x]", "open = [x]"),
    ("open class C", "[kw:open] [kw:class] [ty:C]"),
    ("\"no end\nlet", "[st:\"no end]\n[kw:let]"),
    ("x == nil ? 1.5e-3 : 0xFF", "x == [co:nil] ? [nu:1.5e-3] : [nu:0xFF]"),
  ])
  func `Swift is cut into its words`(code: String, expected: String) {
    #expect(marked(code, .swift) == expected)
  }

  @Test(arguments: [
    ("#include <sched.h>", "[di:#include] [st:<sched.h>]"),
    ("int r = clone(CLONE_VM);", "[ty:int] r = [fn:clone]([co:CLONE_VM]);"),
    ("char c = '\\'';", "[ty:char] c = [st:'\\''];"),
    ("size_t n = 10UL; // x", "[ty:size_t] n = [nu:10UL]; [cm:// x]"),
    ("/* a\n b */ return", "[cm:/* a\n b */] [kw:return]"),
    ("\"no end\nint", "[st:\"no end]\n[ty:int]"),
  ])
  func `C is cut into its words`(code: String, expected: String) {
    #expect(marked(code, .c) == expected)
  }

  @Test(arguments: [
    ("a: 1  # b", "[ke:a]: [nu:1]  [cm:# b]"),
    ("- a: b, [c]", "[di:-] [ke:a]: [st:b, [c]]"),
    ("x: {y: [1, z]}", "[ke:x]: {[ke:y]: [[nu:1], [st:z]]}"),
    ("t: |\n  a: b\n\n  # c\nd: e", "[ke:t]: [di:|]\n[st:  a: b\n\n  # c\n][ke:d]: [st:e]"),
    ("\"k\": 'it''s'", "[ke:\"k\"]: [st:'it''s']"),
    ("a: &b true", "[ke:a]: [va:&b] [co:true]"),
    ("url: http://x#y", "[ke:url]: [st:http://x#y]"),
  ])
  func `YAML is cut into its words`(code: String, expected: String) {
    #expect(marked(code, .yaml) == expected)
  }

  @Test(arguments: [
    ("make -j 2 | tee log", "[fn:make] [ke:-j] [nu:2] | [fn:tee] log"),
    ("A=b ls \"$HOME/x\"", "[va:A]=b [fn:ls] [st:\"][va:$HOME][st:/x\"]"),
    ("if true; then x; fi # y", "[kw:if] [fn:true]; [kw:then] [fn:x]; [kw:fi] [cm:# y]"),
    ("a=$(pwd)", "[va:a]=$([fn:pwd])"),
    ("x 2>&1 'a b'", "[fn:x] [nu:2]>&1 [st:'a b']"),
  ])
  func `shell is cut into its words`(code: String, expected: String) {
    #expect(marked(code, .shell) == expected)
  }

  @Test func `a terminal's prompt and answer are set off`() {
    let session = "$ ls -l\na.txt\n# Heading\n"
    #expect(marked(session, .console) == "[pr:$ ][fn:ls] [ke:-l]\n[ou:a.txt\n# Heading\n]")
  }

  @Test func `a trace tells calls, constants and refusals`() {
    let trace =
      "[2] clone(CLONE_VM|SIGCHLD) = -1 EINVAL (Invalid argument)\n[2] +++ exited with 7 +++"
    let expected = """
      [cm:[2]] [fn:clone]([co:CLONE_VM]|[co:SIGCHLD]) = [nu:-1] [no:EINVAL] (Invalid argument)
      [cm:[2]] [di:+++ exited with 7 +++]
      """
    #expect(marked(trace, .strace) == expected)
  }

  /// The element's text, read back by a parser.
  private func textShown(_ code: String, _ language: CodeLanguage) -> String {
    let fragment = HTMLFragment { root in
      root.add(.pre).add(.code) { Highlighter.write(code, in: language, into: $0) }
    }
    let page = Array("<!DOCTYPE html><html><body>\(fragment.html)</body></html>".utf8)
    return ParsedPage(html: page).elements(named: "pre").first?.text ?? ""
  }

  @Test(arguments: CodeLanguage.allCases)
  func `the text of coloured code is the code`(language: CodeLanguage) throws {
    for path in Self.samples {
      let code = try Repository.text(of: path)
      let tokens = Highlighter.tokens(of: code, in: language)
      #expect(tokens.last?.end == code.utf8.count, "\(path)")
      #expect(textShown(code, language) == PlainText.sanitised(code), "\(path)")
    }
  }

  private static let samples = [
    "Package.swift", "Makefile", ".ci/run", "LICENSE",
    "Sources/SiteGenerator/Highlighting/SwiftTokenizer.swift", "Sources/CSandbox/sandbox.c",
    "Sources/CSandbox/include/sandbox.h", "Sources/Markup/PlainText.swift",
  ]

  @Test(arguments: CodeLanguage.allCases)
  func `no text stops it or loses a byte`(language: CodeLanguage) {
    // What is special in any of the languages, in any order.
    let pieces = [
      "\"", "\"\"\"", "'", "`", "#", "##", "\\", "\\(", "(", ")", "/*", "*/", "//", "\n", "\n\n",
      " ", "  ", "\t", "$", "${", "}", "$(", "{", "[", "]", ",", ":", ": ", "- ", "|", ">", "&",
      "*", "!", "@", "a", "A_B", "0x", "1.", "1e", "e", "é", "語", "👩‍👧", "\u{0}", "\u{1B}",
      "\u{202E}",
      "if", "let", "---", "+++ ", "$ ", "[2]", "-1", "=", "<", "</script>", "\r\n",
    ]
    var random = SplitMix64(state: 20_261_124)
    for _ in 0..<3_000 {
      let count = Int.random(in: 0...24, using: &random)
      let code = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let tokens = Highlighter.tokens(of: code, in: language)
      #expect(tokens.last?.end ?? 0 == code.utf8.count)
      var end = 0
      for token in tokens {
        #expect(token.end > end)
        end = token.end
        let index = code.utf8.index(code.utf8.startIndex, offsetBy: end)
        #expect(index.samePosition(in: code.unicodeScalars) != nil, "a token ends in a character")
      }
      let sanitised = PlainText.sanitised(code)
      let html = HTMLFragment { Highlighter.write(code, in: language, into: $0) }.html
      #expect(Self.text(of: html) == sanitised)
    }
  }

  /// The text of markup that holds spans alone, without a parser: tags out, escapes back.
  private static func text(of html: String) -> String {
    html.replacing(/<span class="[a-z]+">|<\/span>/.matchingSemantics(.unicodeScalar), with: "")
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
  }

  @Test func `fence names lead to languages, and the list holds no other`() {
    for name in CodeLanguage.fenceNames { #expect(CodeLanguage(fence: name) != nil) }
    #expect(CodeLanguage(fence: "YAML") == .yaml)
    #expect(CodeLanguage(fence: "cobol") == nil)
  }
}
