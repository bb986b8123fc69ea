// The agents' and supervisors' page. Whatever anybody types is put on it as text, never as markup.

import { Connection, newID } from "/connection.js";
import { button, byID, clock, element, setText } from "/dom.js";
import { neighbour, showLists } from "/desk-lists.js";
import { conversation, current, lookUp, model, nameOf } from "/desk-model.js";
import { closeChoices, closePanel, openPanel, showChoices, steerChoices, takeReply } from "/desk-panels.js";
import { keepAlert, percent, readCard, search, showCanned, showSide, showTeam, showWhy } from "/desk-side.js";
import { read, write } from "/storage.js";
import { translate, word, wordOr } from "/words.js";

const session = {
  read: (name) => sessionStorage.getItem(`kefu.${name}`),
  write: (name, value) => sessionStorage.setItem(`kefu.${name}`, value),
};
const OVERVIEW_EVERY = 3000;

translate();

// MARK: Frames

function take(frame) {
  switch (frame.type) {
    case "welcome":
      model.own = frame.agent;
      byID("desk").dataset.role = frame.role;
      byID("login").classList.add("hidden");
      byID("desk").classList.remove("hidden");
      for (const each of document.querySelectorAll(".supervisor")) {
        each.classList.toggle("hidden", frame.role !== "supervisor");
      }
      // What was known before is told again.
      for (const each of model.conversations.values()) each.stage = null;
      for (const unsent of model.connection.unsent) showPending(unsent);
      sendPresence();
      readReplies();
      readOverview();
      break;
    case "handoff": takeHandoff(frame); break;
    case "message":
    case "reply":
    case "state": line(frame); break;
    case "note": takeNote(frame); break;
    case "suggestion": {
      const each = conversation(frame.conversation);
      each.suggestions = [frame, ...each.suggestions.filter((other) => other.text !== frame.text)].slice(0, 3);
      if (model.current === each.id) showSide(insert);
      break;
    }
    case "typing":
      if (frame.conversation === model.current) {
        setText(byID("typing"), `${word("customer")} ${word("typing")}`);
        clearTimeout(take.timer);
        take.timer = setTimeout(() => setText(byID("typing"), ""), 4000);
      }
      break;
    case "alert": takeAlert(frame); break;
    case "ack": settle(frame.conversation, frame.id); break;
    case "error": takeError(frame); break;
  }
  showSoon();
}

function takeHandoff(frame) {
  const each = conversation(frame.conversation);
  const before = each.stage;
  each.stage = frame.stage === "gone" ? null : frame.stage;
  if (frame.stage === "gone") {
    if (before === "assigned" && model.current === each.id) say(word("ended"));
  } else {
    each.handoff = frame;
    each.since = Date.parse(frame.since);
    each.isAngry ||= frame.reason === "anger";
  }
  if (frame.stage === "assigned" && before !== "assigned") {
    ring();
    card(each.id);
    if (!model.current) choose(each.id);
  }
  if (frame.stage === "offered" || (frame.stage === "waiting" && before === null)) ring();
  if (model.current === each.id) {
    showSide(insert);
    showTools();
  }
  if (frame.stage === "gone" && model.current !== each.id && !each.isWatched) {
    model.conversations.delete(each.id);
  }
}

function line(frame) {
  const each = conversation(frame.conversation);
  if (frame.seq !== undefined) {
    if (each.seen.has(frame.seq)) return;
    each.seen.add(frame.seq);
  }
  // A supervisor is shown what is watched from before, too.
  if (model.role === "supervisor" && !each.isMine) each.isWatched = true;
  each.lines.push(frame);
  if (frame.type === "state") {
    each.isHeld = frame.state === "hold";
    if (model.current === each.id) showTools();
  }
  if (frame.type === "message") {
    each.last = frame.text;
    if (frame.from === "customer") {
      if (model.current === each.id) setText(byID("typing"), "");
      if (model.current !== each.id || document.hidden) {
        each.unread += 1;
        ring();
      }
    } else {
      settle(each.id, frame.id);
    }
  }
  if (model.current === each.id) show(frame);
}

function takeNote(frame) {
  const each = conversation(frame.conversation);
  const report = frame.kind === "action" && /^reported (\d+)/.exec(frame.text);
  if (report) {
    each.reported.add(Number(report[1]));
    if (model.current === each.id) redraw();
    return;
  }
  each.lines.push(frame);
  if (model.current === each.id) show(frame);
  else each.unread += 1;
  if (frame.from !== model.own) ring();
}

