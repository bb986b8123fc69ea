// The agents' page. Whatever anybody types is put on it as text, never as markup.

import { Connection, newID } from "/connection.js";
import { translate, word } from "/words.js";

const byID = (id) => document.getElementById(id);
const conversations = new Map();
let current = null;
let connection = null;
let role = localStorage.getItem("kefu.role") ?? "agent";
let ownName = "";

translate();

function conversation(id) {
  if (!conversations.has(id)) {
    conversations.set(id, {
      id, stage: null, lines: [], seen: new Set(), unread: 0, suggestions: [], since: null,
      handoff: null, isHeld: false, last: "",
    });
  }
  return conversations.get(id);
}

function take(frame) {
  switch (frame.type) {
    case "welcome":
      ownName = frame.agent;
      byID("login").classList.add("hidden");
      byID("desk").classList.remove("hidden");
      for (const button of document.querySelectorAll(".supervisor")) {
        button.classList.toggle("hidden", frame.role !== "supervisor");
      }
      // What was known before is told again.
      for (const each of conversations.values()) each.stage = null;
      sendPresence();
      break;
    case "handoff": {
      const each = conversation(frame.conversation);
      const wasMine = each.stage === "assigned";
      each.stage = frame.stage;
      if (frame.stage !== "gone") {
        each.handoff = frame;
        each.since = Date.parse(frame.since);
      }
      if ((frame.stage === "assigned" && !wasMine) || frame.stage === "offered") ring();
      break;
    }
    case "message":
    case "reply":
    case "state":
      line(frame);
      break;
    case "note":
      conversation(frame.conversation).lines.push(frame);
      if (current === frame.conversation) show(frame);
      break;
    case "suggestion": {
      const each = conversation(frame.conversation);
      each.suggestions = [frame, ...each.suggestions].slice(0, 3);
      if (current === frame.conversation) showSide();
      break;
    }
    case "typing":
      if (frame.conversation === current) {
        byID("typing").textContent = word("typing");
        clearTimeout(take.timer);
        take.timer = setTimeout(() => { byID("typing").textContent = ""; }, 4000);
      }
      break;
    case "alert":
      alertBox(frame.message, frame.conversation);
      break;
    case "error":
      if (frame.code === "unauthorized") {
        logOut(frame.message);
      } else {
        alertBox(frame.message, null);
      }
      break;
  }
  showLists();
}

function line(frame) {
  const each = conversation(frame.conversation);
  if (frame.seq !== undefined) {
    if (each.seen.has(frame.seq)) return;
    each.seen.add(frame.seq);
  }
  each.lines.push(frame);
  if (frame.type === "state") each.isHeld = frame.state === "hold";
  if (frame.type === "message") {
    each.last = frame.text;
    byID("typing").textContent = "";
    if (frame.from === "customer" && (current !== each.id || document.hidden)) {
      each.unread += 1;
      ring();
    }
  }
  if (current === each.id) show(frame);
}

