// Up to three entries of a catalogue side by side, from the same data that others can download. ?jamfor=a,b,c holds which.

import { change, chosen, onReturn } from "../adress.js";
import { find, make } from "../element.js";
import { t } from "../texter.js";
import { compareIn, comparedIn, MOST } from "./urval.js";

/** @typedef {Record<string, any> & { id: string, adress: string, titel: string }} Row A row of the data. */
/** @typedef {{ namn: string, titel: string }} Column */

const LEFT_OUT = ["id", "adress", "titel"]; // Columns that the table does not show, nor those that the page leaves out.

/**
 * The texts of one answer; when no source says, what to say in their place.
 * @param {Row} row
 * @param {string} name
 * @returns {{ texts: string[], missing: string }}
 */
export function answerOf(row, name) {
  const value = row[name];
  const values = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
  if (values.length) return { texts: values.map((one) => one.titel ?? String(one)), missing: "" };
  const missing = name === "regioner" ? t("katalog.ingen_plats") : name === "osakert" ? "–" : row.fraga ? t("katalog.saknas_fraga", { vem: row.fraga }) : t("katalog.saknas");
  return { texts: [], missing };
}

/** Start the comparison *page*; *root* is the relative path to the site's start. @param {HTMLElement} page @param {string} root */
export async function start(page, root) {
  const part = (/** @type {string} */ name) => find(page, `[data-${name}]`);
  const [status, holder, chooser] = [part("jamforstatus"), part("jamfortabell"), part("jamforval")];
  const select = find(chooser, "select", HTMLSelectElement);
  const adder = find(chooser, "button", HTMLButtonElement);
  const answer = await fetch(root + page.dataset.data).catch(() => null);
  if (!answer?.ok) {
    status.textContent = t("katalog.olast");
    return;
  }
  /** @type {{ poster: Row[], kolumner: Column[] }} */
  const data = await answer.json();
  const leftOut = new Set([...LEFT_OUT, ...(page.dataset.utom ?? "").split(" ")]);
  const byId = new Map(data.poster.map((row) => [row.id, row]));
  const wanted = () => comparedIn(chosen(), byId);

  const go = (/** @type {string[]} */ ids) => {
    change((w) => compareIn(w, ids));
    show();
  };

  function show() {
    const ids = wanted();
    const rows = ids.flatMap((id) => byId.get(id) ?? []);
    const left = data.poster.filter((row) => !ids.includes(row.id));
    select.replaceChildren(new Option(t("katalog.valj"), ""), ...left.map((row) => new Option(row.titel, row.id)));
    if (ids.length >= MOST && chooser.contains(document.activeElement)) holder.focus();
    select.disabled = adder.disabled = ids.length >= MOST;
    holder.hidden = part("jamforutskrift").hidden = !rows.length;
    holder.replaceChildren(...(rows.length ? [table(data.kolumner.filter((one) => !leftOut.has(one.namn)), rows, root, (id) => go(ids.filter((one) => one !== id)))] : []));
    status.textContent = rows.length < 2 ? t("katalog.minst_tva") : t("katalog.jamfor", { antal: rows.length });
  }

  adder.addEventListener("click", () => {
    if (select.value) return go([...wanted(), select.value]);
    status.textContent = t("katalog.valj_forst");
    select.focus();
  });
  onReturn(show);
  chooser.hidden = false;
  show();
}

/**
 * The table of *rows*; *remove* takes one away.
 * @param {Column[]} columns
 * @param {Row[]} rows
 * @param {string} root
 * @param {(id: string) => void} remove
 */
function table(columns, rows, root, remove) {
  const head = make("tr", { role: "row" }, make("td", { role: "cell" }));
  for (const row of rows) {
    const button = make("button", { class: "jamfortabort", type: "button" }, t("katalog.ta_bort"), make("span", "dold-text", ` ${row.titel}`));
    button.addEventListener("click", () => {
      remove(row.id);
      find(document, "#jamfor-lagg-till").focus();
    });
    head.append(make("th", { scope: "col", role: "columnheader" }, make("a", { href: root + row.adress }, row.titel), button));
  }
  const lines = columns.map((column) => (
    make("tr", { role: "row" }, make("th", { scope: "row", role: "rowheader" }, column.titel), ...rows.map((row) => valueCell(row, column.namn)))));
  const caption = make("caption", "dold-text", t("katalog.tabell"));
  // Stacked on a phone, a table keeps being one only where its roles are told.
  return make("table", { class: "radvis", role: "table" }, caption, make("thead", { role: "rowgroup" }, head), make("tbody", { role: "rowgroup" }, ...lines));
}

/** One answer; what no source says is told as such, with whom to ask. @param {Row} row @param {string} name */
function valueCell(row, name) {
  const cell = (/** @type {string} */ look, /** @type {(Node | string)[]} */ ...content) =>
    make("td", { class: look || undefined, role: "cell", "data-kolumn": row.titel }, ...content);
  const { texts, missing } = answerOf(row, name);
  if (missing) return cell("saknas", missing);
  if (name === "webb") return cell("", make("a", { href: texts[0] }, new URL(texts[0]).host.replace(/^www\./, "")));
  const long = texts.some((text) => text.length > 40);
  return long && texts.length > 1 ? cell("", make("ul", "", ...texts.map((text) => make("li", "", text)))) : cell("", texts.join(", "));
}