const ALERTS = {
  slowFirstResponse: "alertSlow", agentSilent: "alertSilent", redLine: "alertRedLine", angryCustomer: "alertAngry",
  longWait: "alertWait", queueOverLimit: "alertQueue", longHold: "alertHold", callbackOverdue: "alertCallback",
  presence: "alertPresence",
};

async function takeAlert(frame) {
  // Somebody who has only just come is not in the list of a moment ago.
  if (frame.agent && nameOf(frame.agent) === frame.agent) await readOverview();
  const words = ALERTS[frame.kind] ? word(ALERTS[frame.kind], { a: nameOf(frame.agent) }) : frame.message;
  if (frame.kind === "angryCustomer" && frame.conversation) conversation(frame.conversation).isAngry = true;
  if (frame.kind === "presence") byID("presence").value = /busy/.test(frame.message) ? "busy" : "away";
  const name = frame.conversation && conversation(frame.conversation).name;
  const text = name ? `${words} · ${name}` : words;
  say(text, frame.conversation);
  keepAlert(text, frame.conversation, choose);
  ring();
}

function takeError(frame) {
  if (frame.code === "unauthorized") {
    logOut(word("loggedOutWhy"));
    return;
  }
  if (frame.retry) return;
  say(frame.message);
  for (const each of model.conversations.values()) {
    const pending = frame.id && each.pending.get(frame.id);
    if (!pending) continue;
    each.pending.delete(frame.id);
    if (model.current === each.id) {
      redraw();
      // What was not sent can be mended.
      if (!byID("text").value) byID("text").value = pending.text ?? "";
    }
  }
}

// MARK: The conversation in the middle

// Whether the end is in sight: then it stays so, whatever becomes of the room.
let isAtEnd = true;
byID("log").addEventListener("scroll", () => {
  const log = byID("log");
  isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
});
new ResizeObserver(() => {
  if (isAtEnd) byID("log").scrollTop = byID("log").scrollHeight;
}).observe(byID("log"));

