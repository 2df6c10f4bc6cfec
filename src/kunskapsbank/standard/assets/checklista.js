// Checklists: tick, print, copy as text. Nothing is kept on the device before somebody asks for it.

import { all, find } from "./element.js";
import { t } from "./texter.js";

const KEY = "kb-checklistor"; // {"<id of the list>": ["<id of a point>", …]}

/**
 * What is kept, by list, read from *text*. What another version or another program wrote there is left out.
 * @param {string | null} text
 * @returns {Record<string, string[]>}
 */
export function kept(text) {
  let found;
  try {
    found = JSON.parse(text ?? "{}");
  } catch {
    return {};
  }
  const lists = Object.entries(found ?? {}).filter(([, ids]) => Array.isArray(ids) && ids.every((id) => typeof id === "string"));
  return Object.fromEntries(lists);
}

/**
 * *lists* without the one of *id*.
 * @param {Record<string, string[]>} lists
 * @param {string} id
 */
export const without = (lists, id) => Object.fromEntries(Object.entries(lists).filter(([one]) => one !== id));

/**
 * The list as text to paste: its title, a line for each point, and where it is found.
 * @param {string} title
 * @param {{ text: string, ticked: boolean }[]} points
 * @param {string} address
 */
export const asText = (title, points, address) =>
  [title, "", ...points.map(({ text, ticked }) => `[${ticked ? "x" : " "}] ${text}`), address.split(/[?#]/)[0]].join("\n");

function saved() {
  try {
    return kept(localStorage.getItem(KEY));
  } catch {
    return {};
  }
}

/** @param {Record<string, string[]>} lists */
function keep(lists) {
  if (Object.keys(lists).length) localStorage.setItem(KEY, JSON.stringify(lists));
  else localStorage.removeItem(KEY);
}

/** What the point of *box* says, without its line of help. @param {HTMLInputElement} box */
const pointOf = (box) => ({ text: box.closest("label")?.querySelector("span")?.firstChild?.textContent?.trim() ?? "", ticked: box.checked });

/** @param {HTMLElement} list */
export function start(list) {
  const id = list.dataset.checklista ?? "";
  const boxes = all(list, "input[type=checkbox]", HTMLInputElement);
  const [status, save, erase] = [find(list, "[data-checkstatus]"), find(list, "[data-spara]"), find(list, "[data-radera]")];
  const say = (/** @type {string} */ text) => {
    status.textContent = text;
  };
  const ticked = () => boxes.filter((box) => box.checked);

  const before = saved()[id];
  if (before) {
    for (const box of boxes) box.checked = before.includes(box.name);
    say(t("checklista.visas"));
  }
  erase.hidden = !before;
  find(list, "[data-checkval]").hidden = false;
  list.addEventListener("submit", (event) => event.preventDefault());
  list.addEventListener("change", () => say(`${t("checklista.kryssade", { antal: ticked().length, alla: boxes.length })} ${saved()[id] ? t("checklista.osparad") : ""}`.trim()));
  save.addEventListener("click", () => {
    try {
      keep({ ...saved(), [id]: ticked().map((box) => box.name) });
      erase.hidden = false;
      say(t("checklista.sparat"));
    } catch {
      say(t("checklista.tillats_inte"));
    }
  });
  erase.addEventListener("click", () => {
    keep(without(saved(), id));
    erase.hidden = true;
    save.focus();
    say(t("checklista.raderat"));
  });
  find(list, "[data-kopiera]").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(asText(list.dataset.titel ?? "", boxes.map(pointOf), location.href));
      say(t("checklista.kopierat"));
    } catch {
      say(t("checklista.inte_kopierat"));
    }
  });
}
