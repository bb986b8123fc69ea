// The left side: who waits, whose is mine, and for supervisors everything.

import { arrange, byID, element, setText } from "/dom.js";
import { groupName, model, nowAtDesk } from "/desk-model.js";
import { word } from "/words.js";

// Seconds of waiting after which a customer is late, and very late.
const LATE = 30;
const VERY_LATE = 120;

/** @param choose Called with the id of the conversation that is clicked. */
export function showLists(choose) {
  const all = [...model.conversations.values()];
  const bySince = (a, b) => (a.since ?? 0) - (b.since ?? 0);
  const mine = all.filter((each) => each.isMine || (each.isWatched && !each.isWaiting)).sort(bySince);
  const waiting = all.filter((each) => each.isWaiting).sort(bySince);
  list("mine", mine, choose);
  list("waiting", waiting, choose);
  if (model.role === "supervisor") {
    arrange(byID("live"), model.overview.conversations, (line) => row(line.id, choose), fillLive);
    setText(byID("liveCount"), String(model.overview.conversations.length));
  }
  const unread = all.reduce((sum, each) => sum + each.unread, 0);
  const waits = waiting.length ? ` · ${waiting.length} ${word("waiting")}` : "";
  const title = unread ? `(${unread}) ${word("newMessages")}` : `${word("deskTitle")}${waits}`;
  if (document.title !== title) document.title = title;
}

function list(name, entries, choose) {
  arrange(byID(name), entries, (each) => row(each.id, choose), fill);
  setText(byID(`${name}Count`), entries.length ? String(entries.length) : "");
}

function row(id, choose) {
  const item = element("li");
  const made = element("button");
  made.type = "button";
  for (const name of ["who", "wait", "last quiet", "unread"]) made.append(element("span", name));
  made.addEventListener("click", () => choose(id));
  item.append(made);
  return item;
}

function fill(item, each) {
  const [who, wait, last, unread] = item.firstElementChild.children;
  item.firstElementChild.setAttribute("aria-current", String(model.current === each.id));
  const marks = [
    each.isAngry ? `! ${word("angry")}` : "", each.card?.isVIP ? word("vip") : "", each.isHeld ? word("hold1") : "",
    each.isWatched && !each.isMine ? word("watch") : "",
  ];
  setText(who, [each.name, groupName(each.handoff?.group), ...marks].filter(Boolean).join(" · "));
  const seconds = each.since ? Math.max(0, Math.floor((nowAtDesk() - each.since) / 1000)) : 0;
  setText(wait, each.since ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : "");
  const lateness = each.isMine || !each.since ? "" : seconds > VERY_LATE ? "verylate" : seconds > LATE ? "late" : "";
  const className = `wait ${lateness}`;
  if (wait.className !== className) wait.className = className;
  setText(last, (each.last || each.line?.text || "").slice(0, 40));
  setText(unread, each.unread ? String(each.unread) : "");
}

function fillLive(item, line) {
  const [who, wait, last] = item.firstElementChild.children;
  item.firstElementChild.setAttribute("aria-current", String(model.current === line.id));
  const marks = [line.agent, line.isAngry ? `! ${word("angry")}` : ""];
  setText(who, [line.customer ?? line.id.slice(0, 6), groupName(line.group), ...marks].filter(Boolean).join(" · "));
  setText(wait, word(`${line.state}1`));
  wait.className = `wait badge ${line.state}`;
  setText(last, line.text ?? "");
}

/** Goes to the conversation above or below. */
export function neighbour(step) {
  const rows = [...document.querySelectorAll("#mine li, #waiting li, #live li")];
  const place = rows.findIndex((row) => row.dataset.id === model.current);
  return rows[place < 0 ? 0 : place + step]?.dataset.id;
}
