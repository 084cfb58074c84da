extension Divergence {
  /// The difference in plain words, several lines.
  public var text: String {
    var sections: [[String]] = []
    if let occurrence {
      let total = counts.here == counts.there ? "\(grouped(counts.here))" : countsText
      sections.append(
        ["First difference: occurrence \(grouped(agreeing + 1)) of \(total)"]
          + sides(occurrence))
    } else {
      sections.append([
        "All \(grouped(agreeing)) occurrences are the same; a draw that decided nothing is not"
      ])
    }
    sections.append(drawLines)
    if !causes.isEmpty { sections.append(["Causes here, the last one first"] + causeLines) }
    return sections.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private var countsText: String {
    "\(grouped(counts.here)) here and \(grouped(counts.there)) there"
  }

  private func sides(_ pair: Pair) -> [String] {
    [
      "  here   \(pair.here?.words ?? "nothing: the trace has ended")",
      "  there  \(pair.there?.words ?? "nothing: the trace has ended")",
    ]
  }

  private var drawLines: [String] {
    guard let draw else {
      return [
        "No draw differs up to there: not chance, but state that the seed does not decide"
      ]
    }
    guard let here = draw.here, let there = draw.there else {
      let made = draw.here ?? draw.there
      let side = draw.here == nil ? "there" : "here"
      return ["Draw behind it: \(made?.keyWords ?? "one"), made only \(side)"] + sides(draw)
    }
    let heading =
      here.hasKey(of: there)
      ? "Draw behind it: \(here.keyWords), which came out differently"
      : "Draw behind it: the first one that is not the same draw"
    return [heading] + sides(draw)
  }

  private var causeLines: [String] {
    let shown = 3
    return causes.flatMap { step in
      var lines =
        step.silent > 0 ? ["  \(grouped(step.silent)) more of which nothing was recorded"] : []
      lines += step.records.prefix(shown).enumerated().map { index, record in
        filled(index == 0 ? "  event \(step.event)" : "", 18) + record.words
      }
      if step.records.count > shown {
        lines.append(filled("", 18) + "and \(grouped(step.records.count - shown)) more")
      }
      return lines
    }
  }
}