function show(frame) {
  const log = byID("log");
  const each = conversation(frame.conversation);
  const [kind, who, words] = looks(frame);
  const item = element("div", kind);
  const time = frame.at ? clock(new Date(frame.at)) : "";
  const label = [who, time].filter(Boolean).join(" · ");
  if (label) item.append(element("span", "who", label));
  item.append(element("span", "text", words));
  if (frame.type === "reply") {
    const row = element("div", "report");
    if (each.reported.has(frame.seq)) row.append(element("span", "bad", `✗ ${word("reportedWrong")}`));
    if (frame.decision === "answer" || frame.decision === "clarify" || frame.decision === "fallback") {
      const asked = messageBefore(each, frame.seq);
      if (asked) row.append(button(word("why"), () => showWhy(asked), "small"));
    }
    if (row.childElementCount) item.append(row);
  }
  log.append(item);
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

function looks(frame) {
  switch (frame.type) {
    case "reply": {
      const source = [word("bot"), frame.entry ?? frame.decision];
      if (frame.confidence) source.push(percent(frame.confidence));
      return ["bot", source.join(" · "), frame.text];
    }
    case "message":
      return frame.from === "customer"
        ? ["theirs", conversation(frame.conversation).name, frame.text] : ["mine", frame.name ?? word("person"), frame.text];
    case "note":
      return ["note", `${word(frame.kind === "whisper" ? "whisper" : "note")} · ${frame.from}`, frame.text];
    case "pending": return ["mine unsent", word("sending"), frame.text];
    default:
      return ["state", "", [wordOr(`${frame.state}1`, frame.state), frame.agent].filter(Boolean).join(" · ")];
  }
}

function messageBefore(each, seq) {
  return each.lines.filter((line) => line.type === "message" && line.from === "customer" && line.seq < seq).at(-1)?.text;
}

/** A message that is on its way is shown, and kept, until it is durable. */
function showPending(frame) {
  if (!["message", "canned"].includes(frame.type)) return;
  const each = conversation(frame.conversation);
  if (each.pending.has(frame.id)) return;
  const pending = { type: "pending", conversation: each.id, text: frame.text ?? `/${frame.code}` };
  each.pending.set(frame.id, pending);
  if (model.current === each.id) show(pending);
}

function settle(id, request) {
  const each = id && model.conversations.get(id);
  if (!each?.pending.delete(request)) return;
  if (model.current === id) byID("log").querySelector(".unsent")?.remove();
}

function redraw() {
  const each = current();
  byID("log").replaceChildren();
  if (!each) return;
  for (const frame of each.lines) show(frame);
  for (const frame of each.pending.values()) show(frame);
  if (!each.lines.length) byID("log").append(hint(word(model.role === "supervisor" ? "watchHint" : "noConversation")));
  isAtEnd = true;
  byID("log").scrollTop = byID("log").scrollHeight;
}

function hint(words) {
  const item = element("div", "state");
  item.append(element("span", "text", words));
  return item;
}

function choose(id) {
  const before = current();
  if (before) before.draft = byID("text").value;
  closePanel();
  closeChoices();
  model.current = id;
  const each = conversation(id);
  each.unread = 0;
  byID("text").value = each.draft;
  setText(byID("typing"), "");
  byID("why").classList.add("hidden");
  byID("tools").classList.remove("hidden");
  byID("log").setAttribute("aria-live", "off");
  redraw();
  setTimeout(() => byID("log").setAttribute("aria-live", "polite"), 300);
  showSide(insert);
  showTools();
  showSoon();
  card(id);
  view("talk");
  if (!byID("compose").classList.contains("hidden")) byID("text").focus();
}

function card(id) {
  readCard(id, (each) => {
    if (model.current !== id) return;
    showSide(insert);
    if (each.reported.size) redraw();
  });
}

function showTools() {
  const each = current();
  if (!each) return;
  const isTheirs = ["assigned", "hold"].includes(each.line?.state) && !each.isMine;
  for (const tool of byID("tools").querySelectorAll("button")) {
    const act = tool.dataset.act;
    if (act === "accept") tool.disabled = !each.isWaiting;
    if (["hold", "transfer", "resolve", "release"].includes(act)) tool.disabled = !each.isMine;
    if (act === "note") tool.disabled = !each.isMine && model.role !== "supervisor";
    if (act === "whisper") tool.disabled = !isTheirs;
    if (act === "takeover") tool.disabled = each.isMine;
    if (act === "watch") {
      tool.disabled = each.isMine;
      tool.setAttribute("aria-pressed", String(each.isWatched));
    }
    if (act === "hold") setText(tool, word(each.isHeld ? "holdOff" : "holdOn"));
  }
  byID("compose").classList.toggle("hidden", !each.isMine);
}

// Many frames at once are shown once.
let isShowing = null;
function showSoon() {
  isShowing ??= setTimeout(() => {
    isShowing = null;
    showLists(choose);
    showTools();
  }, 40);
}

function insert(words) {
  if (!current()?.isMine) return;
  const text = byID("text");
  text.value = words;
  view("talk");
  text.focus();
  text.setSelectionRange(words.length, words.length);
}

// MARK: Doing

function send(frame) {
  const whole = { id: newID(), conversation: model.current, ...frame };
  showPending(whole);
  model.connection.send(whole);
}

function act(name) {
  const each = current();
  if (!each || byID("tools").querySelector(`[data-act=${name}]`)?.disabled) return;
  const ask = (title, label, type, member) =>
    openPanel(title, [{ name: "text", label }], ({ text }) => {
      if (text.trim() || type === "resolve") send({ type, ...(text.trim() ? { [member]: text.trim() } : {}) });
    });
  switch (name) {
    case "hold": send({ type: "hold", off: each.isHeld }); break;
    case "transfer": transfer(); break;
    case "note": ask(word("note"), word("noteAsk"), "note", "text"); break;
    case "whisper": ask(word("whisper"), word("whisperAsk"), "whisper", "text"); break;
    case "resolve": ask(word("resolve"), word("resolveNote"), "resolve", "note"); break;
    case "watch":
      each.isWatched = !each.isWatched;
      send({ type: "watch", off: !each.isWatched });
      showTools();
      break;
    default: send({ type: name });
  }
}

async function transfer() {
  await readOverview();
  const { groups, agents } = model.overview;
  const targets = [
    ...agents.filter((agent) => agent.id !== model.own)
      .map((agent) => [`agent ${agent.id}`, `${word("toAgent")}: ${agent.name} (${wordOr(agent.presence, agent.presence)} ${agent.load}/${agent.capacity})`]),
    ...groups.filter((group) => group.id)
      .map((group) => [`group ${group.id}`, `${word("toGroup")}: ${group.name} (${word("waitingCount", { n: group.waiting, m: group.agents })})`]),
  ];
  if (!targets.length) {
    say(word("nothingFound"));
    return;
  }
  openPanel(
    word("transfer"),
    [{ name: "target", label: word("transfer"), options: targets }, { name: "note", label: word("handNote") }],
    ({ target, note }) => {
      const [kind, id] = [target.slice(0, 5), target.slice(6)];
      send({ type: "transfer", [kind]: id, ...(note.trim() ? { note: note.trim() } : {}) });
    });
}

/** `/code` or `/code field=value …` sends a canned reply. */
function reply(words) {
  const each = current();
  if (words.startsWith("/")) {
    const [code, ...rest] = words.slice(1).split(/\s+/);
    const known = model.replies.find((one) => one.code.toLowerCase() === code.toLowerCase());
    const fields = {};
    rest.forEach((part, place) => {
      const at = part.indexOf("=");
      const name = at > 0 ? part.slice(0, at) : known?.fields[place];
      if (name) fields[name] = at > 0 ? part.slice(at + 1) : part;
    });
    if (known?.fields.some((field) => !fields[field])) {
      takeReply(known, insert, sendReply);
      return;
    }
    sendReply(code, fields);
  } else {
    send({ type: "message", text: words });
  }
  each.suggestions = [];
  showSide(insert);
}

function sendReply(code, fields) {
  send({ type: "canned", code, fields });
}

const useReply = (each) => takeReply(each, insert, sendReply);

function sendPresence() {
  const state = byID("presence").value;
  const capacity = Math.max(0, Math.min(1000, Math.round(Number(byID("capacity").value)) || 0));
  session.write("presence", state);
  session.write("capacity", String(capacity));
  byID("presence").dataset.presence = state;
  model.connection.send({ type: "presence", id: newID(), state, capacity });
}

// MARK: News

function say(words, id = null) {
  const box = element("div");
  if (id) box.append(button(words, () => choose(id), "link"));
  else box.textContent = words;
  box.append(button("×", () => box.remove(), "icon"));
  box.lastElementChild.setAttribute("aria-label", word("close"));
  byID("alerts").append(box);
  while (byID("alerts").childElementCount > 4) byID("alerts").firstElementChild.remove();
  setTimeout(() => box.remove(), 12000);
}

let audio = null;
let lastRing = 0;
function ring() {
  if (byID("sound").getAttribute("aria-pressed") !== "true" || Date.now() - lastRing < 800) return;
  lastRing = Date.now();
  document.documentElement.dataset.rings = String(Number(document.documentElement.dataset.rings ?? 0) + 1);
  // Before the first click a browser lets nothing sound; then the title and the list tell.
  if (!navigator.userActivation?.hasBeenActive) return;
  audio ??= new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  volume.gain.value = 0.05;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.12);
}

