// The manager's page: the figures of a period, each with its definition, and how they went.

import { addWords, language, word } from "/words.js";
import { byID, element, get, inLanguage, letIn, number, openPage } from "/office.js";
import { barChart, lineChart, rowChart, shareChart } from "/charts.js";

addWords({
  from: ["从", "從", "From"],
  to: ["到", "到", "To"],
  bucket: ["按", "按", "By"],
  byHour: ["小时", "小時", "Hour"],
  byDay: ["天", "天", "Day"],
  byWeek: ["周", "週", "Week"],
  group: ["技能组", "技能組", "Group"],
  allGroups: ["全部", "全部", "All"],
  noGroup: ["未分组", "未分組", "None"],
  print: ["打印", "列印", "Print"],
  lastDays: ["近 {n} 天", "近 {n} 天", "{n} days"],
  today: ["今天", "今天", "Today"],
  outcomes: ["会话结果", "對話結果", "What became of conversations"],
  summary: ["指标", "指標", "Figures"],
  trend: ["走势", "走勢", "Over time"],
  trendOf: ["指标", "指標", "Figure"],
  conversationsOverTime: ["会话数与结果", "對話數與結果", "Conversations by outcome"],
  reasons: ["转人工原因", "轉人工原因", "Why a person was asked for"],
  topQuestions: ["热门问题", "熱門問題", "Top questions"],
  unansweredQuestions: ["没有答案的问题", "沒有答案的問題", "Questions without answers"],
  agentsTitle: ["客服", "客服", "Agents"],
  asTable: ["看数字", "看數字", "Show the numbers"],
  ofCount: ["{n} / {of}", "{n} / {of}", "{n} of {of}"],
  times: ["次数", "次數", "Times"],
  count: ["共 {n} 个", "共 {n} 個", "{n} measured"],
  question: ["问题", "問題", "Question"],
  day: ["日期", "日期", "Date"],
  result: ["结果", "結果", "Outcome"],
  nothing: ["这段时间没有数据", "這段時間沒有資料", "Nothing in this period"],
  seconds: ["{n} 秒", "{n} 秒", "{n} s"],
  minutesShort: ["{n} 分", "{n} 分", "{n} min"],
  hoursShort: ["{n} 小时", "{n} 小時", "{n} h"],
  timesOf: ["{zone} 时间", "{zone} 時間", "Times of {zone}"],
  teach: ["去知识库补充", "去知識庫補充", "Teach the bot"],
});

let chosenFigure = "conversations";
let latest = 0;

function format(unit, value) {
  if (value === null || value === undefined) return "–";
  switch (unit) {
    case "share": return `${number(value * 100, 1)} %`;
    case "seconds":
      if (value < 100) return word("seconds", { n: number(value) });
      if (value < 6000) return word("minutesShort", { n: number(value / 60, 1) });
      return word("hoursShort", { n: number(value / 3600, 1) });
    case "stars": return `${number(value, 2)} ★`;
    default: return number(value);
  }
}

/** What is chosen, as the query of the page and of the daemon. */
function query() {
  const chosen = new URLSearchParams();
  for (const name of ["from", "to", "bucket", "group"]) {
    if (byID(name).value) chosen.set(name, byID(name).value);
  }
  return chosen;
}

async function load() {
  latest += 1;
  const turn = latest;
  byID("status").textContent = word("loading");
  byID("status").classList.remove("offline");
  const isFirst = byID("page").classList.contains("hidden");
  const chosen = isFirst ? new URLSearchParams(location.search) : query();
  try {
    const figures = await get(`/api/stats?${chosen}`);
    if (turn !== latest) return;
    letIn();
    choose(figures);
    show(figures);
    byID("status").textContent = "";
  } catch (problem) {
    if (problem.status === 400 && isFirst && location.search) {
      // A link that says nothing sensible: begin anew.
      history.replaceState(null, "", location.pathname);
      load();
      return;
    }
    if (turn !== latest || byID("page").classList.contains("hidden")) return;
    byID("status").textContent = problem.message;
    byID("status").classList.add("offline");
  }
}

