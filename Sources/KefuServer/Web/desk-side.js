// The right side: the customer, what the bot tried and why, what could be said, and who is there.

import { arrange, button, byID, clock, day, element, setText } from "/dom.js";
import { conversation, current, groupName, lookUp, model, nameOf } from "/desk-model.js";
import { word, wordOr } from "/words.js";

/** @param insert Called with words to be put where the agent writes. */
export function showSide(insert) {
  const each = current();
  byID("about").classList.toggle("hidden", !each);
  if (!each) return;
  showFacts(each);
  byID("suggestions").replaceChildren(...each.suggestions.map((suggestion, number) => {
    const made = button("", () => insert(suggestion.text), "suggestion");
    made.append(
      element("span", "words", suggestion.text),
      element("span", "quiet", `Alt+${number + 1} · ${suggestion.entry} · ${percent(suggestion.confidence)}`));
    return made;
  }));
  showHistory(each);
}

export function percent(confidence) {
  return `${Math.round(confidence * 100)} %`;
}

function showFacts(each) {
  const facts = byID("facts");
  const rows = [];
  const add = (name, value) => {
    if (value === undefined || value === null || value === "") return;
    rows.push(element("dt", "", name), element("dd", "", value));
  };
  const { card, handoff, line } = each;
  add(word("customer"), each.name);
  add(word("channel"), card?.channel ?? line?.channel);
  const tags = [card?.isVIP ? word("vip") : "", ...(card?.tags ?? [])].filter(Boolean);
  add(word("tags"), tags.join(", "));
  for (const [name, value] of Object.entries(card?.attributes ?? {})) {
    if (name !== "vip") add(name, value);
  }
  add(word("state"), each.isHeld ? word("hold1") : each.isMine ? word("assigned1") : line ? word(`${line.state}1`) : "");
  add(word("group"), groupName(handoff?.group));
  add(word("priority"), handoff && wordOr(`priority_${handoff.priority}`, handoff.priority));
  add(word("reason"), handoff && [wordOr(`reason_${handoff.reason}`, handoff.reason), handoff.note].filter(Boolean).join(" · "));
  add(word("tried"), handoff?.tried?.join(", "));
  add(word("slots"), Object.entries(handoff?.slots ?? {}).map(([name, value]) => `${name}: ${value}`).join("\n"));
  facts.replaceChildren(...rows);
}

// MARK: The customer's card

/** Reads who the customer is and what was before, once in a while. */
export async function readCard(id, done) {
  const each = conversation(id);
  const card = await lookUp("customer", { conversation: id });
  if (!card) return;
  each.card = card;
  for (const action of card.actions) {
    if (action.kind === "reported") each.reported.add(Number(action.details.seq));
  }
  done(each);
}

function showHistory(each) {
  const items = [];
  for (const earlier of each.card?.conversations ?? []) {
    const item = element("li");
    const list = element("div", "earlier hidden");
    list.tabIndex = 0;
    list.setAttribute("role", "group");
    list.setAttribute("aria-label", word("history"));
    const label = `${word("earlier", { t: day(earlier.began), n: earlier.events })} · ${word(`${earlier.state}1`)}`;
    const open = button(label, async () => {
      list.classList.toggle("hidden");
      open.setAttribute("aria-expanded", String(!list.classList.contains("hidden")));
      if (list.childElementCount) return;
      const transcript = await lookUp("transcript", { conversation: each.id, of: earlier.id });
      list.replaceChildren(...(transcript?.frames ?? []).filter((frame) => frame.text).map((frame) => {
        const who = frame.type === "reply" ? word("bot") : frame.from === "customer" ? word("customer") : frame.name ?? word("person");
        const row = element("p");
        row.append(element("span", "quiet", `${who}: `), frame.text);
        return row;
      }));
    }, "link");
    open.setAttribute("aria-expanded", "false");
    item.append(open, list);
    items.push(item);
  }
  for (const action of each.card?.actions ?? []) {
    const words = [clock(new Date(action.at)), action.by === "customer" ? word("customer") : action.by, wordOr(`action_${action.kind}`, action.kind), detail(action), action.text];
    items.push(element("li", "quiet", words.filter(Boolean).join(" · ")));
  }
  if (!items.length) items.push(element("li", "quiet", word("noHistory")));
  byID("history").replaceChildren(...items);
}

