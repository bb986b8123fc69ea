public import KefuExchange

extension StatisticsReport {
  /// All figures as tables, in a reader's language.
  public func spreadsheet(in language: Words.Language) -> Spreadsheet {
    Spreadsheet([
      summary(language), trend(language), reasonTable(language), questionTable(language),
      unansweredTable(language), agentTable(language),
    ])
  }

  private func summary(_ language: Words.Language) -> Spreadsheet.Sheet {
    let header = [
      Words("指标", "指標", "Figure"), Words("值", "值", "Value"), Words("个数", "個數", "Count"),
      Words("总数", "總數", "Of"), Words("单位", "單位", "Unit"), Words("定义", "定義", "Definition"),
    ]
    let rows = Figure.allCases.map { figure -> [Spreadsheet.Cell] in
      let value = figure.value(in: statistics.whole)
      return [
        .text(figure.name.text(in: language)), cell(value.value, figure.unit),
        .number(Double(value.count)), value.total.map { .number(Double($0)) } ?? .empty,
        .text(figure.unit.name.text(in: language)),
        .text(figure.definition.text(in: language)),
      ]
    }
    return sheet(Words("概览", "概覽", "Summary"), header, rows, language)
  }

  private func trend(_ language: Words.Language) -> Spreadsheet.Sheet {
    let header = [Words("开始", "開始", "From")] + Figure.allCases.map(\.name)
    let rows = statistics.series.enumerated().map { bucket, figures in
      [.text(label(of: bucket))]
        + Figure.allCases.map { cell($0.value(in: figures).value, $0.unit) }
    }
    return sheet(Words("趋势", "趨勢", "Trend"), header, rows, language)
  }

  private func reasonTable(_ language: Words.Language) -> Spreadsheet.Sheet {
    let header = [
      Words("转人工原因", "轉人工原因", "Reason"), Words("会话", "對話", "Conversations"),
      Words("占比", "佔比", "Share"),
    ]
    let all = statistics.whole.handedOver
    let rows: [[Spreadsheet.Cell]] = reasons.map { reason, count in
      [
        .text(HandoffWords.name(of: reason).text(in: language)), .number(Double(count)),
        .share(Double(count) / Double(max(1, all))),
      ]
    }
    return sheet(Words("转人工原因", "轉人工原因", "Handoffs"), header, rows, language)
  }

  private func questionTable(_ language: Words.Language) -> Spreadsheet.Sheet {
    let header = [
      Words("问题", "問題", "Question"), Words("知识点", "知識點", "Entry"), Words("次数", "次數", "Times"),
    ]
    let rows: [[Spreadsheet.Cell]] = statistics.questions.top(Self.listed).map { entry, count in
      [.text(questions[entry] ?? entry), .text(entry), .number(Double(count))]
    }
    return sheet(Words("热门问题", "熱門問題", "Top questions"), header, rows, language)
  }

  private func unansweredTable(_ language: Words.Language) -> Spreadsheet.Sheet {
    let header = [Words("客人的话", "客人的話", "Message"), Words("次数", "次數", "Times")]
    let rows: [[Spreadsheet.Cell]] = statistics.unanswered.top(Self.listed).map { text, count in
      [.text(text), .number(Double(count))]
    }
    return sheet(Words("没有答案的问题", "沒有答案的問題", "Without answers"), header, rows, language)
  }

  private func agentTable(_ language: Words.Language) -> Spreadsheet.Sheet {
    let header = [Words("客服", "客服", "Agent")] + AgentColumn.allCases.map(\.name)
    let rows: [[Spreadsheet.Cell]] = rankedAgents.map { id, figures in
      [.text(agents[id] ?? id)]
        + AgentColumn.allCases.map { cell($0.value(in: figures), $0.unit) }
    }
    return sheet(Words("客服", "客服", "Agents"), header, rows, language)
  }

  private func sheet(
    _ name: Words, _ header: [Words], _ rows: [[Spreadsheet.Cell]], _ language: Words.Language
  ) -> Spreadsheet.Sheet {
    .init(
      name.text(in: language), rows: [header.map { .text($0.text(in: language)) }] + rows)
  }

  private func cell(_ value: Double?, _ unit: Figure.Unit) -> Spreadsheet.Cell {
    guard let value else { return .empty }
    return unit == .share ? .share(value) : .number(value)
  }
}

extension Figure.Unit {
  var name: Words {
    switch self {
    case .count: Words("个", "個", "number")
    case .share: Words("占比", "佔比", "share")
    case .seconds: Words("秒", "秒", "seconds")
    case .stars: Words("星", "星", "stars")
    }
  }
}