async function readReplies() {
  const answer = await lookUp("replies");
  if (!answer) return;
  model.replies = answer.replies;
  showCanned(useReply);
}

async function readOverview() {
  const answer = await lookUp("overview");
  if (!answer) return;
  model.overview = answer;
  model.skew = Date.parse(answer.now) - Date.now();
  setText(byID("own"), nameOf(model.own));
  showTeam();
  showSoon();
}

// MARK: In and out

function logOut(message) {
  model.connection?.close();
  model.connection = null;
  byID("desk").classList.add("hidden");
  byID("login").classList.remove("hidden");
  setText(byID("refused"), message ?? "");
}

function begin() {
  model.connection = new Connection({ role: model.role }, {
    onFrame: take,
    onStatus: (name) => setText(byID("online"), name === "offline" ? word("disconnected") : name === "online" ? "" : byID("online").textContent),
  }, {
    load: () => JSON.parse(session.read("unsent") ?? "[]").filter((frame) => frame.type !== "presence"),
    save: (frames) => session.write("unsent", JSON.stringify(frames)),
  });
  model.connection.open();
}

async function start() {
  model.role = read("role") ?? "agent";
  byID("role").value = model.role;
  byID("presence").value = session.read("presence") ?? "away";
  byID("capacity").value = session.read("capacity") ?? "5";
  let roles = [];
  try {
    roles = (await (await fetch("/api/session", { cache: "no-store" })).json()).roles;
  } catch {
    // Nobody answers: the form does as well.
  }
  if (roles.includes(model.role)) begin();
  else logOut();
}

