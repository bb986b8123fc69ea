// The customer's page. Everything anybody types is put on it as text, never as markup.

import { Connection, newID } from "/connection.js";
import { translate, word } from "/words.js";

const log = document.getElementById("log");
const text = document.getElementById("text");
const status = document.getElementById("status");
const typing = document.getElementById("typing");
const rating = document.getElementById("rating");

const store = {
  read(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(`kefu.${name}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  write(name, value) {
    try {
      localStorage.setItem(`kefu.${name}`, JSON.stringify(value));
    } catch {
      // Without storage the conversation lasts as long as the page.
    }
  },
};

translate();

const parameters = new URLSearchParams(location.search);
const pending = new Map();
let state = { state: "bot" };
let isOnline = false;

const connection = new Connection(
  { role: "customer", token: store.read("token", null), after: 0, channel: parameters.get("channel") },
  { onFrame: take, onStatus: showConnection },
  { load: () => store.read("unsent", []), save: (frames) => store.write("unsent", frames) },
);

function take(frame) {
  switch (frame.type) {
    case "welcome":
      store.write("token", frame.token);
      state = { state: frame.state };
      if (frame.seq === 0 && !log.children.length) greet();
      for (const unsent of connection.unsent) showUnsent(unsent);
      showState();
      break;
    case "reply":
      add(frame.text, "bot", word("bot"), frame);
      break;
    case "message":
      typing.textContent = "";
      if (frame.from === "customer") settle(frame.id, frame.text);
      else add(frame.text, "person", frame.name ?? word("person"), frame);
      break;
    case "state":
      state = frame;
      if (frame.seq !== undefined) add(sentence(frame), "state", "", frame);
      rating.classList.toggle("hidden", frame.state !== "resolved");
      showState();
      break;
    case "typing":
      typing.textContent = word("typing");
      clearTimeout(take.timer);
      take.timer = setTimeout(() => { typing.textContent = ""; }, 4000);
      break;
    case "rate":
      rating.classList.remove("hidden");
      break;
    case "ack":
      if (frame.seq !== undefined) settle(frame.id);
      break;
    case "error":
      if (frame.code === "unauthorized" || frame.code === "unknown_conversation") {
        // The conversation is no more: a new one begins.
        store.write("token", null);
        store.write("unsent", []);
        connection.unsent = [];
        connection.options.token = null;
        connection.after = 0;
        connection.close();
        setTimeout(() => connection.open(), 500);
      } else if (!frame.retry) {
        add(`${word("error")}: ${frame.message}`, "state", "");
        if (frame.id) settle(frame.id);
      }
      break;
  }
}

function greet() {
  add(word("welcome"), "bot", word("bot"));
  const questions = (parameters.get("quick") ?? "").split("|").filter(Boolean);
  if (questions.length) addOptions(log.lastElementChild, questions.map((question) => ({ text: question })));
  if (parameters.get("visit") !== "no") connection.send({ type: "event", id: newID(), name: "visit" });
}

function add(words, kind, who, frame) {
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const item = document.createElement("li");
  item.className = kind;
  if (who) {
    const speaker = document.createElement("span");
    speaker.className = "who";
    speaker.textContent = who;
    item.append(speaker);
  }
  const bubble = document.createElement("span");
  bubble.className = "text";
  bubble.textContent = words;
  item.append(bubble);
  log.append(item);
  if (frame?.options) addOptions(item, frame.options, true);
  else if (frame?.followUps) addOptions(item, frame.followUps);
  if (isAtEnd) log.scrollTop = log.scrollHeight;
  return item;
}

/** Questions as buttons; a choice among numbered options is sent as such. */
function addOptions(item, options, isChoice = false) {
  const row = document.createElement("div");
  row.className = "options";
  options.forEach((option, number) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = option.text;
    button.addEventListener("click", () => {
      for (const other of row.children) other.disabled = isChoice;
      if (isChoice) {
        const frame = { type: "choose", id: newID(), option: number + 1 };
        showUnsent({ ...frame, text: option.text });
        connection.send(frame);
      } else {
        say(option.text);
      }
    });
    row.append(button);
  });
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

/** A message of one's own is durable. */
function settle(id, words) {
  const item = pending.get(id);
  if (item) {
    pending.delete(id);
    item.className = "mine";
    item.querySelector(".who").textContent = word("you");
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

function showState() {
  status.textContent = isOnline ? sentence(state) : word("disconnected");
  status.classList.toggle("offline", !isOnline);
  document.getElementById("human").disabled = !["bot", "resolved", "offline"].includes(state.state);
}

function showConnection(name) {
  isOnline = name === "online";
  if (name !== "connecting") showState();
}

document.getElementById("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (!words) return;
  text.value = "";
  log.scrollTop = log.scrollHeight;
  say(words);
});

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    document.getElementById("compose").requestSubmit();
  }
});

let lastTyping = 0;
text.addEventListener("input", () => {
  if (Date.now() - lastTyping < 3000) return;
  lastTyping = Date.now();
  connection.send({ type: "typing" });
});

document.getElementById("human").addEventListener("click", () => {
  connection.send({ type: "human", id: newID() });
});

for (let score = 1; score <= 5; score += 1) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "★";
  button.setAttribute("aria-label", word("stars", { n: score }));
  button.addEventListener("click", () => {
    connection.send({ type: "rate", id: newID(), score });
    rating.classList.add("hidden");
    add(word("rated"), "state", "");
  });
  rating.append(button);
}

connection.open();