function detail({ kind, details }) {
  if (kind === "rated") return "★".repeat(Number(details.score) || 0);
  return details.entry ?? (details.agent ? nameOf(details.agent) : groupName(details.group));
}

// MARK: Why

/** The tree of how the bot came to what it said to a message. */
export async function showWhy(message) {
  const answer = await lookUp("explain", { q: message.slice(0, 200) });
  if (!answer) return;
  byID("why").classList.remove("hidden");
  byID("tree").replaceChildren(branch(answer.explanation));
  byID("tree").scrollTop = 0;
  byID("why").scrollIntoView({ block: "nearest" });
}

function branch(node) {
  const item = element("li", "", node.label);
  if (node.children?.length) {
    const list = element("ul");
    list.append(...node.children.map(branch));
    item.append(list);
  }
  return item;
}

// MARK: Knowledge and canned replies

let searching = 0;

export async function search(words, insert) {
  const number = ++searching;
  if (!words.trim()) {
    byID("found").replaceChildren();
    return;
  }
  const answer = await lookUp("search", { q: words.trim() });
  // An answer that comes after a later one is not shown.
  if (number !== searching || !answer) return;
  const found = answer.entries.map((entry) => {
    const made = button("", () => insert(entry.answer ?? ""), "suggestion");
    made.append(
      element("strong", "", entry.question), element("span", "words", entry.answer ?? ""),
      element("span", "quiet", entry.confidence ? `${entry.entry} · ${percent(entry.confidence)}` : entry.entry));
    return made;
  });
  byID("found").replaceChildren(...(found.length ? found : [element("p", "quiet", word("nothingFound"))]));
}

/** Canned replies with these words in code or text, codes that begin with them first. */
export function cannedReplies(words) {
  const wanted = words.trim().toLowerCase();
  const starts = (reply) => reply.code.toLowerCase().startsWith(wanted);
  return [
    ...model.replies.filter(starts),
    ...model.replies.filter((reply) => !starts(reply)
      && (reply.code.toLowerCase().includes(wanted) || reply.text.toLowerCase().includes(wanted))),
  ];
}

export function showCanned(take) {
  const found = cannedReplies(byID("cannedFind").value).slice(0, 30).map((reply) => {
    const made = button("", () => take(reply), "suggestion");
    made.append(element("strong", "", `/${reply.code}`), element("span", "words", reply.text));
    return made;
  });
  byID("cannedList").replaceChildren(...(found.length ? found : [element("p", "quiet", word("nothingFound"))]));
}

// MARK: Who is there

export function showTeam() {
  const groups = model.overview.groups.filter((group) => group.id || group.waiting);
  arrange(byID("queues"), groups.map((group) => ({ ...group, id: group.id ?? "*" })), () => figure(), (row, group) => {
    setText(row.children[0], group.id === "*" ? word("anyGroup") : group.name);
    setText(row.children[1], word("waitingCount", { n: group.waiting, m: group.agents }));
  });
  arrange(byID("team"), model.overview.agents, () => figure(), (row, agent) => {
    setText(row.children[0], `${agent.name}${agent.isSupervisor ? ` (${word("supervisor")})` : ""}`);
    setText(row.children[1], `${wordOr(agent.presence, agent.presence)} · ${agent.load}/${agent.capacity}`);
    row.dataset.presence = agent.presence;
  });
}

function figure() {
  const row = element("li");
  row.append(element("span"), element("span", "quiet"));
  return row;
}

/** Alerts are kept where supervisors can find them again. */
export function keepAlert(words, id, choose) {
  const item = element("li");
  const text = `${clock(new Date())} ${words}`;
  item.append(id ? button(text, () => choose(id), "link") : element("span", "", text));
  byID("alertList").prepend(item);
  while (byID("alertList").childElementCount > 20) byID("alertList").lastElementChild.remove();
}
