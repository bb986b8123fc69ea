// The trainer's page: the entries, what the bot makes of a message, and what customers asked in vain.
// Every change is shown as lines added and removed before it is written.

import { addWords, word } from "/words.js";
import { byID, element, get, letIn, number, openPage, post } from "/office.js";

addWords({
  searchTab: ["知识点", "知識點", "Entries"],
  tryTab: ["试一句", "試一句", "Try a message"],
  unknownTab: ["没答上的问题", "沒答上的問題", "Unknown questions"],
  searchHint: ["按文字、编号或主题搜索", "按文字、編號或主題搜尋", "Search by text, id or topic"],
  found: ["{n} 个知识点", "{n} 個知識點", "{n} entries"],
  more: ["更多", "更多", "More"],
  newEntry: ["新知识点", "新知識點", "New entry"],
  variants: ["相似问", "相似問", "Variants"],
  keywords: ["关键词", "關鍵詞", "Keywords"],
  keywordsAll: ["同时出现", "同時出現", "All of"],
  keywordsNone: ["排除", "排除", "None of"],
  answers: ["回答", "回答", "Answers"],
  followUps: ["追问", "追問", "Follow-ups"],
  particulars: ["其他", "其他", "Further"],
  group: ["技能组", "技能組", "Group"],
  handoff: ["转人工", "轉人工", "Handoff"],
  never: ["不转", "不轉", "never"],
  offer: ["询问", "詢問", "offered"],
  always: ["总是", "總是", "always"],
  smallTalk: ["闲聊", "閒聊", "Small talk"],
  addVariants: ["添加相似问（每行一句）", "新增相似問（每行一句）", "Add variants, one a line"],
  showChange: ["查看改动", "查看改動", "Show the change"],
  write: ["写入知识库", "寫入知識庫", "Write it"],
  back: ["返回", "返回", "Back"],
  cancel: ["取消", "取消", "Cancel"],
  changeOf: ["改动", "改動", "The change"],
  written: ["已写入 {files}，机器人已更新", "已寫入 {files}，機器人已更新", "Written to {files}; the bot has taken it in"],
  writtenOnly: ["已写入 {files}", "已寫入 {files}", "Written to {files}"],
  notTakenIn: ["已写入，但没有生效：{problem}", "已寫入，但沒有生效：{problem}", "Written, but not taken in: {problem}"],
  outdated: ["训练后文字有改动，建议运行 kefu train", "訓練後文字有改動，建議執行 kefu train", "Texts have changed since training; run kefu train"],
  unfit: ["训练后增删过知识点，训练好的模型暂停使用，请运行 kefu train", "訓練後增刪過知識點，訓練好的模型暫停使用，請執行 kefu train", "Entries have come or gone since training, so the trained model is not used; run kefu train"],
  lostComments: ["{n} 行注释会被替换", "{n} 行註釋會被替換", "{n} lines with comments are replaced"],
  masked: ["有遮盖内容的句子没有加入", "有遮蓋內容的句子沒有加入", "Messages with something masked in them are left out"],
  known: ["已有的句子没有重复加入", "已有的句子沒有重複加入", "Messages that are there already are left out"],
  id: ["编号，如 refund.time", "編號，如 refund.time", "Id, such as refund.time"],
  question: ["标准问", "標準問", "Standard question"],
  answer: ["回答", "回答", "Answer"],
  none: ["无", "無", "none"],
  tryHint: ["输入客人可能说的话", "輸入客人可能說的話", "What a customer might write"],
  tryIt: ["试试", "試試", "Try"],
  decision: ["决定", "決定", "Decision"],
  decisionanswer: ["回答", "回答", "answers"],
  decisionclarify: ["反问", "反問", "asks back"],
  decisionfallback: ["答不上", "答不上", "does not know"],
  confidence: ["置信度", "置信度", "Confidence"],
  why: ["为什么", "為什麼", "Why"],
  lookBack: ["最近天数", "最近天數", "Days back"],
  atLeast: ["至少次数", "至少次數", "Asked at least"],
  look: ["查看", "查看", "Look"],
  looking: ["正在分析日志…", "正在分析日誌…", "Looking through the log…"],
  mined: ["{messages} 条消息，{total} 组没答上的问题", "{messages} 條訊息，{total} 組沒答上的問題", "{messages} messages, {total} groups of unknown questions"],
  partial: ["日志太长，只看了其中一部分", "日誌太長，只看了其中一部分", "The log is long; a part of it was looked at"],
  asked: ["问了 {n} 次", "問了 {n} 次", "asked {n} times"],
  handedOver: ["转人工 {n} %", "轉人工 {n} %", "{n} % handed over"],
  nearest: ["最接近 {entry}（{question}）", "最接近 {entry}（{question}）", "nearest is {entry} ({question})"],
  agentSaid: ["客服曾答：", "客服曾答：", "An agent answered:"],
  asVariants: ["加为相似问", "加為相似問", "Add as variants"],
  asEntry: ["建知识点", "建知識點", "Make an entry"],
  ignore: ["忽略", "忽略", "Ignore"],
  ofEntry: ["归入知识点", "歸入知識點", "Of the entry"],
  nothingUnknown: ["没有没答上的问题", "沒有沒答上的問題", "Nothing is unknown"],
  chooseOne: ["从左边选一个知识点", "從左邊選一個知識點", "Choose an entry on the left"],
  testIt: ["试试它的标准问", "試試它的標準問", "Try its question"],
});

