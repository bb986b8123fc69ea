import KefuText

extension String {
  /// With full-width letters and digits in plain width, and any blanks in a row as one space; itself
  /// where that would not be the same to matching.
  ///
  /// `"ＶＩＰ　　怎么升"` is `"VIP 怎么升"`; punctuation stays as it is.
  var tidied: String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A:
        result.append(Unicode.Scalar(scalar.value - 0xFEE0)!)
      case 0x09, 0x20, 0xA0, 0x3000:
        if result.last != " " { result.append(" ") }
      default: result.append(scalar)
      }
    }
    let text = String(result)
    return text.tidyKey == tidyKey ? text : self
  }

  /// What matching compares literally.
  var tidyKey: String { Normalizer.shared.literalKey(self) }
}
