import Markup
import Testing

@Suite struct SVGElementTests {
  @Test func `A drawing stands inline, without namespace noise`() {
    let fragment = HTMLFragment { root in
      let drawing = root.drawing(width: 120, height: 40.5, label: "Two <boxes>", "figure")
      drawing.add(.rect, "box").set(.x, 1).set(.y, 0.25).set(.width, 10).set(.height, 1e-9)
      drawing.add(.text, text: "a < b").set(.x, -3.1415926)
      var path = SVGPath()
      path.move(x: 0, y: 0)
      path.line(x: 10, y: .nan)
      path.close()
      drawing.add(.path).outline(path)
      root.text("after")
    }
    #expect(
      fragment.html
        == """
        <svg class="figure" width="120" height="40.5" viewBox="0 0 120 40.5" role="img" \
        aria-label="Two &lt;boxes&gt;"><rect class="box" x="1" y="0.25" width="10" height="0">\
        </rect><text x="-3.142">a &lt; b</text><path d="M 0 0 L 10 0 Z"></path></svg>after
        """)
  }

  @Test(arguments: [
    (0, "0"), (-0.0, "0"), (1, "1"), (0.5, "0.5"), (1.0 / 3, "0.333"), (-2.05, "-2.05"),
    (1e300, "1000000000"), (.infinity, "0"), (-.nan, "0"), (0.0004, "0"),
  ])
  func `Numbers have no exponent and few decimals`(value: Double, text: String) {
    let fragment = HTMLFragment {
      $0.drawing(width: 1, height: 1, label: nil).add(.rect).set(.x, value)
    }
    #expect(fragment.html.contains(#"<rect x="\#(text)">"#))
  }

  @Test func `A drawing without a label is hidden from screen readers`() {
    let fragment = HTMLFragment { $0.drawing(width: 1, height: 1, label: nil) }
    #expect(fragment.html.contains(#"aria-hidden="true""#))
  }

  @Test func `Markers, points and transforms are typed`() throws {
    let id = try #require(AnchorID("arrow"))
    let fragment = HTMLFragment { root in
      let drawing = root.drawing(width: 1, height: 1, label: nil)
      drawing.add(.marker).identify(id)
      drawing.add(.line).mark(.end, with: id)
      drawing.add(.polyline).corners([(x: 0, y: 1), (x: 2.5, y: 3)])
      drawing.add(.g).translate(x: 1, y: 2)
      drawing.add(.g).rotate(degrees: 90, aboutX: 1, y: 2)
    }
    #expect(
      fragment.html.contains(##"<marker id="arrow"></marker><line marker-end="url(#arrow)">"##))
    #expect(fragment.html.contains(#"points="0,1 2.5,3""#))
    #expect(fragment.html.contains(#"transform="translate(1 2)""#))
    #expect(fragment.html.contains(#"transform="rotate(90 1 2)""#))
  }
}
