// The customer's page. Everything anybody types is put on it as text, never as markup.

import { Connection, newID } from "/connection.js";
import { read, write } from "/storage.js";
import { translate, word } from "/words.js";

const byID = (id) => document.getElementById(id);
const log = byID("log");
const text = byID("text");
const typing = byID("typing");

const store = {
  read(name, otherwise) {
    try {
      return JSON.parse(read(name)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  write: (name, value) => write(name, JSON.stringify(value)),
};

translate();
document.title = word("title");

const parameters = new URLSearchParams(location.search);
/** Messages of one's own that are not yet durable, by id. */
const pending = new Map();
/** Ids of those that are. */
const settled = new Set();
/** Ids this page has known: another page of the same customer keeps its own. */
const known = new Set();
const reported = new Set(store.read("reported", []));
let state = { state: "bot" };
let isOnline = false;
let unread = 0;
let rating = null;

takeShopToken();

const connection = new Connection(
  { role: "customer", token: store.read("token", null), after: 0, channel: parameters.get("channel") },
  { onFrame: take, onStatus: showConnection },
  {
    load: () => store.read("unsent", []),
    save(frames) {
      for (const frame of frames) known.add(frame.id);
      const others = store.read("unsent", []).filter((frame) => !known.has(frame.id));
      store.write("unsent", [...others, ...frames]);
    },
  },
);
for (const frame of connection.unsent) known.add(frame.id);

/**
 * A shop that knows its customer gives a token behind `#token=`. It begins a conversation, unless
 * this browser has one of the same customer.
 */
function takeShopToken() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!token) return;
  history.replaceState(null, "", location.pathname + location.search);
  const customer = customerOf(token);
  const own = store.read("token", null);
  if (own && customerOf(own) === customer) return;
  store.write("token", token);
  store.write("unsent", []);
}

function customerOf(token) {
  try {
    const payload = token.split(".")[0].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(payload)).u ?? null;
  } catch {
    return null;
  }
}

function take(frame) {
  switch (frame.type) {
    case "welcome":
      store.write("token", frame.token);
      state = { state: frame.state };
      if (frame.seq === 0 && !log.children.length) greet();
      for (const unsent of connection.unsent) showUnsent(unsent);
      showState();
      // What was said before is not read out; what comes now is.
      setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
      break;
    case "reply":
      add(frame.text, "bot", word("bot"), frame);
      notify();
      break;
    case "message":
      typing.textContent = "";
      if (frame.from === "customer") {
        settle(frame.id, frame.text);
      } else {
        add(frame.text, "person", frame.name ?? word("person"), frame);
        notify();
      }
      break;
    case "state":
      state = frame;
      if (frame.seq !== undefined) add(sentence(frame), "state", "", frame);
      if (frame.state === "resolved") askRating();
      else endRating();
      showState();
      break;
    case "typing":
      typing.textContent = `${state.agent ?? word("person")} ${word("typing")}`;
      clearTimeout(take.timer);
      take.timer = setTimeout(() => { typing.textContent = ""; }, 4000);
      break;
    case "rate":
      askRating();
      break;
    case "ack":
      if (frame.seq !== undefined) settle(frame.id);
      break;
    case "error":
      takeError(frame);
      break;
  }
}

function takeError(frame) {
  if (frame.code === "unauthorized" || frame.code === "unknown_conversation") {
    // The conversation is no more: a new one begins.
    store.write("token", null);
    store.write("unsent", []);
    connection.unsent = [];
    connection.options.token = null;
    connection.options.conversation = null;
    connection.after = 0;
    connection.close();
    setTimeout(() => connection.open(), 500);
  } else if (!frame.retry) {
    const item = frame.id && pending.get(frame.id);
    if (item) {
      pending.delete(frame.id);
      item.className = "mine failed";
      item.querySelector(".who").textContent = word("notSent");
    }
    if (frame.code !== "nothing_to_rate") add(word("error"), "state", "");
  }
}

function greet() {
  add(word("welcome"), "bot", word("bot"));
  const questions = (parameters.get("quick") ?? "").split("|").filter(Boolean);
  if (questions.length) addOptions(log.lastElementChild, questions.map((question) => ({ text: question })));
  if (parameters.get("visit") !== "no") connection.send({ type: "event", id: newID(), name: "visit" });
}

function element(name, className, words) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (words !== undefined) made.textContent = words;
  return made;
}

function action(words, body) {
  const button = element("button", "small", words);
  button.type = "button";
  button.addEventListener("click", body);
  return button;
}

// Whether the end is in sight: then it stays so, also where a keyboard takes half of a phone.
let isAtEnd = true;
log.addEventListener("scroll", () => {
  isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
});
new ResizeObserver(() => {
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}).observe(log);

function add(words, kind, who, frame) {
  const item = element("div", kind);
  if (who) item.append(element("span", "who", who));
  item.append(element("span", "text", words));
  log.append(item);
  if (frame?.options) addOptions(item, frame.options, true);
  else if (frame?.followUps) addOptions(item, frame.followUps);
  if (frame?.type === "reply" && frame.decision === "answer") addReport(item, frame);
  // The rating stays below what is said.
  if (rating) log.append(rating);
  if (isAtEnd || kind.startsWith("mine")) log.scrollTop = log.scrollHeight;
  return item;
}

