/// A drawing with two axes from 0, as SVG in the page.
struct Plot {
  var title: String
  var x: Axis
  var y: Axis
  /// Class of the swatch and what it stands for.
  var legend: [(mark: String, name: String)] = []
  private var marks: [Markup] = []

  struct Axis {
    var label: String
    /// Above 0.
    var maximum: Double
    var isPercent = true
  }

  init(_ title: String, x: Axis, y: Axis) {
    (self.title, self.x, self.y) = (title, x, y)
  }

  private static let (width, height) = (460.0, 300.0)
  private static let (left, right, top, bottom) = (58.0, 436.0, 14.0, 250.0)

  /// In the drawing's units.
  private func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
    (
      Self.left + (Self.right - Self.left) * min(1, max(0, point.x / x.maximum)),
      Self.bottom - (Self.bottom - Self.top) * min(1, max(0, point.y / y.maximum))
    )
  }

  mutating func addLine(_ points: [(x: Double, y: Double)], mark: String) {
    guard !points.isEmpty else { return }
    let path = points.enumerated().map { number, point in
      let place = place(point)
      return "\(number == 0 ? "M" : "L")\(Self.number(place.x)) \(Self.number(place.y))"
    }
    marks.append(Markup("path", ["class": "curve \(mark)", "d": path.joined(separator: " ")]))
  }

  mutating func addDot(_ point: (x: Double, y: Double), mark: String, note: String) {
    let place = place(point)
    marks.append(
      Markup(
        "circle",
        [
          "class": "dot \(mark)", "cx": Self.number(place.x), "cy": Self.number(place.y), "r": "4",
        ],
        [Markup("title", note)]))
  }

  /// - Parameters:
  ///   - from: The lower left corner.
  ///   - to: The upper right one.
  mutating func addBar(
    from: (x: Double, y: Double), to: (x: Double, y: Double), mark: String, note: String
  ) {
    let (low, high) = (place(from), place(to))
    marks.append(
      Markup(
        "rect",
        [
          "class": "bar \(mark)", "x": Self.number(low.x + 1), "y": Self.number(high.y),
          "width": Self.number(max(0, high.x - low.x - 2)),
          "height": Self.number(low.y - high.y),
        ],
        [Markup("title", note)]))
  }

  var markup: Markup {
    Markup(
      "figure", [:],
      [
        Markup("figcaption", title),
        Markup(
          "svg",
          [
            "viewBox": "0 0 \(Int(Self.width)) \(Int(Self.height))", "role": "img",
            "aria-label": title,
          ],
          axes + marks),
        Markup(
          "p", ["class": "legend"],
          legend.map { mark, name in
            Markup(
              "span", [:], [Markup("i", ["class": "swatch \(mark)"]), .text(" " + name)])
          }),
      ])
  }

  private var axes: [Markup] {
    var result: [Markup] = []
    for step in 0...4 {
      let share = Double(step) / 4
      let place = place((x.maximum * share, y.maximum * share))
      let (px, py) = (Self.number(place.x), Self.number(place.y))
      result += [
        Markup(
          "line",
          [
            "class": "grid", "x1": Self.number(Self.left), "x2": Self.number(Self.right), "y1": py,
            "y2": py,
          ]),
        text(x.tick(share), px, Self.number(Self.bottom + 17), anchor: "middle"),
        text(y.tick(share), Self.number(Self.left - 7), Self.number(place.y + 4), anchor: "end"),
        Markup(
          "line",
          [
            "class": "axis", "x1": px, "x2": px, "y1": Self.number(Self.bottom),
            "y2": Self.number(Self.bottom + 4),
          ]),
      ]
    }
    let middle = Self.number((Self.top + Self.bottom) / 2)
    return result + [
      Markup(
        "path",
        [
          "class": "axis",
          "d":
            "M\(Self.left) \(Self.top) L\(Self.left) \(Self.bottom) L\(Self.right) \(Self.bottom)",
        ]),
      text(x.label, Self.number((Self.left + Self.right) / 2), "288", anchor: "middle"),
      Markup(
        "text",
        [
          "x": "14", "y": middle, "text-anchor": "middle", "transform": "rotate(-90 14 \(middle))",
        ], y.label),
    ]
  }

  private func text(_ text: String, _ x: String, _ y: String, anchor: String) -> Markup {
    Markup("text", ["x": x, "y": y, "text-anchor": anchor], text)
  }

  private static func number(_ value: Double) -> String { decimal(value, places: 1) }
}

extension Plot.Axis {
  fileprivate func tick(_ share: Double) -> String {
    let value = maximum * share
    if isPercent { return decimal(100 * value, places: maximum < 0.2 ? 1 : 0) + " %" }
    return decimal(value, places: maximum < 4 ? 1 : 0)
  }
}