const TABS = ["search", "try", "unknown"];
let groups = [];
let shown = null;
let offset = 0;

function say(text, className = "") {
  // Who has to log in is told so by the form.
  if (byID("page").classList.contains("hidden")) return;
  byID("status").textContent = text;
  byID("status").className = `status message ${className}`;
}

// MARK: Tabs

function open(tab, isFocused = false) {
  for (const name of TABS) {
    byID(name).classList.toggle("hidden", name !== tab);
    const button = byID(`tab-${name}`);
    button.setAttribute("aria-selected", String(name === tab));
    button.tabIndex = name === tab ? 0 : -1;
    if (name === tab && isFocused) button.focus();
  }
  history.replaceState(null, "", `#${tab}`);
  if (tab === "unknown" && !byID("clusters").dataset.asked) look();
}

byID("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const place = TABS.findIndex((name) => byID(`tab-${name}`) === document.activeElement);
  open(TABS[(place + step + TABS.length) % TABS.length], true);
});
for (const name of TABS) byID(`tab-${name}`).addEventListener("click", () => open(name));

// MARK: Entries

let searchNumber = 0;

async function search(isMore = false) {
  searchNumber += 1;
  const turn = searchNumber;
  offset = isMore ? offset : 0;
  const asked = new URLSearchParams({ query: byID("query").value, offset, limit: 50 });
  try {
    const answer = await get(`/api/knowledge/entries?${asked}`);
    if (turn !== searchNumber) return;
    const isFirst = byID("page").classList.contains("hidden");
    letIn();
    groups = answer.groups;
    byID("total").textContent = word("found", { n: number(answer.total) });
    const rows = answer.entries.map(row);
    if (isMore) byID("found").append(...rows);
    else byID("found").replaceChildren(...rows);
    offset += answer.entries.length;
    byID("more").classList.toggle("hidden", offset >= answer.total);
    remember(answer.entries);
    if (isFirst) {
      showEntry(null);
      open(TABS.includes(location.hash.slice(1)) ? location.hash.slice(1) : "search");
    }
  } catch (problem) {
    if (turn === searchNumber) say(problem.message, "offline");
  }
}

/** Ids seen are offered where one is to be typed. */
function remember(entries) {
  const known = new Set([...byID("ids").children].map((option) => option.value));
  for (const entry of entries) {
    if (!known.has(entry.id)) byID("ids").append(element("option", { value: entry.id }, entry.question));
  }
}

function row(entry) {
  const button = element(
    "button", { type: "button", "aria-current": String(shown === entry.id), onclick: () => showEntry(entry) },
    element("span", {}, entry.question), element("span", { className: "id" }, entry.id));
  button.dataset.id = entry.id;
  return element("li", {}, button);
}

function list(title, words) {
  if (!words.length) return [];
  return [element("h3", {}, title), element("ul", { className: "words" }, words.map((each) => element("li", {}, each)))];
}

function showEntry(entry) {
  shown = entry?.id ?? null;
  for (const button of byID("found").querySelectorAll("button")) {
    button.setAttribute("aria-current", String(button.dataset.id === shown));
  }
  if (!entry) {
    byID("entry").replaceChildren(element("p", { className: "quiet" }, word("chooseOne")));
    return;
  }
  const group = groups.find((each) => each.id === entry.group);
  const texts = element("textarea", { id: "variants", maxlength: 4000 });
  byID("entry").replaceChildren(
    element("h3", {}, entry.question),
    element("p", { className: "id" }, `${entry.id} · ${entry.file}:${entry.line}`),
    ...list(word("variants"), entry.variants),
    ...list(word("keywords"), entry.keywords.any),
    ...list(word("keywordsAll"), entry.keywords.all),
    ...list(word("keywordsNone"), entry.keywords.none),
    element("h3", {}, word("answers")),
    ...entry.answers.map((answer) => element(
      "div", {}, element("p", { className: "answer" }, answer.text),
      answer.when.length || answer.valid
        ? element("p", { className: "id" }, [...answer.when, answer.valid].filter(Boolean).join(" · ")) : null)),
    ...list(word("followUps"), entry.followUps),
    element("h3", {}, word("particulars")),
    element("p", { className: "quiet" }, [
      `${word("handoff")}: ${word(entry.handoff)}`,
      entry.group ? `${word("group")}: ${group?.name ?? entry.group}` : null,
      entry.isSmallTalk ? word("smallTalk") : null,
    ].filter(Boolean).join(" · ")),
    element("div", { className: "fields" },
      element("label", {}, word("addVariants"), texts),
      element("div", { className: "line" },
        element("button", {
          type: "button", className: "main",
          onclick: () => plan({ decision: "variant", entry: entry.id, messages: lines(texts.value) }),
        }, word("showChange")),
        element("button", {
          type: "button",
          onclick: () => {
            byID("message").value = entry.question;
            open("try");
            attempt();
          },
        }, word("testIt")))));
}