/** Questions as buttons; a choice among numbered options is sent as such. */
function addOptions(item, options, isChoice = false) {
  const row = element("div", "options");
  options.forEach((option, number) => {
    const button = action(option.text, () => {
      if (isChoice) {
        for (const other of row.children) other.disabled = true;
        const frame = { type: "choose", id: newID(), option: number + 1 };
        showUnsent({ ...frame, text: option.text });
        connection.send(frame);
      } else {
        say(option.text);
      }
      text.focus();
    });
    button.classList.add("option");
    row.append(button);
  });
  item.append(row);
}

/** Under each answer of the bot: whether it was wrong. */
function addReport(item, frame) {
  const row = element("div", "report");
  if (reported.has(frame.seq)) {
    row.append(element("span", "quiet", word("reported")));
  } else {
    row.append(action(word("report"), () => {
      connection.send({ type: "report", id: newID(), seq: frame.seq });
      reported.add(frame.seq);
      store.write("reported", [...reported].slice(-200));
      const thanks = element("span", "quiet", word("reported"));
      row.replaceChildren(thanks);
      if (maySummon()) row.append(action(word("human"), summon));
      row.lastElementChild.focus();
    }));
  }
  item.append(row);
}

function say(words) {
  const frame = { type: "message", id: newID(), text: words };
  showUnsent(frame);
  connection.send(frame);
}

function showUnsent(frame) {
  if (pending.has(frame.id) || !["message", "choose"].includes(frame.type)) return;
  const item = add(frame.text ?? String(frame.option), "mine unsent", word("sending"));
  pending.set(frame.id, item);
}

/** A message of one's own is durable; after a break it is told again. */
function settle(id, words) {
  if (settled.has(id)) return;
  if (id) settled.add(id);
  const item = pending.get(id);
  if (item) {
    pending.delete(id);
    item.className = "mine";
    item.querySelector(".who").textContent = word("you");
    if (words !== undefined) item.querySelector(".text").textContent = words;
  } else if (words !== undefined) {
    add(words, "mine", word("you"));
  }
}

function sentence(frame) {
  switch (frame.state) {
    case "bot": return word("botAnswers");
    case "queued": {
      const parts = [word("queued")];
      if (frame.position) parts.push(word("before", { n: frame.position - 1 }));
      if (frame.eta) parts.push(word("minutes", { n: Math.max(1, Math.ceil(frame.eta / 60)) }));
      return parts.join(" · ");
    }
    case "assigned": return `${frame.agent ?? word("person")} ${word("personAnswers")}`;
    case "hold": return word("hold");
    case "resolved": return word("resolved");
    case "offline": {
      const time = frame.promised && new Date(frame.promised).toLocaleString([], {
        month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit",
      });
      return time ? `${word("offline")} · ${word("promised", { t: time })}` : word("offline");
    }
  }
  return "";
}

function maySummon() {
  return ["bot", "resolved", "offline"].includes(state.state);
}

function summon() {
  connection.send({ type: "human", id: newID() });
  text.focus();
}

function showState() {
  byID("status").textContent = isOnline ? sentence(state) : word("disconnected");
  byID("status").classList.toggle("offline", !isOnline);
  byID("dot").dataset.kind = !isOnline ? "offline"
    : ["assigned", "hold"].includes(state.state) ? "person" : state.state === "queued" ? "queued" : "bot";
  byID("human").disabled = !maySummon();
}

function showConnection(name) {
  isOnline = name === "online";
  if (name !== "connecting") showState();
}

// MARK: Rating

function askRating() {
  if (rating) return;
  rating = element("div", "state rating");
  const group = element("div", "stars");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", word("rateAsk"));
  for (let score = 1; score <= 5; score += 1) {
    const star = action("★", () => {
      connection.send({ type: "rate", id: newID(), score });
      endRating();
      add(`${word("rated")} ${"★".repeat(score)}`, "state", "");
      text.focus();
    });
    star.setAttribute("aria-label", word("stars", { n: score }));
    star.title = word("stars", { n: score });
    group.append(star);
  }
  rating.append(element("span", "text", word("rateAsk")), group);
  log.append(rating);
  log.scrollTop = log.scrollHeight;
}

function endRating() {
  rating?.remove();
  rating = null;
}

// MARK: News while the page is out of sight

function notify() {
  if (!document.hidden && parent === window) return;
  unread += 1;
  showUnread();
}

function showUnread() {
  document.title = unread && document.hidden ? `(${unread}) ${word("newMessages")}` : word("title");
  // Inside a shop's page the widget's button shows the number; it tells nothing else.
  if (parent !== window) parent.postMessage({ kefuUnread: unread }, "*");
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unread = 0;
  showUnread();
});

// MARK: Writing

byID("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (!words) return;
  text.value = "";
  unread = 0;
  say(words);
});

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byID("compose").requestSubmit();
  }
});

let lastTyping = 0;
text.addEventListener("input", () => {
  if (Date.now() - lastTyping < 3000) return;
  lastTyping = Date.now();
  connection.send({ type: "typing" });
});

byID("human").addEventListener("click", summon);

showState();
connection.open();