byID("logIn").addEventListener("submit", async (event) => {
  event.preventDefault();
  model.role = byID("role").value;
  write("role", model.role);
  const response = await fetch("/api/session", {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ role: model.role, token: byID("token").value }),
  });
  const answer = await response.json();
  byID("token").value = "";
  setText(byID("refused"), response.ok ? "" : answer.code === "unauthorized" ? word("loggedOutWhy") : answer.message);
  if (response.ok) begin();
});
byID("logout").addEventListener("click", async () => {
  await fetch("/api/session", { method: "DELETE" });
  sessionStorage.clear();
  location.reload();
});

// MARK: Keys and clicks

byID("presence").addEventListener("change", sendPresence);
byID("capacity").addEventListener("change", sendPresence);
for (const tool of byID("tools").querySelectorAll("button")) {
  tool.addEventListener("click", () => act(tool.dataset.act));
}
byID("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = byID("text").value.trim();
  if (!words || !current()?.isMine) return;
  byID("text").value = "";
  closeChoices();
  reply(words);
});
byID("text").addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (steerChoices(event.key, useReply)) {
    event.preventDefault();
  } else if (event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    const first = current()?.suggestions[0];
    if (first) insert(first.text);
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    byID("compose").requestSubmit();
  }
});
let lastTyping = 0;
byID("text").addEventListener("input", () => {
  showChoices(useReply);
  if (Date.now() - lastTyping < 3000 || !model.current) return;
  lastTyping = Date.now();
  model.connection.send({ type: "typing", conversation: model.current });
});
let searchTimer = null;
byID("knowledge").addEventListener("input", () => {
  clearTimeout(searchTimer);
  searchTimer = setTimeout(() => search(byID("knowledge").value, insert), 250);
});
byID("cannedFind").addEventListener("input", () => showCanned(useReply));
byID("sound").setAttribute("aria-pressed", read("sound") ?? "true");
byID("sound").addEventListener("click", () => {
  const isOn = byID("sound").getAttribute("aria-pressed") !== "true";
  byID("sound").setAttribute("aria-pressed", String(isOn));
  write("sound", String(isOn));
});

const ALT = { KeyA: "accept", KeyH: "hold", KeyT: "transfer", KeyN: "note", KeyR: "resolve", KeyW: "watch" };
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && closePanel()) return;
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const number = /^Digit([1-3])$/.exec(event.code)?.[1];
  if (event.code === "ArrowUp" || event.code === "ArrowDown") {
    const next = neighbour(event.code === "ArrowDown" ? 1 : -1);
    if (next) choose(next);
  } else if (number) {
    const suggestion = current()?.suggestions[number - 1];
    if (suggestion) insert(suggestion.text);
  } else if (event.code === "KeyK") {
    view("side");
    byID("knowledge").focus();
  } else if (ALT[event.code]) {
    act(ALT[event.code]);
  } else {
    return;
  }
  event.preventDefault();
});

byID("help").addEventListener("click", () => {
  const keys = [
    ["Alt+↑ ↓", word("keyMove")], ["Alt+A", word("accept")], ["Alt+T", word("transfer")], ["Alt+H", word("holdOn")],
    ["Alt+N", word("note")], ["Alt+R", word("resolve")], ["Alt+W", word("watch")], ["Alt+K", word("knowledge")],
    ["Alt+1…3", word("keySuggestion")], ["Ctrl+Enter", word("suggestionsHint")], ["/", word("keyCanned")],
    ["Enter", word("keySend")], ["Shift+Enter", word("keyLine")], ["Esc", word("keyClose")],
  ];
  const list = element("dl");
  for (const [key, words] of keys) list.append(element("dt", "", key), element("dd", "", words));
  byID("keys").replaceChildren(element("h2", "", word("shortcuts")), list, button(word("close"), () => byID("keys").close(), "main"));
  byID("keys").showModal();
});

/** On a phone one part at a time is shown. */
function view(name) {
  byID("desk").dataset.view = name;
  for (const each of document.querySelectorAll(".views button")) {
    each.setAttribute("aria-pressed", String(each.dataset.view === name));
  }
}
for (const each of document.querySelectorAll(".views button")) {
  each.addEventListener("click", () => view(each.dataset.view));
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden || !current()) return;
  current().unread = 0;
  showSoon();
});
setInterval(() => { if (model.connection) showLists(choose); }, 1000);
setInterval(() => { if (model.connection?.session && !document.hidden) readOverview(); }, OVERVIEW_EVERY);
view("list");
byID("log").append(hint(word("noConversation")));
start();
