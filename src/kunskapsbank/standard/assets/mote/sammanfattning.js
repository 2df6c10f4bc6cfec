// The summary of a meeting: one sheet to print.

import { make } from "../element.js";
import { chosen, leftOut, linksOf } from "./val.js";
import { t } from "../texter.js";

/** @import { Entry, Groups } from "./delar.js" */
/** @import { Ticked } from "./val.js" */

const LINE = 90; // Letters that fit a line of the printed summary,
const SHEET = 38; // and lines that leave room for notes on an A4 sheet. With more, the print is smaller.

/** Whether *body* takes more lines on paper than leave room for notes. @param {Element} body */
export const isTight = (body) =>
  [...body.querySelectorAll("h2, p, li")].reduce((sum, part) => sum + Math.ceil((part.textContent ?? "").length / LINE), 0) > SHEET;

/** @param {string} title @param {Node} content */
const section = (title, content) => make("section", {}, make("h2", {}, title), content);

/** A section with a list; nothing without items. @param {string} title @param {{ text: string }[]} items @param {"ul" | "ol"} tag */
function listed(title, items, tag, box = false) {
  const ruta = () => (box ? [make("span", { class: "mote-ruta", "aria-hidden": "true" })] : []);
  return items.length ? [section(title, make(tag, {}, ...items.map(({ text }) => make("li", {}, ...ruta(), text))))] : [];
}

/**
 * The parts of the summary.
 * @param {string} title What the page is called.
 * @param {{ fraga: string, svar: string }[]} trail What was answered on the way to it.
 * @param {Ticked} ticked
 * @param {Groups} groups
 */
export function summary(title, trail, ticked, groups) {
  const [ways, steps, next, papers, rules, other] = ["vagar", "steg", "foljer", "papper", "regler", "ovrigt"].map((group) => chosen(ticked, groups, group));
  const contacts = groups.kontakt.map(({ text }) => make("p", {}, text));
  const note = (/** @type {string} */ text) => make("p", { class: "mote-hjalp mote-skriv" }, text);
  return [
    make("p", { class: "mote-amne" }, title),
    ...listed(t("mote.du_svarade"), trail.map(({ fraga, svar }) => ({ text: `${fraga} ${svar}` })), "ul"),
    ...listed(t("mote.kan_passa"), ways, "ul"),
    ...listed(t("mote.galler"), other, "ul"),
    ...listed(t("mote.steg"), steps, "ol"),
    ...listed(t("mote.kan_folja"), next, "ul"),
    ...listed(t("mote.ta_med"), papers, "ul", true),
    ...(contacts.length ? [section(t("mote.kontakt"), make("div", {}, ...contacts))] : []),
    ...listed(t("mote.regler"), rules, "ul"),
    section(t("mote.lankar"), links(title, [...groups.kontakt, ...ways, ...steps, ...next])),
    make("section", { class: "mote-rum" }, make("h2", {}, t("mote.anteckningar")), make("div", { class: "mote-anteckning" })),
    ...(leftOut(ticked, groups) ? [note(t("mote.fler"))] : []),
    note(t("mote.spara_pdf")),
  ];
}

/** The addresses, written out for paper. @param {string} title @param {Entry[]} items */
const links = (title, items) => make("ul", { class: "mote-lankar" }, ...linksOf(location.href, title, items).map(({ href, text }) => (
  make("li", {}, make("a", { href }, text), make("span", {}, ` ${href}`)))));
