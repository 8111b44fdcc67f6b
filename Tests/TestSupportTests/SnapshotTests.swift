import Foundation
import TestSupport
import Testing

@Suite struct `Snapshots` {
  @Test func `equal text has no difference`() throws {
    try withTemporaryFolder { folder in
      let file = try folder.write("one\ntwo\n", to: "a.txt")
      let difference = try compareSnapshot("one\ntwo\n", with: file, mode: .compare)
      #expect(difference == nil)
    }
  }

  @Test func `a changed line is shown both ways`() throws {
    try withTemporaryFolder { folder in
      let file = try folder.write("one\ntwo\nthree\n", to: "a.txt")
      let difference = try compareSnapshot("one\n2\nthree\n", with: file, mode: .compare)
      #expect(difference == "-2: two\n+2: 2")
    }
  }

  @Test func `a missing file is a difference and shows the text`() throws {
    try withTemporaryFolder { folder in
      let difference = try compareSnapshot("new\n", with: folder.file("b.txt"), mode: .compare)
      #expect(difference == "no such file; the text is\nnew\n")
    }
  }

  @Test func `updating writes the file and its folder`() throws {
    try withTemporaryFolder { folder in
      let file = folder.file("Snapshots/c.txt")
      let difference = try compareSnapshot("new\n", with: file, mode: .update)
      let written = try folder.text(of: "Snapshots/c.txt")
      #expect(difference == nil)
      #expect(written == "new\n")
    }
  }

  @Test func `the longer of two overlapping strings is redacted first`() {
    let text = "/tmp/a/b/file in /tmp/a".redacting(["/tmp/a": "<tmp>", "/tmp/a/b": "<course>"])
    #expect(text == "<course>/file in <tmp>")
  }
}
