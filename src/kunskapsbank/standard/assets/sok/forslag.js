// Titles to choose among while somebody types in the search field of the head. Without them the field works as before.

import { make } from "../element.js";
import { folderOf, open } from "./register.js";

/** @import { Register } from "./register.js" */

const SHOWN = 5; // Titles at a time.
const SHORTEST = 2; // Letters before any is shown.
const PAUSE = 120; // Milliseconds without a key before they are looked for.

/** Show titles for what is typed in *field*, whose form leads to the search page. @param {HTMLInputElement} field */
export function start(field) {
  const list = make("datalist", { id: "sok-forslag" });
  field.after(list);
  field.setAttribute("list", list.id);
  /** @type {Promise<Register> | null} */
  let opened = null;
  let [waiting, latest] = [0, 0];
  async function show() {
    const ticket = ++latest;
    const question = field.value.trim();
    if (question.length < SHORTEST) return list.replaceChildren();
    opened ??= folderOf(field.form?.getAttribute("action") ?? "").then(open);
    const register = await opened;
    const { hits } = await register.search(question);
    const data = await Promise.all(hits.slice(0, SHOWN).map((hit) => register.data(hit)));
    if (ticket === latest) list.replaceChildren(...[...new Set(data.map((one) => one.title))].map((title) => new Option("", title)));
  }
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => show().catch(() => {
      opened = null; // The next letter tries again.
    }), PAUSE);
  };
  field.addEventListener("input", (event) => event instanceof InputEvent && event.isComposing || soon());
  if (field.value) soon(); // What was typed while this script was on its way.
}
