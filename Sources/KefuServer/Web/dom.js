// Elements made of text: nothing here takes markup.

export const byID = (id) => document.getElementById(id);

export function element(name, className, words) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (words !== undefined && words !== null) made.textContent = words;
  return made;
}

export function button(words, body, className = "") {
  const made = element("button", className, words);
  made.type = "button";
  made.addEventListener("click", body);
  return made;
}

/** Sets a text where it differs: what stays the same is not laid out anew. */
export function setText(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

/** A list whose rows are kept, by their id, so that focus and place stay. */
export function arrange(list, entries, make, fill) {
  const wanted = new Set(entries.map((entry) => entry.id));
  const rows = new Map();
  for (const row of [...list.children]) {
    if (wanted.has(row.dataset.id)) rows.set(row.dataset.id, row);
    else row.remove();
  }
  let place = list.firstElementChild;
  for (const entry of entries) {
    let row = rows.get(entry.id);
    if (!row) {
      row = make(entry);
      row.dataset.id = entry.id;
    }
    fill(row, entry);
    if (row === place) place = place.nextElementSibling;
    else list.insertBefore(row, place);
  }
}

export function clock(date) {
  return date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

export function day(text) {
  return new Date(text).toLocaleString([], { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
}
