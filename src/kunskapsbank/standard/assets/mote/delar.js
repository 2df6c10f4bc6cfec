// The page behind the meeting view, read: its parts, what its lists hold, and copies that can be shown.

import { all, find, make } from "../element.js";

/** @typedef {{ text: string, href: string }} Link */
/** @typedef {{ text: string, links: Link[] }} Entry What an item says, and where its links lead. */
/** @typedef {{ heading: string, blocks: Element[] }} Part */
/** @typedef {Record<string, Entry[]>} Groups The items of the page by the part of the summary they belong to. */

const NOT_SHOWN = ".process, .sidverktyg, [data-mina-svar], [hidden], .osakert, .kortlista, .sidavidval";

/** What *element* says, without buttons and what only the page needs. @param {Element} element */
export function textOf(element) {
  const copy = clone(element);
  for (const part of copy.querySelectorAll("button, [data-mote-utom], .dold-text")) part.remove();
  for (const part of copy.querySelectorAll("br")) part.replaceWith(": ");
  return (copy.textContent ?? "").replace(/[\u2060\u00ad]/g, "").replace(/\s+/g, " ").trim();
}

/** @param {Element} element */
const clone = (element) => /** @type {Element} */ (element.cloneNode(true));

/** @param {Element} item @returns {Entry} */
export const entry = (item) => ({
  text: textOf(item),
  links: all(item, "a[href]", HTMLAnchorElement).map((link) => ({ text: textOf(link), href: link.href })),
});

/** Which part of the summary a list belongs to. @param {Element} list */
export const groupOf = (list) => list.getAttribute("data-mote-del") ?? (list.matches("ol.steg") ? "steg" : "ovrigt");

/** The parts of the page: what stands before the first heading, then one for each. @param {HTMLElement} main @returns {Part[]} */
export function partsOf(main) {
  const column = find(main, ".huvudspalt");
  const blocks = [...column.children].flatMap((block) => (block.matches("section:not(.osakert), [data-vagval]") ? [...block.children] : [block]));
  const lead = main.querySelector(".ingress");
  const parts = [{ heading: textOf(find(main, "h1")), blocks: lead ? [lead] : [] }];
  for (const block of blocks.filter((one) => !one.matches(NOT_SHOWN))) {
    if (block.tagName === "H2") parts.push({ heading: textOf(block), blocks: [] });
    else parts[parts.length - 1].blocks.push(block);
  }
  return parts.filter((part) => part.blocks.length);
}

/** What the lists and the contact boxes of the page hold. @param {HTMLElement} main @returns {Groups} */
export function groupsOf(main) {
  /** @type {Groups} */
  const groups = { vagar: [], steg: [], foljer: [], papper: [], kontakt: [], regler: [] };
  for (const list of main.querySelectorAll(".huvudspalt :is([data-mote-del], .huvudspalt > ol.steg)")) {
    for (const item of list.querySelectorAll(":scope > li")) groups[groupOf(list)]?.push(entry(item));
  }
  groups.kontakt = [...main.querySelectorAll(".huvudspalt .kontakt")].map((box) => (
    { ...entry(box), text: [...box.querySelectorAll("p")].filter((line) => !line.querySelector("a")).map(textOf).join(": ") }));
  const asked = main.querySelector("#del-kontakt + p");
  if (!groups.kontakt.length && asked) groups.kontakt.push(entry(asked));
  return groups;
}

/** A copy to show: without anchors, buttons and what opens outside the view. @param {Element} block */
export function copyOf(block) {
  const copy = clone(block);
  for (const part of [copy, ...copy.querySelectorAll("*")]) {
    part.removeAttribute("id");
    part.removeAttribute("for");
  }
  for (const part of copy.querySelectorAll("button, [hidden], [role=status], .platsfalt, .platsalla, label > input")) part.remove();
  return raised(copy);
}

/** *copy* with its headings one level up: in the view they stand right below the part's own. @param {Element} copy */
function raised(copy) {
  const up = (/** @type {Element} */ heading) =>
    make(/** @type {"h2"} */ (`h${Number(heading.tagName[1]) - 1}`), heading.className, ...heading.childNodes);
  for (const heading of copy.querySelectorAll("h3, h4")) heading.replaceWith(up(heading));
  return copy.matches("h3, h4") ? up(copy) : copy;
}
