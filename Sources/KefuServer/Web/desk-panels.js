// Small forms above the place where agents write, and the list that `/` opens.

import { button, byID, element } from "/dom.js";
import { cannedReplies } from "/desk-side.js";
import { current, model } from "/desk-model.js";
import { word } from "/words.js";

/**
 * Opens a form.
 * @param {string} title
 * @param {{name: string, label: string, value?: string, options?: [string, string][]}[]} fields
 * @param {(values: Object<string, string>) => void} done Called with the values when it is sent.
 */
export function openPanel(title, fields, done, { preview, isRequired = false } = {}) {
  const panel = byID("panel");
  const heading = element("strong", "", title);
  const inputs = fields.map((field) => {
    const label = element("label");
    const input = element(field.options ? "select" : "input");
    input.name = field.name;
    for (const [value, words] of field.options ?? []) {
      const option = element("option", "", words);
      option.value = value;
      input.append(option);
    }
    if (!field.options) input.maxLength = 2000;
    if (field.value) input.value = field.value;
    if (isRequired) input.required = true;
    label.append(element("span", "", field.label), input);
    return label;
  });
  const shown = element("p", "words");
  const values = () => Object.fromEntries(new FormData(panel));
  const show = () => { shown.textContent = preview?.(values()) ?? ""; };
  const send = element("button", "main", word(preview ? "send" : "confirm"));
  const row = element("div", "row");
  row.append(send, button(word("cancel"), closePanel));
  panel.replaceChildren(heading, ...inputs, ...(preview ? [shown] : []), row);
  panel.onsubmit = (event) => {
    event.preventDefault();
    const given = values();
    closePanel();
    done(given);
  };
  panel.oninput = show;
  panel.classList.remove("hidden");
  show();
  (panel.querySelector("input, select") ?? send).focus();
}

export function closePanel() {
  const panel = byID("panel");
  if (panel.classList.contains("hidden")) return false;
  panel.classList.add("hidden");
  panel.replaceChildren();
  byID("text").focus();
  return true;
}

// MARK: /code

let chosen = 0;
let shown = [];

/** Shows the canned replies that fit what is written, while it begins with `/` and has no blank. */
export function showChoices(take) {
  const words = byID("text").value;
  const isOpen = /^\/\S*$/.test(words) && model.replies.length > 0;
  shown = isOpen ? cannedReplies(words.slice(1)).slice(0, 8) : [];
  chosen = 0;
  byID("choices").replaceChildren(...shown.map((reply, number) => {
    const option = element("div", "choice");
    option.id = `choice${number}`;
    option.setAttribute("role", "option");
    option.append(element("strong", "", `/${reply.code}`), element("span", "", reply.text));
    // Before the text loses the focus.
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      chosen = number;
      takeChoice(take);
    });
    return option;
  }));
  mark();
}

function mark() {
  const list = byID("choices");
  list.classList.toggle("hidden", !shown.length);
  [...list.children].forEach((option, number) => {
    option.setAttribute("aria-selected", String(number === chosen));
    if (number === chosen) option.scrollIntoView({ block: "nearest" });
  });
  if (shown.length) byID("text").setAttribute("aria-activedescendant", `choice${chosen}`);
  else byID("text").removeAttribute("aria-activedescendant");
}

export function closeChoices() {
  if (!shown.length) return false;
  shown = [];
  byID("choices").replaceChildren();
  mark();
  return true;
}

/** Whether a key was one of the list's. */
export function steerChoices(key, take) {
  if (!shown.length) return false;
  switch (key) {
    case "ArrowDown": chosen = (chosen + 1) % shown.length; break;
    case "ArrowUp": chosen = (chosen + shown.length - 1) % shown.length; break;
    case "Enter":
    case "Tab": takeChoice(take); return true;
    case "Escape": closeChoices(); return true;
    default: return false;
  }
  mark();
  return true;
}

function takeChoice(take) {
  const reply = shown[chosen];
  closeChoices();
  byID("text").value = "";
  take(reply);
}

/** A canned reply: to be changed where it asks for nothing, else its fields first. */
export function takeReply(reply, insert, send) {
  if (!reply.fields.length) {
    insert(reply.text);
    return;
  }
  const slots = current()?.handoff?.slots ?? {};
  openPanel(
    `/${reply.code}`,
    reply.fields.map((field) => ({ name: field, label: field, value: slots[field] })),
    (fields) => send(reply.code, fields),
    {
      isRequired: true,
      preview: (fields) => reply.text.replace(/\{([^{}]+)\}/g, (all, name) => fields[name] || all),
    });
}
