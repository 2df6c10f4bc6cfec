// Small parts that the views of the self-assessment are made of. All text is put in as text.

import { make } from "../element.js";
import { STEPS, UNKNOWN } from "./modell.js";
import { t } from "./ord.js";
import { answerInWords, levelName } from "./rapport.js";

/** @import { Answer, Level, Link, Tool } from "./modell.js" */
/** @import { Block } from "./rapport.js" */
/** @import { Row } from "./resultat.js" */

/** @param {string} text @param {() => unknown} action @param {boolean} [weak] @param {boolean} [off] */
export const button = (text, action, weak = false, off = false) =>
  make("button", { type: "button", class: weak ? "knapp knapp--svag" : "knapp", onclick: action, disabled: off }, text);

/** A link that looks like a button. @param {string} text @param {string} href @param {boolean} [weak] */
export const way = (text, href, weak = false) => make("a", { class: weak ? "knapp knapp--svag" : "knapp", href }, text);

/** Buttons in a row. @param {(Node | string)[]} content */
export const row = (...content) => make("div", "skattning-rad", ...content);

/** The heading of a view: focus goes there when the view is shown. @param {string} text */
export const heading = (text) => make("h2", { tabindex: "-1" }, text);

/** A list, or what is said where there is nothing. @param {(Node | string)[]} items @param {string} [none] */
export const list = (items, none = "") => (items.length ? make("ul", {}, ...items.map((item) => make("li", {}, item))) : make("p", {}, none));

/** Links to pages of this site; *root* is the way to its start. @param {Link[]} links @param {string} root */
export const links = (links, root) => list(links.map(({ titel, adress }) => make("a", { href: adress.startsWith("/") ? root + adress : adress }, titel)));

/** A part that is folded until somebody wants it. @param {string} summary @param {...(Node | string)} content */
export const folded = (summary, ...content) => make("details", {}, make("summary", {}, summary), ...content);

let numbers = 0;

/**
 * A label with its field, which stands below it.
 * @template {HTMLElement} T
 * @param {string} label
 * @param {T} field
 * @param {string} [help]
 */
export function labelled(label, field, help = "") {
  numbers += 1;
  field.id ||= `skattning-falt-${numbers}`;
  const about = help ? [make("span", { class: "svarshjalp", id: `${field.id}-hjalp` }, help)] : [];
  if (help) field.setAttribute("aria-describedby", `${field.id}-hjalp`);
  return make("p", "skattning-falt", make("label", { for: field.id }, label), ...about, field);
}

/** A select of *options*, names by values. @param {[value: string, name: string][]} options @param {string} chosen @param {(value: string) => void} use */
export function choice(options, chosen, use) {
  const field = make("select", {}, ...options.map(([value, name]) => make("option", { value, selected: value === chosen }, name)));
  field.addEventListener("change", () => use(field.value));
  return field;
}

/**
 * Choices of one thing, as large labels with a round mark each.
 * @param {string} name
 * @param {{ value: string, title: string, help?: string }[]} options
 * @param {string} chosen
 * @param {(value: string) => void} use
 */
export const radios = (name, options, chosen, use) => options.map(({ value, title, help }) => make("label", "skattning-val",
  make("input", { type: "radio", name, value, autocomplete: "off", checked: value === chosen, onchange: () => use(value) }),
  make("span", {}, make("strong", {}, title), ...(help ? [make("span", "svarshjalp", help)] : []))));

