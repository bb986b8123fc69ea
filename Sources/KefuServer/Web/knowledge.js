// The trainer's page: the entries, what the bot makes of a message, and what customers asked in vain.
// Every change is shown as lines added and removed before it is written.

import "/knowledge-words.js";
import { word } from "/words.js";
import { askForEntry, lines, onFailure, onWritten, plan } from "/knowledge-change.js";
import { byID, element, get, groups, letIn, number, openPage, post } from "/office.js";


const TABS = ["search", "try", "unknown"];
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
    groups.splice(0, groups.length, ...answer.groups);
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
    element("h2", {}, entry.question),
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
      element("div", { className: "panel" }, element("h2", {}, word("why")),
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

/** Group on the page → its phrases. */
const phrasesOf = new WeakMap();

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
  const article = element(
    "article", { className: "panel" },
    element("h2", {}, found.representative),
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
  phrasesOf.set(article, boxes.map((each) => each.text));
  return article;
}

byID("look").addEventListener("click", look);

onFailure((problem) => say(problem.message, "offline"));
onWritten(async (decision, answer) => {
  const files = answer.written.join(", ");
  if (!answer.reloaded) {
    say(word("notTakenIn", { problem: answer.problem }), "offline");
  } else {
    const hint = ["outdated", "unfit"].includes(answer.model) && decision.decision !== "ignore"
      ? `\n${word(answer.model)}` : "";
    say(word(decision.decision === "ignore" ? "writtenOnly" : "written", { files }) + hint, "good");
  }
  await search();
  if (shown) {
    const found = await get(`/api/knowledge/entries?${new URLSearchParams({ query: shown, limit: 1 })}`);
    if (found.entries[0]?.id === shown) showEntry(found.entries[0]);
  }
  // What was decided on goes; the others stay where they are.
  for (const article of [...byID("clusters").children]) {
    if (phrasesOf.get(article)?.some((text) => decision.messages.includes(text))) article.remove();
  }
});
openPage("knowledgeTitle", search);
