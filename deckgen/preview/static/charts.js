"use strict";

/** What `deckgen stats` counts, as plots. Each is a table underneath, and reads as one. */
const Charts = (() => {
  const box = document.getElementById("statistics");
  let drawn = null;

  async function show(deck) {
    if (!drawn) box.replaceChildren(make("p", "nothing", "Counting …"));
    const stats = await Source.load("stats");
    const text = JSON.stringify(stats);
    if (text === drawn) return;
    if (!stats) return box.replaceChildren(make("p", "nothing", "There is nothing to count yet."));
    drawn = text;
    const top = box.scrollTop;
    const head = make("p", "sum", [
      `${number(stats.questions)} questions`, `${number(stats.choices)} multiple choice`, `${number(stats.clozes)} cloze`,
      `${number(stats.cards)} cards`, `${number(stats.retired)} retired`,
    ].join(" · "));
    const grid = make("div", "charts");
    Object.entries(stats.coverage).forEach(([name, rows]) => grid.append(bars(`Questions by ${name}`, rows)));
    grid.append(bars("Facts", stats.facts, { named: true }));
    Object.entries(stats.keys).forEach(([name, rows]) => grid.append(bars(name, rows)));
    Object.entries(stats.spreads).forEach(([name, spread]) => grid.append(columns(name, spread)));
    grid.append(bars("Sources, by the questions that cite them", stats.sources.slice(0, 15), { all: stats.sources.length }));
    box.replaceChildren(make("h2", "", deck.name), head, grid);
    box.scrollTop = top;
    return undefined;
  }

  /** A bar a row; what deck.yaml asks for is a bracket on it. */
  function bars(title, rows, { all = rows.length, named = false } = {}) {
    const chart = figure(title);
    const most = Math.max(1, ...rows.map((row) => Math.max(row.count, row.least || 0, row.most || 0)));
    const table = make("table", "bars");
    rows.forEach((row) => {
      const line = make("tr", row.fits ? "" : "off");
      const name = make("th", "", row.meaning && !named ? label(row) : row.word);
      name.scope = "row";
      name.title = row.meaning ? `${row.word}: ${row.meaning}` : row.word;
      const cell = make("td", "plot");
      const bar = make("div", "bar");
      bar.style.width = `${(100 * row.count) / most}%`;
      cell.append(bar);
      if (row.target) {
        const range = make("div", "range");
        range.style.left = `${(100 * row.least) / most}%`;
        range.style.width = `${(100 * ((row.most === null ? most : row.most) - row.least)) / most}%`;
        range.title = `Target: ${row.target}`;
        cell.append(range);
      }
      const count = make("td", "count", number(row.count));
      count.append(make("span", "share", row.target ? ` ${row.fits ? "✓" : "✗"} ${row.target}` : ` ${Math.round(100 * row.share)}%`));
      line.append(name, cell, count);
      table.append(line);
    });
    chart.append(table);
    if (all > rows.length) chart.append(make("p", "more", `and ${number(all - rows.length)} more`));
    return chart;
  }

  /** A column a step. */
  function columns(title, spread) {
    const chart = figure(spread.unit ? `${title}, in ${spread.unit}` : title);
    const most = Math.max(1, ...spread.bars.map(([, count]) => count));
    const plot = make("ol", "columns");
    spread.bars.forEach(([start, count]) => {
      const end = start + spread.step - 1;
      const item = make("li", "");
      const text = `${start}${end > start ? ` to ${end}` : ""}: ${count}`;
      item.title = text;
      const column = make("div", "column");
      column.style.height = `${(100 * count) / most}%`;
      item.append(make("span", "high", count ? number(count) : ""), column, make("span", "step", String(start)));
      plot.append(item);
    });
    chart.append(plot, make("p", "more", `from ${spread.least} to ${spread.most}, half of them up to ${spread.median}`));
    return chart;
  }

  function figure(title) {
    const chart = make("section", "chart");
    chart.append(make("h3", "", title));
    return chart;
  }

  function label(row) {
    const lead = /::(.+)$/.exec(row.word);
    return lead ? `${lead[1]} ${row.meaning}` : row.meaning;
  }

  function number(value) {
    return value.toLocaleString("en");
  }

  return { show };
})();