/** A table that can be scrolled in a narrow window. @param {string} caption @param {string[]} head @param {string[][]} rows */
export function table(caption, head, rows) {
  const numeric = (/** @type {string} */ text) => (/^\d+$/.test(text) ? "tal" : "");
  return make("div", { class: "tabell", tabindex: "0", role: "region", "aria-label": caption },
    make("table", {}, make("caption", "dold-text", caption),
      make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)))),
      make("tbody", {}, ...rows.map((cells) => make("tr", {}, ...cells.map((text, at) => (at ? make("td", numeric(text), text) : make("th", { scope: "row" }, text))))))));
}

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} tag @param {Record<string, string>} attributes @param {string} [text] */
function shape(tag, attributes, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

/**
 * A bar of *parts*, each as wide as its share, with its number in it; *label* says the same in words. Widths are shares
 * of the whole, so that figures stay readable in a narrow window.
 * @param {{ kind: string, number: number }[]} parts
 * @param {string} label
 */
export function bar(parts, label) {
  const sum = parts.reduce((all, { number }) => all + number, 0) || 1;
  const drawing = shape("svg", { class: "skattning-stapel", role: "img", "aria-label": label, width: "100%", height: "36", focusable: "false" });
  let at = 0;
  for (const { kind, number } of parts.filter((one) => one.number > 0)) {
    const width = (100 * number) / sum;
    drawing.append(shape("rect", { class: `skala-${kind}`, x: `${at}%`, y: "1", width: `${width}%`, height: "34" }),
      shape("text", { class: `skala-${kind}-tal`, x: `${at + width / 2}%`, y: "19", "text-anchor": "middle", "dominant-baseline": "middle" }, String(number)));
    at += width;
  }
  return drawing;
}

/** What the colours of a bar mean. @param {Tool} tool @param {boolean} [open] Whether some may be unanswered. */
export const key = (tool, open = true) => make("ul", { class: "skattning-nyckel", "aria-hidden": "true" },
  ...[...STEPS.map((step) => [String(step), levelName(tool, step)]), ["vet", t("skattning.vet_inte")], ...(open ? [["oppen", t("skattning.obesvarat")]] : [])]
    .map(([kind, name]) => make("li", {}, make("span", `skala-ruta skala-${kind}`), name)));

/** The bars of the profile, one an area. @param {Tool} tool @param {Row[]} rows */
export const chart = (tool, rows) => make("figure", "skattning-profil", ...rows.map((one) => {
  const parts = [...STEPS.map((step) => ({ kind: String(step), name: levelName(tool, step), number: one.counts[step - 1] })),
    { kind: "vet", name: t("skattning.vet_inte"), number: one.unknown }, { kind: "oppen", name: t("skattning.obesvarat"), number: one.open }];
  const told = parts.filter(({ number }) => number).map(({ name, number }) => `${name}: ${number}`).join(", ");
  return make("div", {}, make("p", { "aria-hidden": "true" }, one.area.titel), bar(parts, `${one.area.titel}. ${told}`));
}), make("figcaption", {}, key(tool)));

/** What a group chose, as a bar. @param {Tool} tool @param {Answer | undefined} answer */
export function chosen(tool, answer) {
  const counts = answer?.antal ?? [];
  return bar(counts.map((number, at) => ({ kind: at < STEPS.length ? String(STEPS[at]) : "vet", number })), answerInWords(tool, answer));
}

/** The levels to choose among: what each looks like, and that one does not know. @param {Tool} tool @param {string[]} looks */
export const levels = (tool, looks) => [
  ...STEPS.map((step) => ({ value: String(step), title: levelName(tool, step), help: looks[step - 1] })),
  { value: UNKNOWN, title: t("skattning.vet_inte") },
];

/** @param {string} value @returns {Level} */
export const levelOfValue = (value) => STEPS.find((step) => String(step) === value) ?? UNKNOWN;

/** *block* as elements of a page to print. @param {Block} block @param {Node} profile The chart of the profile. @returns {Node[]} */
function printed(block, profile) {
  switch (block.sort) {
    case "titel": return [make("h1", {}, block.text)];
    case "rubrik": return [make("h2", {}, block.text)];
    case "underrubrik": return [make("h3", {}, block.text)];
    case "stycke": return [make("p", {}, block.text)];
    case "lista": return [list(block.rader)];
    case "fakta": return [make("dl", "skattning-fakta", ...block.rader.map(([label, value]) => make("div", {}, make("dt", {}, label), make("dd", {}, value))))];
    case "profil": return [profile, table(block.rubrik, block.huvud, block.rader)];
    case "tabell": return [table(block.rubrik, block.huvud, block.rader)];
  }
}

/** *blocks* as elements of a page to print. @param {Block[]} blocks @param {Node} profile The chart of the profile. */
export const paper = (blocks, profile) => blocks.flatMap((block) => printed(block, profile));

/**
 * Ask a question that takes over the page until it is answered.
 * @param {string} question
 * @param {string} yes
 * @returns {Promise<boolean>}
 */
export function ask(question, yes) {
  const box = make("dialog", { class: "skattning-fraga-ruta", "aria-label": question }, make("p", {}, question));
  const answer = (/** @type {string} */ value) => () => box.close(value);
  box.append(row(button(yes, answer("ja")), button(t("skattning.avbryt"), answer("nej"), true)));
  document.body.append(box);
  return new Promise((resolve) => {
    box.addEventListener("close", () => {
      box.remove();
      resolve(box.returnValue === "ja");
    });
    box.showModal();
  });
}
