import ArgumentParser
import Foundation

/// Measures accuracy, certainty and speed on public data sets, and holds them against published
/// figures and Kefu's targets.
///
/// To repeat it, fetch the data sets where their authors publish them and put each into a folder of
/// its own, with text, tab, label on each line of its `.tsv` files: `banking77` (train, test of
/// PolyAI-LDN/task-specific-datasets; train_less_valid, valid, train_10shot of
/// jianguoz/Few-Shot-Intent-Detection), `clinc150` (train, valid, test, oos_train, oos_valid, oos_test
/// of clinc/oos-eval), `hint3_v1_curekart` (train, test, oos_test of hellohaptik/HINT3) and
/// `unionpay_faq` (train, test, test_typo and protocol/limit3_seed0_train … limit5_seed2_test, split
/// from qiu997018209/TensorFlow). A row whose files are missing says so. Figures are means over
/// training seeds 1, 2, …, with the lowest and highest; the two times mean nothing on a busy machine.
struct AccuracyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accuracy",
    abstract: "Measures accuracy on data sets, beside published figures and targets.",
    discussion: """
      kefu-bench accuracy data --json accuracy.json
      kefu-bench accuracy data --sets banking77,clinc150 --seeds 1 --splits 20
      kefu-bench accuracy data --sets ecommerce-zh --kb ../KnowledgeBase/ecommerce-zh \\
        --dev dev.tsv --oos oos.tsv
      """)

  @Argument(help: "The folder of the data sets.")
  var directory: String

  @Option(help: "The sets to measure, separated by commas.")
  var sets = DataSet.allCases.map(\.rawValue).joined(separator: ",")

  @Option(help: "Trainings of each set, with seeds 1, 2, ….")
  var seeds = 3

  @Option(help: "Random halves of each test by which the promised risk is checked.")
  var splits = 200

  @Option(help: "The knowledge base of ecommerce-zh.")
  var kb: String?

  @Option(help: "Its messages: text, tab, entry a line.")
  var dev: String?

  @Option(help: "Messages that none of its entries is about.")
  var oos: String?

  @Option(help: "Write the table as JSON too, with the value of every seed.")
  var json: String?

  enum DataSet: String, CaseIterable {
    case banking77, clinc150
    case unionpayFAQ = "unionpay_faq"
    case curekart = "hint3_v1_curekart"
    case shop = "ecommerce-zh"
  }

  func validate() throws {
    guard seeds > 0, splits > 0 else { throw ValidationError("--seeds and --splits begin at 1") }
    let given = [kb, dev, oos].count { $0 != nil }
    if given != 0, given != 3 { throw ValidationError("--kb, --dev and --oos go together") }
    _ = try chosen()
  }

  func run() throws {
    var bench = AccuracyBench(
      folder: DataFolder(path: directory), seeds: (1...seeds).map(UInt64.init), splits: splits)
    for set in try chosen() {
      switch set {
      case .banking77: try bench.addBanking77()
      case .clinc150: try bench.addClinc150()
      case .unionpayFAQ: try bench.addUnionpayFAQ()
      case .curekart: try bench.addCurekart()
      case .shop: try bench.addShop(shop)
      }
    }
    bench.table.note(
      "in per cent, AUROC and what has a unit excepted; mean over \(seeds) training seed\(seeds == 1 ? "" : "s") (lowest–highest)"
    )
    bench.table.note(
      "risk: \(splits) splits of the test, messages out of scope included, into random halves; calibrated on one, judged on the other, with the network of seed 1 (lowest–highest over the splits); without certificate only literal phrasings are answered"
    )
    print(bench.table)
    try json.map { try bench.table.json().write(to: URL(filePath: $0)) }
  }

  private var shop: ShopFiles? {
    guard let kb, let dev, let oos else { return nil }
    return ShopFiles(knowledgeBase: kb, dev: dev, oos: oos)
  }

  /// In the order of the table.
  private func chosen() throws -> [DataSet] {
    let names = sets.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    for name in names where DataSet(rawValue: name) == nil {
      let known = DataSet.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--sets: \"\(name)\" is none of \(known)")
    }
    return DataSet.allCases.filter { names.contains($0.rawValue) }
  }
}