const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

let typing = null;
byID("query").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(search, 200);
});
byID("more").addEventListener("click", () => search(true));
byID("add").addEventListener("click", () => askForEntry({ question: "", messages: [], answer: "" }));

// MARK: Trying

async function attempt() {
  const text = byID("message").value;
  if (!text.trim()) return;
  try {
    const answer = await post("/api/knowledge/try", { text });
    say("");
    const facts = [
      `${word("decision")}: ${word(`decision${answer.decision}`)}`,
      answer.entry ? `${answer.entry}` : null,
      `${word("confidence")}: ${number(answer.confidence, 3)}`, answer.stage ?? null,
    ];
    byID("reply").replaceChildren(
      element("div", { className: "panel" },
        element("p", { className: "id" }, facts.filter(Boolean).join(" · ")),
        element("p", { className: "answer" }, answer.text),
        modelHint(answer.model)),
      element("div", { className: "panel" }, element("h3", {}, word("why")),
        element("ul", { className: "tree" }, branch(answer.explanation))));
  } catch (problem) {
    say(problem.message, "offline");
  }
}

function branch(node) {
  return element("li", {}, node.label,
    node.children?.length ? element("ul", {}, node.children.map(branch)) : null);
}

function modelHint(model) {
  return model === "outdated" || model === "unfit"
    ? element("p", { className: "hint" }, word(model)) : null;
}

byID("trial").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt();
});

// MARK: Unknown questions

async function look() {
  byID("clusters").dataset.asked = "yes";
  byID("mined").textContent = word("looking");
  const asked = new URLSearchParams({ days: byID("days").value, minimum: byID("minimum").value });
  try {
    const answer = await get(`/api/knowledge/unknown?${asked}`);
    const { counts, clusters } = answer.found;
    byID("mined").textContent = [
      word("mined", { messages: number(counts.messages), total: number(answer.total) }),
      answer.isPartial ? word("partial") : null,
    ].filter(Boolean).join(" · ");
    byID("clusters").replaceChildren(...(clusters.length
      ? clusters.map(cluster) : [element("p", { className: "quiet" }, word("nothingUnknown"))]));
  } catch (problem) {
    byID("mined").textContent = "";
    say(problem.message, "offline");
  }
}

function cluster(found) {
  const boxes = found.phrases.slice(0, 12).map((phrase) => ({
    text: phrase.text,
    box: element("input", { type: "checkbox", checked: true }),
    count: phrase.count,
  }));
  const messages = () => boxes.filter((each) => each.box.checked).map((each) => each.text);
  const target = element("input", {
    type: "text", list: "ids", maxlength: 128, value: found.entry ?? found.nearest?.entry ?? "",
    "aria-label": word("ofEntry"), placeholder: word("ofEntry"),
  });
  return element(
    "article", { className: "panel" },
    element("h3", {}, found.representative),
    element("p", { className: "quiet" }, [
      word("asked", { n: number(found.messages) }),
      found.handoffRate ? word("handedOver", { n: number(found.handoffRate * 100) }) : null,
      found.nearest ? word("nearest", { entry: found.nearest.entry, question: found.nearest.question }) : null,
    ].filter(Boolean).join(" · ")),
    element("ul", { className: "phrases" }, boxes.map((each) => element(
      "li", {}, element("label", {}, each.box, element("span", {}, each.text),
        element("span", { className: "quiet" }, `×${each.count}`))))),
    found.agentReply
      ? element("p", { className: "answer quiet" }, `${word("agentSaid")} ${found.agentReply}`) : null,
    element("div", { className: "line" },
      target,
      element("button", {
        type: "button", className: found.suggestion === "variant" ? "main" : null,
        onclick: () => plan({ decision: "variant", entry: target.value.trim(), messages: messages() }),
      }, word("asVariants")),
      element("button", {
        type: "button", className: found.suggestion === "entry" ? "main" : null,
        onclick: () => askForEntry({
          question: messages()[0] ?? found.representative, messages: messages(), answer: found.agentReply ?? "",
        }),
      }, word("asEntry")),
      element("button", {
        type: "button", className: found.suggestion === "ignore" ? "main" : null,
        onclick: () => plan({ decision: "ignore", messages: messages() }),
      }, word("ignore"))));
}