function show(frame) {
  const log = byID("log");
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const item = document.createElement("li");
  const who = document.createElement("span");
  who.className = "who";
  const text = document.createElement("span");
  text.className = "text";
  switch (frame.type) {
    case "reply":
      item.className = "bot";
      who.textContent = `${word("bot")} · ${frame.entry ?? frame.decision} · ${Math.round(frame.confidence * 100)} %`;
      text.textContent = frame.text;
      break;
    case "message":
      item.className = frame.from === "customer" ? "" : "mine";
      who.textContent = frame.from === "customer" ? "" : frame.name ?? word("person");
      text.textContent = frame.text;
      break;
    case "note":
      item.className = "note";
      who.textContent = `${word(frame.kind === "whisper" ? "whisper" : "note")} · ${frame.from}`;
      text.textContent = frame.text;
      break;
    case "state":
      item.className = "state";
      text.textContent = frame.agent ? `${frame.state} · ${frame.agent}` : frame.state;
      break;
  }
  if (who.textContent) item.append(who);
  item.append(text);
  log.append(item);
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

function choose(id) {
  current = id;
  const each = conversation(id);
  each.unread = 0;
  byID("log").replaceChildren();
  for (const frame of each.lines) show(frame);
  byID("log").scrollTop = byID("log").scrollHeight;
  byID("tools").classList.remove("hidden");
  byID("compose").classList.remove("hidden");
  showSide();
  showLists();
  byID("text").focus();
}

function showLists() {
  const all = [...conversations.values()];
  fill(byID("mine"), all.filter((each) => each.stage === "assigned" || each.isWatched));
  fill(byID("waiting"), all.filter((each) => ["waiting", "offered"].includes(each.stage)));
  const unread = all.reduce((sum, each) => sum + each.unread, 0);
  document.title = unread ? `(${unread}) ${word("newMessages")}` : word("deskTitle");
  if (current) {
    const each = conversation(current);
    const isMine = each.stage === "assigned";
    for (const button of byID("tools").querySelectorAll("button")) {
      const act = button.dataset.act;
      if (act === "accept") button.disabled = !["waiting", "offered"].includes(each.stage);
      if (["hold", "transfer", "resolve"].includes(act)) button.disabled = !isMine;
      if (act === "hold") button.textContent = word(each.isHeld ? "holdOff" : "holdOn");
    }
  }
}

/** Rows are kept where they are the same, so that focus and place stay. */
function fill(list, entries) {
  entries.sort((a, b) => (a.since ?? 0) - (b.since ?? 0));
  const rows = new Map([...list.children].map((row) => [row.dataset.id, row]));
  for (const each of entries) {
    let row = rows.get(each.id);
    rows.delete(each.id);
    if (!row) {
      row = document.createElement("li");
      row.dataset.id = each.id;
      const button = document.createElement("button");
      for (const name of ["who", "wait", "last quiet", "unread"]) {
        const span = document.createElement("span");
        span.className = name;
        button.append(span);
      }
      button.addEventListener("click", () => choose(each.id));
      row.append(button);
    }
    const button = row.firstElementChild;
    const [who, wait, last, unread] = button.children;
    button.setAttribute("aria-current", String(current === each.id));
    who.textContent = `${each.id.slice(0, 6)} · ${each.handoff?.group ?? ""} · ${each.handoff?.priority ?? ""}`;
    const seconds = each.since ? Math.max(0, Math.floor((Date.now() - each.since) / 1000)) : 0;
    wait.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    wait.className = `wait${each.stage === "assigned" ? "" : seconds > 120 ? " verylate" : seconds > 10 ? " late" : ""}`;
    last.textContent = each.last.slice(0, 40);
    unread.textContent = each.unread || "";
    unread.className = each.unread ? "unread" : "";
    list.append(row);
  }
  for (const row of rows.values()) row.remove();
}

function showSide() {
  const each = conversation(current);
  const facts = byID("facts");
  facts.replaceChildren();
  const add = (name, value) => {
    if (!value || !String(value).length) return;
    const term = document.createElement("dt");
    term.textContent = name;
    const description = document.createElement("dd");
    description.textContent = value;
    facts.append(term, description);
  };
  add(word("reason"), [each.handoff?.reason, each.handoff?.note].filter(Boolean).join(" · "));
  add(word("priority"), each.handoff?.priority);
  add(word("tried"), each.handoff?.tried?.join(", "));
  add(word("slots"), Object.entries(each.handoff?.slots ?? {}).map(([name, value]) => `${name}: ${value}`).join("\n"));
  const suggestions = byID("suggestions");
  suggestions.replaceChildren();
  each.suggestions.forEach((suggestion) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "suggestion";
    button.textContent = `${suggestion.text}\n(${suggestion.entry}, ${Math.round(suggestion.confidence * 100)} %)`;
    button.addEventListener("click", () => insert(suggestion.text));
    suggestions.append(button);
  });
}

function insert(words) {
  byID("text").value = words;
  byID("text").focus();
}

