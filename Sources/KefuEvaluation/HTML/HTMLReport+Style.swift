extension HTMLReport {
  /// Two colours that the colour-blind tell apart as well (Okabe and Ito 2008), on light and dark.
  static let style = """
    :root { color-scheme: light dark; --ink: #1c2430; --dim: #5b6675; --paper: #ffffff; \
    --line: #d9dee5; --one: #0072b2; --two: #d55e00; --shade: #f4f6f8; }
    @media screen and (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --dim: #9aa5b4; \
    --paper: #14181e; --line: #333b46; --one: #56b4e9; --two: #f0883e; --shade: #1c222a; } }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, \
    -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", \
    "Source Han Sans SC", sans-serif; }
    main { max-width: 1000px; margin: 0 auto; padding: 24px; }
    h1 { font-size: 26px; margin: 0; } h2 { font-size: 19px; margin: 32px 0 4px; }
    .note { color: var(--dim); margin: 2px 0 10px; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
    th, td { padding: 4px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
    thead th { border-bottom: 2px solid var(--line); font-weight: 600; }
    .word { text-align: left; overflow-wrap: break-word; } .number { text-align: right; white-space: nowrap; }
    tbody tr:nth-child(even) { background: var(--shade); }
    .sortable th { cursor: pointer; }
    .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); \
    gap: 24px; margin-top: 28px; }
    figure { margin: 0; break-inside: avoid; } figcaption { font-weight: 600; }
    svg { width: 100%; height: auto; } svg text { fill: var(--dim); font-size: 12px; }
    .grid { stroke: var(--line); } .axis { stroke: var(--dim); fill: none; }
    .curve { fill: none; stroke-width: 2; } .curve.one { stroke: var(--one); }
    .curve.ideal { stroke: var(--dim); stroke-dasharray: 4 4; stroke-width: 1; }
    .curve.reach { stroke: var(--one); stroke-width: 1; opacity: .55; }
    .dot.one, .bar.one { fill: var(--one); } .dot.two, .bar.two { fill: var(--two); }
    .legend { margin: 0; color: var(--dim); font-size: 13px; display: flex; flex-wrap: wrap; \
    column-gap: 16px; }
    .swatch { display: inline-block; width: 11px; height: 11px; border-radius: 2px; \
    print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    .swatch.one { background: var(--one); } .swatch.two { background: var(--two); }
    .swatch.ideal { width: 22px; height: 0; border-top: 2px dashed var(--dim); border-radius: 0; \
    vertical-align: middle; }
    .messages { margin: 0; padding-left: 16px; } small { color: var(--dim); }
    @media (max-width: 600px) { body { font-size: 14px; } main { padding: 14px; } \
    th, td { padding: 4px 6px; } }
    @media print { @page { margin: 15mm; } :root { color-scheme: light; --ink: #000; --dim: #444; \
    --shade: #fff; } body { font-size: 10pt; } main { max-width: none; padding: 0; } \
    .wide { overflow-x: visible; } .plots { grid-template-columns: 1fr 1fr; gap: 16px; } \
    h1, h2, .note, figcaption { break-after: avoid; } tr { break-inside: avoid; } \
    thead { display: table-header-group; } .sortable th { cursor: auto; } }

    """

  /// Sorts a table by the column whose heading is clicked; again, the other way round.
  static let script = """

    document.querySelectorAll('table.sortable th').forEach(function (head) {
      head.addEventListener('click', function () {
        var table = head.closest('table'), body = table.tBodies[0], column = head.cellIndex;
        var sign = head.dataset.sign === '1' ? -1 : 1;
        head.dataset.sign = sign;
        function value(row) {
          var text = row.cells[column].textContent, number = parseFloat(text);
          return isNaN(number) ? text : number;
        }
        Array.from(body.rows).sort(function (a, b) {
          var x = value(a), y = value(b);
          if (typeof x === 'number' ? typeof y === 'number' : false) { return sign * (x - y); }
          return sign * String(x).localeCompare(String(y));
        }).forEach(function (row) { body.appendChild(row); });
      });
    });

    """
}
