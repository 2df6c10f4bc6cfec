// The reader's municipality: named in the address (?kommun=), or kept on this device after a click. How to reach it stands
// after each link that leads to the list of municipalities. Nothing is kept before somebody asks for it.

import { chosen } from "./adress.js";
import { all, find, make } from "./element.js";
import { t } from "./texter.js";

const KEY = "kb-kommun"; // The id of the municipality.

/** @typedef {{ url?: string, ar?: number | null }} Source Where something was read, and the year of it if that is known. */
/** @typedef {{ id: string, adress: string, namn: string, webb: string, telefon?: { nummer: string, sedd?: string }[], epost?: { adress: string, sedd?: string }[], kallor?: Source[] }} Row A row of the data. */

/** The id that is kept, or "". */
function kept() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/**
 * The nearest way to reach the municipality *row*: its first telephone number, else its first mailbox, else its web site.
 * @param {Row} row
 * @returns {{ href: string, text: string }}
 */
export function wayTo(row) {
  const [phone, mailbox] = [row.telefon?.[0], row.epost?.[0]];
  if (phone) return { href: `tel:+46${phone.nummer.replace(/\D/g, "").slice(1)}`, text: t("kommun.ring", { nummer: phone.nummer }) };
  if (mailbox) return { href: `mailto:${mailbox.adress}`, text: t("kommun.mejla", { adress: mailbox.adress }) };
  return { href: row.webb, text: t("kommun.oppna", { vard: new URL(row.webb).host.replace(/^www\./, "") }) };
}

/**
 * How old the way is that {@link wayTo} gives: the year of the source where it was read; "" for a web site.
 * @param {Row} row
 * @returns {string}
 */
export function ageOf(row) {
  const told = row.telefon?.[0] ?? row.epost?.[0];
  if (!told?.sedd) return "";
  const year = row.kallor?.find((source) => source.url === told.sedd)?.ar;
  return ` (${year ? t("kommun.uppgift_ar", { ar: year }) : t("kommun.uppgift_odaterad")})`;
}

/** "Din kommun: Köping, ring 0221-250 00 (uppgift från 2024)". @param {Row} row @param {string} root */
function line(row, root) {
  const way = wayTo(row);
  const link = make("a", { href: way.href }, way.text);
  return make("span", "dinkommun", `${t("kommun.din")} `, make("a", { href: root + row.adress }, row.namn), ", ", link, ageOf(row));
}

/** The links of the page's text that lead to *list*, the address of the list of municipalities. @param {string} list */
const asking = (list) => all(document, ".huvudspalt a[href]", HTMLAnchorElement).filter((link) => link.pathname === list && !link.closest(".mote"));

/**
 * Say below each block that leads to the list of municipalities how to reach the reader's own.
 * @param {string} root The relative path to the site's start.
 */
export async function fill(root) {
  const { kommuner: list, kommundata: data } = document.body.dataset;

  const wanted = chosen().get("kommun") || kept();
  const links = asking(new URL(`${root}/${list}`, location.href).pathname);
  if (!wanted || !links.length) return;
  const answer = await fetch(`${root}/${data}`);
  /** @type {{ poster: Row[] }} */
  const { poster: rows } = await answer.json();
  const row = rows.find((one) => one.id === wanted);
  const blocks = new Set(links.map((link) => link.closest("p, li") ?? link));
  if (row) for (const block of blocks) block.append(" ", line(row, root));
}

/** Start the buttons of *box*, which keep and forget the municipality of this page. @param {HTMLElement} box */
export function start(box) {
  const id = box.dataset.minkommun ?? "";
  const [status, save, erase] = [find(box, "[data-kommunstatus]"), find(box, "[data-kommunspara]"), find(box, "[data-kommunradera]")];
  const show = () => {
    save.hidden = kept() === id;
    erase.hidden = !kept();
  };
  save.addEventListener("click", () => {
    try {
      localStorage.setItem(KEY, id);
      show();
      erase.focus();
      status.textContent = t("kommun.sparad");
    } catch {
      status.textContent = t("checklista.tillats_inte");
    }
  });
  erase.addEventListener("click", () => {
    localStorage.removeItem(KEY);
    show();
    save.focus();
    status.textContent = t("kommun.glomd");
  });
  show();
  box.hidden = false;
}
