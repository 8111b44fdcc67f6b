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
}
