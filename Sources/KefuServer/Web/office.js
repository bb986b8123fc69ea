// What the office's pages have in common: logging in, asking the daemon, and building elements whose
// words are text, never markup.

import { addWords, language, translate, word } from "/words.js";

addWords({
  admin: ["管理员", "管理員", "Administrator"],
  trainer: ["训练师", "訓練師", "Trainer"],
  statsTitle: ["数据统计", "資料統計", "Figures"],
  knowledgeTitle: ["知识库", "知識庫", "Knowledge base"],
  loading: ["正在加载…", "正在載入…", "Loading…"],
  noConnection: ["连不上服务器，请稍后再试", "連不上伺服器，請稍後再試", "The server cannot be reached; try again later"],
  language: ["语言", "語言", "Language"],
});

/** The shop's skill groups, `{id, name}`, once they are known. */
export const groups = [];

export const byID = (id) => document.getElementById(id);

/** An element with its attributes (`on…` are listeners, `className` a class) and children or texts. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "className") made.className = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

/** An answer of the daemon that is no success, with the sentence that says why. */
export class Problem extends Error {
  constructor(status, frame) {
    super(frame?.message ?? word("error"));
    this.status = status;
    this.code = frame?.code;
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new Problem(0, { message: word("noConnection") });
  }
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  const problem = new Problem(response.status, answer);
  if (response.status === 401 || response.status === 403) showLogIn(problem);
  throw problem;
}

export const get = (path) => ask(path, {});

export const post = (path, body) => ask(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

let begin = () => {};
let isIn = false;

/**
 * The roles somebody has logged in with here: without one, nothing need be asked for in vain. A browser
 * that keeps nothing has people log in each time.
 */
const roles = {
  get known() {
    try {
      return (localStorage.getItem("kefu.roles") ?? "").split(" ");
    } catch {
      return [];
    }
  },
  keep(known) {
    try {
      localStorage.setItem("kefu.roles", known.join(" "));
    } catch {
      // Then it is asked again.
    }
  },
  add(role) { this.keep([...new Set([...this.known, role])].filter(Boolean)); },
  clear() { this.keep([]); },
};

function showLogIn(problem) {
  // Somebody who is in and may not do one thing stays in.
  if (isIn && problem.status === 403) return;
  isIn = false;
  byID("page").classList.add("hidden");
  byID("door").classList.remove("hidden");
  byID("refused").textContent = problem.status === 403 ? problem.message : "";
  byID("status").textContent = "";
  byID("token").focus();
}

/** The page's first request went well: whoever looks may be here. */
export function letIn() {
  isIn = true;
  byID("door").classList.add("hidden");
  byID("page").classList.remove("hidden");
}

/** Sets up the form to log in and what every page has; `start` asks for the page's contents. */
export function openPage(title, start) {
  begin = start;
  translate();
  document.title = word(title);
  byID("login").addEventListener("submit", async (event) => {
    event.preventDefault();
    const token = byID("token").value;
    byID("token").value = "";
    try {
      const response = await fetch("/api/session", {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ role: byID("role").value, token }),
      });
      if (!response.ok) {
        byID("refused").textContent = (await response.json()).message;
        return;
      }
    } catch {
      byID("refused").textContent = word("noConnection");
      return;
    }
    byID("refused").textContent = "";
    roles.add(byID("role").value);
    begin();
  });
  byID("logout").addEventListener("click", async () => {
    await fetch("/api/session", { method: "DELETE" });
    roles.clear();
    location.reload();
  });
  const wanted = [...byID("role").options].map((option) => option.value);
  if (wanted.some((role) => roles.known.includes(role))) begin();
  else showLogIn(new Problem(401, null));
}

/** One of the texts of a figure, in the reader's language. */
export const inLanguage = (words) => words[language()] ?? words.en;

/** A number as the reader's language writes it. */
export function number(value, digits = 0) {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(value);
}