/** Puts what was answered into the form, the address and the links. */
function choose(figures) {
  byID("from").value = figures.from;
  byID("to").value = figures.to;
  byID("bucket").value = figures.bucket;
  const options = [["", word("allGroups")], ...figures.groups.map((group) => [group.id, group.name]),
    ["-", word("noGroup")]];
  byID("group").replaceChildren(...options.map(([id, name]) => element("option", { value: id }, name)));
  byID("group").value = figures.group ?? "";
  const chosen = query();
  history.replaceState(null, "", `${location.pathname}?${chosen}`);
  chosen.set("lang", language());
  byID("csv").href = `/api/stats.csv?${chosen}`;
  byID("xlsx").href = `/api/stats.xlsx?${chosen}`;
  const group = options.find(([id]) => id === byID("group").value)[1];
  byID("printed").textContent = [
    `${figures.from} – ${figures.to}`, `${word("group")}: ${group}`,
    word("timesOf", { zone: figures.timeZone }),
  ].join(" · ");
}

function section(title, ...children) {
  return element("section", {}, element("h2", {}, word(title)), ...children);
}

function show(figures) {
  const byName = new Map(figures.figures.map((figure) => [figure.id, figure]));
  const outcomes = figures.figures.filter((figure) => figure.isOutcome);
  byID("figures").replaceChildren(
    outcomeSection(outcomes, byName.get("conversations")),
    section("summary", element("div", { className: "cards" }, figures.figures
      .filter((figure) => !figure.isOutcome).map(card))),
    trendSection(figures, outcomes),
    element("div", { className: "columns" }, reasonSection(figures), questionSection(figures)),
    unansweredSection(figures), agentSection(figures));
}

function card(figure) {
  const detail = figure.of !== undefined
    ? word("ofCount", { n: number(figure.count), of: number(figure.of) })
    : figure.unit === "count" ? "" : word("count", { n: number(figure.count) });
  return element(
    "div", { className: "card" }, element("h3", {}, inLanguage(figure.name)),
    element("p", { className: "value" }, format(figure.unit, figure.value),
      detail ? element("span", { className: "quiet" }, ` ${detail}`) : null),
    element("p", { className: "definition" }, inLanguage(figure.definition)));
}

function outcomeSection(outcomes, conversations) {
  const chart = shareChart({
    title: `${inLanguage(conversations.name)}: ${number(conversations.count)}`,
    labels: [inLanguage(conversations.name)], first: word("result"), tableTitle: word("asTable"),
    format: (value) => number(value),
    series: outcomes.map((outcome, color) => ({
      name: `${inLanguage(outcome.name)} ${format("share", outcome.value)}`, values: [outcome.count], color,
    })),
  });
  const rows = outcomes.map((outcome, color) => element(
    "div", { className: "card" },
    element("h3", {}, element("span", { className: `swatch color${color}` }), inLanguage(outcome.name)),
    element("p", { className: "value" }, format("share", outcome.value),
      element("span", { className: "quiet" }, ` ${number(outcome.count)}`)),
    element("p", { className: "definition" }, inLanguage(outcome.definition))));
  return section("outcomes", chart, element("div", { className: "cards five" }, rows));
}