byID("look").addEventListener("click", look);

// MARK: Changes

const dialog = byID("change");

function openDialog(title, body, buttons) {
  byID("changeTitle").textContent = title;
  byID("changeBody").replaceChildren(...body);
  byID("changeButtons").replaceChildren(...buttons);
  byID("changeProblem").textContent = "";
  if (!dialog.open) dialog.showModal();
}

const button = (title, onclick, className) => element("button", { type: "button", onclick, className }, title);

function askForEntry(draft) {
  const field = (name, title, value, isLong = false) => {
    const input = element(isLong ? "textarea" : "input", { maxlength: isLong ? 4000 : 200 });
    input.name = name;
    input.value = value;
    return [input, element("label", {}, title, input)];
  };
  const [id, idLabel] = field("id", word("id"), draft.id ?? "");
  const [question, questionLabel] = field("question", word("question"), draft.question);
  const [answer, answerLabel] = field("answer", word("answer"), draft.answer, true);
  const [variants, variantLabel] = field(
    "variants", word("addVariants"), draft.messages.filter((each) => each !== draft.question).join("\n"), true);
  const group = element("select", {}, element("option", { value: "" }, word("none")),
    groups.map((each) => element("option", { value: each.id }, each.name)));
  group.value = draft.group ?? "";
  const read = () => ({
    id: id.value.trim(), question: question.value.trim(), answer: answer.value, group: group.value,
    messages: [question.value.trim(), ...lines(variants.value)].filter(Boolean),
  });
  openDialog(
    word("newEntry"),
    [element("div", { className: "fields" }, idLabel, questionLabel, answerLabel, variantLabel,
      element("label", {}, word("group"), group))],
    [
      button(word("cancel"), () => dialog.close()),
      button(word("showChange"), () => plan({ decision: "entry", ...read() }, () => askForEntry(read())), "main"),
    ]);
}

/** Shows what a decision changes; `back` returns to what was typed. */
async function plan(decision, back = null) {
  say("");
  try {
    const change = await post("/api/knowledge/plan", decision);
    openDialog(
      word("changeOf"),
      [
        ...change.notes.map((note) => element("p", { className: "hint" }, noteWords(note))),
        ...change.files.flatMap((file) => [
          element("p", { className: "id" }, file.path),
          file.lostComments
            ? element("p", { className: "hint" }, word("lostComments", { n: file.lostComments })) : null,
          diff(file.diff),
        ].filter(Boolean)),
      ],
      [
        back ? button(word("back"), back) : button(word("cancel"), () => dialog.close()),
        button(word("write"), (event) => apply({ ...decision, base: change.base }, event.target), "main"),
      ]);
  } catch (problem) {
    fail(problem);
  }
}

const noteWords = (note) => (note.includes("masked") ? word("masked") : word("known"));

/** Inside the dialog where it is open, else above the page. */
function fail(problem) {
  if (dialog.open) byID("changeProblem").textContent = problem.message;
  else say(problem.message, "offline");
}

function diff(text) {
  const kinds = { "+": "added", "-": "removed", "@": "place" };
  const shownLines = text.trimEnd().split("\n").filter((line) => !/^(---|\+\+\+) /.test(line));
  return element("div", { className: "diff", tabindex: "0", role: "region", "aria-label": word("changeOf") },
    shownLines.map((line) => element("div", { className: kinds[line[0]] ?? "" }, line || " ")));
}

async function apply(decision, pressed) {
  pressed.disabled = true;
  try {
    const answer = await post("/api/knowledge/apply", decision);
    dialog.close();
    const files = answer.written.join(", ");
    if (!answer.reloaded) {
      say(word("notTakenIn", { problem: answer.problem }), "offline");
    } else {
      const hint = ["outdated", "unfit"].includes(answer.model) && decision.decision !== "ignore"
        ? `\n${word(answer.model)}` : "";
      say(word(decision.decision === "ignore" ? "writtenOnly" : "written", { files }) + hint, "good");
    }
    await search();
    const entry = await get(`/api/knowledge/entries?${new URLSearchParams({ query: shown ?? "", limit: 1 })}`);
    if (shown && entry.entries[0]?.id === shown) showEntry(entry.entries[0]);
    if (byID("clusters").dataset.asked) look();
  } catch (problem) {
    pressed.disabled = problem.status === 409;
    fail(problem);
  }
}

openPage("knowledgeTitle", search);
