import Markup
import Testing

@Suite struct PageURLTests {
  @Test(
    arguments: [
      ("lesson.html", "lesson.html"),
      ("../students/ada.html#first", "../students/ada.html#first"),
      ("/absolute/path?q=1&r=2", "/absolute/path?q=1&r=2"),
      ("#anchor", "#anchor"),
      ("https://man7.org/linux/man-pages/man2/clone.2.html", nil),
      ("HTTP://EXAMPLE.ORG/", nil),
      ("mailto:ada@example.org", nil),
      ("a b", "a%20b"),
      ("ünï", "%C3%BCn%C3%AF"),
      ("x\"><script>", "x%22%3E%3Cscript%3E"),
      ("already%20encoded", nil),
      ("a/b:c", nil),
    ] as [(String, String?)])
  func `Relative, http, https and mailto are accepted and encoded`(
    text: String, encoded: String?
  ) throws {
    #expect(try PageURL(checking: text).description == encoded ?? text)
  }

  @Test(
    arguments: [
      ("", .blank),
      (" javascript:alert(1)", .blank),
      ("javascript:alert(1)", .forbiddenScheme("javascript")),
      ("JaVaScRiPt:alert(1)", .forbiddenScheme("javascript")),
      ("java\nscript:alert(1)", .forbiddenCharacter),
      ("java\tscript:alert(1)", .forbiddenCharacter),
      ("\u{1}javascript:alert(1)", .forbiddenCharacter),
      ("data:text/html,<script>", .forbiddenScheme("data")),
      ("vbscript:x", .forbiddenScheme("vbscript")),
      ("file:///etc/passwd", .forbiddenScheme("file")),
      ("blob:x", .forbiddenScheme("blob")),
      ("lesson:02", .forbiddenScheme("lesson")),
      ("//example.org/x", .missingScheme),
      ("\\\\example.org\\x", .forbiddenCharacter),
      ("/\\example.org", .forbiddenCharacter),
      ("x\0y", .forbiddenCharacter),
      (":", .forbiddenScheme("")),
    ] as [(String, PageURL.Problem)])
  func `Everything that runs, embeds or leaves by a side door is refused`(
    text: String, problem: PageURL.Problem
  ) {
    #expect(throws: problem) { try PageURL(checking: text) }
  }

  @Test func `Components are encoded whole`() {
    let anchor = AnchorID("x.1")
    let url = PageURL(up: 2, path: ["students", "a/b?c#d:e%.html"], anchor: anchor)
    #expect(url.description == "../../students/a%2Fb%3Fc%23d%3Ae%25.html#x.1")
    #expect(PageURL(path: ["javascript:alert(1)"]).description == "javascript%3Aalert%281%29")
  }
}

@Suite struct AnchorIDTests {
  @Test(arguments: [
    ("Three implications", "three-implications"),
    ("  `CLONE_VM` & friends!  ", "clone_vm-friends"),
    ("Größe", "größe"),
    ("!!!", "section"),
    ("\"><script>", "script"),
  ])
  func `A title becomes an id`(title: String, id: String) {
    #expect(AnchorID(slugging: title).description == id)
  }

  @Test func `An id is given out once`() {
    var anchors = AnchorSet()
    let names = (0..<3).map { _ in anchors.unique(AnchorID(slugging: "Rules")).description }
    #expect(names == ["rules", "rules-2", "rules-3"])
    let wasFree = anchors.take(AnchorID(slugging: "rules"))
    #expect(!wasFree)
  }

  @Test(arguments: ["", "a b", "a\"b", "a>b", "a\nb", "a'b", "a/b"])
  func `What is not an id is refused`(text: String) {
    #expect(AnchorID(text) == nil)
  }
}
