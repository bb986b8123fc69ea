// A change to the knowledge base: asked for, shown as lines added and removed, and written.

import "/knowledge-words.js";
import { word } from "/words.js";
import { byID, element, groups, post } from "/office.js";

const dialog = byID("change");
let written = () => {};
let failed = () => {};

/** `body` is called with a decision and the answer, once it is written. */
export function onWritten(body) {
  written = body;
}

/** `body` is called with a problem for which the dialog is not open. */
export function onFailure(body) {
  failed = body;
}

export const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

function openDialog(title, body, buttons) {
  byID("changeTitle").textContent = title;
  byID("changeBody").replaceChildren(...body);
  byID("changeButtons").replaceChildren(...buttons);
  byID("changeProblem").textContent = "";
  if (!dialog.open) dialog.showModal();
}

const button = (title, onclick, className) => element("button", { type: "button", onclick, className }, title);

/** Has a new entry filled in. */
export function askForEntry(draft) {
  const field = (name, title, value, isLong = false) => {
    const input = element(isLong ? "textarea" : "input", { maxlength: isLong ? 4000 : 200 });
    input.name = name;
    input.value = value;
    return [input, element("label", {}, title, input)];
  };
  const [id, idLabel] = field("id", word("id"), draft.id ?? "");
  const [question, questionLabel] = field("question", word("question"), draft.question);
  const [answer, answerLabel] = field("answer", word("answer"), draft.answer, true);
  const [variants, variantLabel] = field(
    "variants", word("addVariants"), draft.messages.filter((each) => each !== draft.question).join("\n"), true);
  const group = element("select", {}, element("option", { value: "" }, word("none")),
    groups.map((each) => element("option", { value: each.id }, each.name)));
  group.value = draft.group ?? "";
  const read = () => ({
    id: id.value.trim(), question: question.value.trim(), answer: answer.value, group: group.value,
    messages: [question.value.trim(), ...lines(variants.value)].filter(Boolean),
  });
  openDialog(
    word("newEntry"),
    [element("div", { className: "fields" }, idLabel, questionLabel, answerLabel, variantLabel,
      element("label", {}, word("group"), group))],
    [
      button(word("cancel"), () => dialog.close()),
      button(word("showChange"), () => plan({ decision: "entry", ...read() }, () => askForEntry(read())), "main"),
    ]);
}

/** Shows what a decision changes; `back` returns to what was typed. */
export async function plan(decision, back = null) {
  try {
    const change = await post("/api/knowledge/plan", decision);
    openDialog(
      word("changeOf"),
      [
        ...change.notes.map((note) => element("p", { className: "hint" }, noteWords(note))),
        ...change.files.flatMap((file) => [
          element("p", { className: "id" }, file.path),
          file.lostComments
            ? element("p", { className: "hint" }, word("lostComments", { n: file.lostComments })) : null,
          diff(file.diff, file.path),
        ].filter(Boolean)),
      ],
      [
        back ? button(word("back"), back) : button(word("cancel"), () => dialog.close()),
        button(word("write"), (event) => apply({ ...decision, base: change.base }, event.target), "main"),
      ]);
  } catch (problem) {
    fail(problem);
  }
}

const noteWords = (note) => (note.includes("masked") ? word("masked") : word("known"));

/** Inside the dialog where it is open, else above the page. */
function fail(problem) {
  if (dialog.open) byID("changeProblem").textContent = problem.message;
  else failed(problem);
}

function diff(text, path) {
  const kinds = { "+": "added", "-": "removed", "@": "place" };
  const shownLines = text.trimEnd().split("\n").filter((line) => !/^(---|\+\+\+) /.test(line));
  return element("div", { className: "diff", tabindex: "0", role: "region", "aria-label": path },
    shownLines.map((line) => element("div", { className: kinds[line[0]] ?? "" }, line || " ")));
}

async function apply(decision, pressed) {
  pressed.disabled = true;
  try {
    const answer = await post("/api/knowledge/apply", decision);
    dialog.close();
    await written(decision, answer);
  } catch (problem) {
    // What was shown is no longer what would be written: it has to be looked at again.
    pressed.disabled = problem.status === 409;
    fail(problem);
  }
}
