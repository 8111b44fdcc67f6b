import Courseware
import SiteGenerator
import TestSupport
import Testing

@Suite struct `Scripts and style sheets of a site` {
  @Test func `have no comments and no indentation, but all of the code`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try folder.write(
        """
        /** What it is. */
        (() => {
          // Why.
          /*
           * More.
           */ const one = 1;
          /* before */ const two = "/* no comment */";
          const text = `first
            second
          // third`;
        })();
        """, to: "look/js/zz-own.js")
      try folder.write(
        "/* All\n   of it. */\n.own {\n  /* why */\n  margin: 0; /* here */\n}\n",
        to: "look/css/zz-own.css")
      try course.build(overrides: CoursePath(url: folder.file("look"), shown: "look"))
      let script = try #require(course.files.first { $0.hasPrefix("assets/site.") })
      #expect(
        try course.text(script).hasSuffix(
          """
          (() => {
          const one = 1;
          /* before */ const two = "/* no comment */";
          const text = `first
              second
            // third`;
          })();

          """))
      let style = try #require(course.files.first { $0.hasPrefix("assets/style.") })
      #expect(try course.text(style).hasSuffix("\n.own {\nmargin: 0; /* here */\n}\n"))
    }
  }

  /// What a theme's script has become on the site.
  private func lean(_ text: String) throws -> String {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try folder.write("// The last file.\nlet last = 1;\n" + text, to: "look/js/zz-own.js")
      try course.build(overrides: CoursePath(url: folder.file("look"), shown: "look"))
      let name = try #require(course.files.first { $0.hasPrefix("assets/site.") })
      let script = try course.text(name)
      let start = try #require(
        script.firstRange(of: "// The last file.\nlet last = 1;\n")
          ?? script.firstRange(of: "let last = 1;\n"))
      return String(script[start.lowerBound...])
    }
  }

  private static let template = """
    const text = `first
      // second

      ${one({ a: `
        third` })} \\` fourth
      fifth`;

    """

  @Test(arguments: [
    #"const one = "`";"#, "const one = '`';", #"const one = "\"`";"#, "f(); // a ` in a comment",
    "f(); /* a ` in a comment */", "const one = /`/;", "const one = /[/`]/g.exec(a / b);",
    "return /`/.test(text);", "const one = a / b; // `", "const one = {a: 1}[\"`\"] / 2;",
    #"const one = "a \"# + "\n  ` b\";", "f(); /* a\n  ` in a comment */",
  ])
  func `keep a template behind a backquote that begins none`(line: String) throws {
    // The comment and the indentation after the template go: it was seen to end.
    #expect(
      try lean(line + "\n" + Self.template + "  // Why.\n  end();\n")
        == "let last = 1;\n" + line + "\n" + Self.template + "end();\n")
  }

  @Test(arguments: [
    "const text = `first\n  // second\n", "const one = 'two\n  // three\n", "} `\n  // four `\n",
  ])
  func `are left as they are where they do not end`(text: String) throws {
    #expect(try lean(text) == "// The last file.\nlet last = 1;\n" + text)
  }
}