function trendSection(figures, outcomes) {
  const labels = figures.series.map((each) => (
    figures.bucket === "hour" ? each.label.slice(5) : each.label.slice(5).replace("-", "/")));
  const bars = barChart({
    title: word("conversationsOverTime"), labels, first: word("day"), tableTitle: word("asTable"),
    format: (value) => number(value),
    series: outcomes.map((outcome, color) => ({
      name: inLanguage(outcome.name), color,
      values: figures.series.map((each) => Math.round(
        (each.figures[outcome.id] ?? 0) * each.figures.conversations)),
    })),
  });
  const holder = element("div");
  const chooser = element(
    "select", { id: "trend", onchange: () => { chosenFigure = chooser.value; draw(); } },
    figures.figures.map((figure) => element("option", { value: figure.id }, inLanguage(figure.name))));
  chooser.value = chosenFigure;
  const draw = () => {
    const figure = figures.figures.find((each) => each.id === chosenFigure);
    holder.replaceChildren(
      lineChart({
        title: inLanguage(figure.name), labels, first: word("day"), tableTitle: word("asTable"),
        format: (value) => format(figure.unit, value),
        series: [{
          name: inLanguage(figure.name), color: 0,
          values: figures.series.map((each) => each.figures[figure.id] ?? null),
        }],
      }),
      element("p", { className: "definition" }, inLanguage(figure.definition)));
  };
  draw();
  return section(
    "trend", bars,
    element("p", { className: "chooser" }, element("label", { for: "trend" }, word("trendOf")), chooser),
    holder);
}

function nothing() {
  return element("p", { className: "quiet" }, word("nothing"));
}

function rows(title, items, name, first) {
  return rowChart({
    title: word(title), labels: items.map(name), first: word(first), tableTitle: word("asTable"),
    format: (value) => number(value),
    series: [{ name: word("times"), color: 0, values: items.map((item) => item.count) }],
  });
}

function reasonSection(figures) {
  return section("reasons", figures.reasons.length
    ? rows("reasons", figures.reasons, (reason) => inLanguage(reason.name), "reasons") : nothing());
}

function questionSection(figures) {
  const items = figures.questions.slice(0, 10);
  return section("topQuestions", items.length
    ? rows("topQuestions", items, (item) => item.question, "question") : nothing());
}

function unansweredSection(figures) {
  if (!figures.unanswered.length) return section("unansweredQuestions", nothing());
  return section(
    "unansweredQuestions",
    element("div", { className: "scroll", tabindex: "0", role: "region", "aria-label": word("unansweredQuestions") },
      element(
        "table", {},
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, word("question")),
          element("th", { scope: "col", className: "amount" }, word("times")))),
        element("tbody", {}, figures.unanswered.map((each) => element(
          "tr", {}, element("td", {}, each.text), element("td", { className: "amount" }, number(each.count))))))),
    element("p", { className: "screen" }, element("a", { href: "/knowledge#unknown" }, word("teach"))));
}

function agentSection(figures) {
  if (!figures.agents.length) return section("agentsTitle", nothing());
  const columns = figures.agentColumns;
  return section(
    "agentsTitle",
    element("div", { className: "scroll", tabindex: "0", role: "region", "aria-label": word("agentsTitle") },
      element(
        "table", {},
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, word("agent")),
          columns.map((column) => element("th", { scope: "col", className: "amount" }, inLanguage(column.name))))),
        element("tbody", {}, figures.agents.map((agent) => element(
          "tr", {}, element("th", { scope: "row" }, agent.name),
          columns.map((column) => element("td", { className: "amount" }, format(column.unit, agent[column.id])))))))),
    element("dl", { className: "definitions" }, columns.map((column) => [
      element("dt", {}, inLanguage(column.name)), element("dd", {}, inLanguage(column.definition)),
    ])));
}

/** The day so many days before the last one of the form's period's present, as the browser has it. */
function dayBefore(days) {
  const moment = new Date();
  moment.setDate(moment.getDate() - days);
  const two = (value) => String(value).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

for (const days of [1, 7, 30, 90]) {
  byID("presets").append(element("button", {
    type: "button",
    onclick: () => {
      byID("from").value = dayBefore(days - 1);
      byID("to").value = dayBefore(0);
      byID("bucket").value = days === 1 ? "hour" : days > 60 ? "week" : "day";
      load();
    },
  }, days === 1 ? word("today") : word("lastDays", { n: days })));
}
for (const name of ["from", "to", "bucket", "group"]) {
  byID(name).addEventListener("change", () => { if (byID("choices").checkValidity()) load(); });
}
byID("choices").addEventListener("submit", (event) => event.preventDefault());
byID("print").addEventListener("click", () => window.print());
openPage("statsTitle", load);