function act(name) {
  const id = current;
  if (!id) return;
  const each = conversation(id);
  const send = (frame) => connection.send({ id: newID(), conversation: id, ...frame });
  switch (name) {
    case "accept": send({ type: "accept" }); break;
    case "hold": send({ type: "hold", off: each.isHeld }); break;
    case "transfer": {
      const target = prompt(word("toWhom"));
      if (!target) return;
      send({ type: "transfer", [target.startsWith("@") ? "agent" : "group"]: target.replace(/^@/, "") });
      break;
    }
    case "note": {
      const words = prompt(word("note"));
      if (words) send({ type: "note", text: words });
      break;
    }
    case "resolve": send({ type: "resolve" }); break;
    case "watch":
      each.isWatched = !each.isWatched;
      send({ type: "watch", off: !each.isWatched });
      break;
    case "whisper": {
      const words = prompt(word("whisper"));
      if (words) send({ type: "whisper", text: words });
      break;
    }
    case "takeover": send({ type: "takeover" }); break;
    case "release": send({ type: "release" }); break;
  }
}

/** `/code field=value …` sends a canned reply. */
function say(words) {
  if (words.startsWith("/")) {
    const [code, ...rest] = words.slice(1).split(/\s+/);
    const fields = Object.fromEntries(
      rest.filter((part) => part.includes("=")).map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]),
    );
    connection.send({ type: "canned", id: newID(), conversation: current, code, fields });
  } else {
    connection.send({ type: "message", id: newID(), conversation: current, text: words });
  }
  conversation(current).suggestions = [];
  showSide();
}

function sendPresence() {
  connection.send({
    type: "presence", id: newID(), state: byID("presence").value,
    capacity: Math.max(0, Math.min(1000, Number(byID("capacity").value) || 0)),
  });
}

function alertBox(words, id) {
  const box = document.createElement("div");
  box.textContent = id ? `${words} (${id.slice(0, 6)})` : words;
  byID("alerts").append(box);
  setTimeout(() => box.remove(), 12000);
}

let audio = null;
function ring() {
  try {
    audio ??= new AudioContext();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    volume.gain.value = 0.05;
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.12);
  } catch {
    // Without sound the title and the list tell.
  }
}

function logOut(message) {
  if (connection) connection.close();
  byID("desk").classList.add("hidden");
  byID("login").classList.remove("hidden");
  byID("refused").textContent = message ?? "";
}

function begin() {
  connection = new Connection({ role }, {
    onFrame: take,
    onStatus: (name) => {
      byID("online").textContent = name === "online" ? "" : word("disconnected");
    },
  }, null);
  connection.open();
}

byID("role").value = role;
byID("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  role = byID("role").value;
  localStorage.setItem("kefu.role", role);
  const response = await fetch("/api/session", {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ role, token: byID("token").value }),
  });
  const answer = await response.json();
  byID("token").value = "";
  if (!response.ok) {
    byID("refused").textContent = answer.message;
    return;
  }
  byID("refused").textContent = "";
  begin();
});
byID("logout").addEventListener("click", async () => {
  await fetch("/api/session", { method: "DELETE" });
  conversations.clear();
  logOut();
});
byID("presence").addEventListener("change", sendPresence);
byID("capacity").addEventListener("change", sendPresence);
for (const button of byID("tools").querySelectorAll("button")) {
  button.addEventListener("click", () => act(button.dataset.act));
}
byID("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = byID("text").value.trim();
  if (!words || !current) return;
  byID("text").value = "";
  say(words);
});
byID("text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey) {
    event.preventDefault();
    const first = current && conversation(current).suggestions[0];
    if (first) insert(first.text);
  } else if (!event.shiftKey) {
    event.preventDefault();
    byID("compose").requestSubmit();
  }
});
let lastTyping = 0;
byID("text").addEventListener("input", () => {
  if (Date.now() - lastTyping < 3000 || !current) return;
  lastTyping = Date.now();
  connection.send({ type: "typing", conversation: current });
});
// Alt+↑ and Alt+↓ go through the conversations.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const rows = [...document.querySelectorAll("#mine li, #waiting li")];
  const place = rows.findIndex((row) => row.dataset.id === current);
  const next = rows[place + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) choose(next.dataset.id);
  event.preventDefault();
});
setInterval(() => { if (connection) showLists(); }, 1000);
begin();
