// Bar and line charts as SVG, each a figure with its title, axes, a legend, and its numbers as a table
// for those who do not see it.

import { element } from "/office.js";

const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Rising round numbers from 0 to at least `greatest`, about `wanted` of them. */
export function ticks(greatest, wanted = 4) {
  if (!(greatest > 0)) return [0, 1];
  const rough = greatest / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough * 0.999);
  const count = Math.ceil(greatest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

/** Every how many labels fit so that none touches the next. */
function stride(labels, room) {
  const widest = Math.max(1, ...labels.map(textWidth));
  return Math.max(1, Math.ceil((widest + 12) / room));
}

/** Pixels at 12 px, at most. */
function textWidth(text) {
  let width = 0;
  for (const character of text) width += character.codePointAt(0) < 0x2e80 ? 7 : 12.5;
  return width;
}

/** `text`, cut so that it fits. */
function fitted(text, room) {
  if (textWidth(text) <= room) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join("")}…`) > room) characters.pop();
  return `${characters.join("")}…`;
}

/**
 * A figure that is drawn anew as its width changes.
 *
 * `chart`: `title`; `labels` of the places; `series` with `name`, `values` (null: none) and `color`, a
 * number; `format` of a value; `tableTitle`; `first`, the heading of the labels.
 */
function figure(chart, draw) {
  const holder = element("div", { className: "drawing" });
  const made = element(
    "figure", { className: "chart" }, element("figcaption", {}, chart.title), legend(chart), holder,
    table(chart));
  let width = 0;
  new ResizeObserver(() => {
    const room = Math.round(holder.clientWidth);
    if (!room || room === width) return;
    width = room;
    const picture = draw(chart, width);
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", chart.title);
    holder.replaceChildren(picture);
  }).observe(holder);
  return made;
}

function legend(chart) {
  if (chart.series.length < 2) return null;
  return element("ul", { className: "legend" }, chart.series.map((series) => element(
    "li", {}, element("span", { className: `swatch color${series.color}` }), series.name)));
}

function table(chart) {
  const head = element("tr", {}, element("th", { scope: "col" }, chart.first),
    chart.series.map((series) => element("th", { scope: "col" }, series.name)));
  const rows = chart.labels.map((label, place) => element(
    "tr", {}, element("th", { scope: "row" }, label),
    chart.series.map((series) => element("td", {}, text(chart, series.values[place])))));
  return element(
    "details", { className: "numbers" }, element("summary", {}, chart.tableTitle),
    element("div", { className: "scroll", tabindex: "0", role: "region", "aria-label": chart.title },
      element("table", {}, element("caption", { className: "visually-hidden" }, chart.title),
        element("thead", {}, head), element("tbody", {}, rows))));
}

function text(chart, value) {
  return value === null || value === undefined ? "–" : chart.format(value);
}

/** The frame of a chart over time: axes, lines across, labels. */
function frame(chart, width, greatest) {
  const height = 240;
  const marks = ticks(greatest);
  const left = Math.max(...marks.map((mark) => textWidth(chart.format(mark)))) + 10;
  const box = { left, right: width - 8, top: 10, bottom: height - 26 };
  const y = (value) => box.bottom - (box.bottom - box.top) * (value / marks[marks.length - 1]);
  const step = (box.right - box.left) / Math.max(1, chart.labels.length);
  const x = (place) => box.left + step * (place + 0.5);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, height, class: "plot" });
  for (const mark of marks) {
    picture.append(
      svg("line", { x1: box.left, x2: box.right, y1: y(mark), y2: y(mark), class: mark ? "grid" : "axis" }),
      svg("text", { x: box.left - 6, y: y(mark) + 4, "text-anchor": "end" }, chart.format(mark)));
  }
  const every = stride(chart.labels, step);
  chart.labels.forEach((label, place) => {
    if (place % every) return;
    const half = textWidth(label) / 2;
    const middle = Math.min(Math.max(x(place), half), width - half);
    picture.append(svg("text", { x: middle, y: height - 8, "text-anchor": "middle" }, label));
  });
  return { picture, x, y, step, box };
}

/** What a pointer that rests on a mark is told. */
function tip(chart, series, place) {
  return svg("title", {}, `${chart.labels[place]} · ${series.name}: ${text(chart, series.values[place])}`);
}

/** Lines over time; a place without a value is a gap. */
export function lineChart(chart) {
  return figure(chart, (each, width) => {
    const values = each.series.flatMap((series) => series.values).filter((value) => value !== null);
    const { picture, x, y } = frame(each, width, Math.max(0, ...values));
    for (const series of each.series) {
      let path = "";
      let isGap = true;
      series.values.forEach((value, place) => {
        if (value === null) {
          isGap = true;
          return;
        }
        path += `${isGap ? "M" : "L"}${x(place).toFixed(1)} ${y(value).toFixed(1)}`;
        isGap = false;
      });
      picture.append(svg("path", { d: path, class: `line color${series.color}` }));
      const radius = series.values.length > 60 ? 2 : 3.5;
      series.values.forEach((value, place) => {
        if (value === null) return;
        picture.append(svg(
          "circle", { cx: x(place), cy: y(value), r: radius, class: `dot color${series.color}` },
          tip(each, series, place)));
      });
    }
    return picture;
  });
}

/** Bars over time, the series on top of one another. */
export function barChart(chart) {
  return figure(chart, (each, width) => {
    const sums = each.labels.map((_, place) => each.series.reduce(
      (sum, series) => sum + (series.values[place] ?? 0), 0));
    const { picture, x, y, step } = frame(each, width, Math.max(0, ...sums));
    const thick = Math.max(1, Math.min(48, step * 0.7));
    each.labels.forEach((_, place) => {
      let below = 0;
      for (const series of each.series) {
        const value = series.values[place] ?? 0;
        if (!value) continue;
        picture.append(svg("rect", {
          x: x(place) - thick / 2, width: thick, y: y(below + value), height: y(below) - y(below + value),
          class: `bar color${series.color}`,
        }, tip(each, series, place)));
        below += value;
      }
    });
    return picture;
  });
}

/** One bar a label, lying, with the label above it and the value behind it. */
export function rowChart(chart) {
  return figure(chart, (each, width) => {
    const [series] = each.series;
    const row = 44;
    const height = Math.max(1, each.labels.length) * row;
    const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, height, class: "plot" });
    const greatest = Math.max(1, ...series.values);
    const room = width - Math.max(...series.values.map((value) => textWidth(each.format(value))), 10) - 12;
    each.labels.forEach((label, place) => {
      const value = series.values[place];
      const long = Math.max(2, room * (value / greatest));
      const top = place * row;
      picture.append(
        svg("text", { x: 0, y: top + 14 }, fitted(label, width - 4), svg("title", {}, label)),
        svg("rect", { x: 0, y: top + 20, width: long, height: 14, class: `bar color${series.color}` },
          tip(each, series, place)),
        svg("text", { x: long + 6, y: top + 32, class: "amount" }, each.format(value)));
    });
    return picture;
  });
}

/** A single bar whose parts make up the whole. */
export function shareChart(chart) {
  return figure(chart, (each, width) => {
    const height = 34;
    const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, height, class: "plot" });
    const sum = each.series.reduce((total, series) => total + (series.values[0] ?? 0), 0);
    let from = 0;
    for (const series of each.series) {
      const long = sum ? width * ((series.values[0] ?? 0) / sum) : 0;
      if (!long) continue;
      picture.append(svg("rect", {
        x: from, y: 0, width: long, height, class: `bar color${series.color}`,
      }, tip(each, series, 0)));
      from += long;
    }
    if (!sum) picture.append(svg("rect", { x: 0, y: 0, width, height, class: "nothing" }));
    return picture;
  });
}
