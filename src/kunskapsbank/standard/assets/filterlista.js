// A list with filters: only what matches every choice is shown, and the choice stands in the address.

import { chosen, keepChoices } from "./adress.js";
import { all, find, known } from "./element.js";
import { showPages, total, whole } from "./listdelar.js";
import { t } from "./texter.js";

/**
 * Whether what an item has (name -> values with spaces between) matches *choices* (name -> value, empty for any).
 * @param {Record<string, string | undefined>} has
 * @param {[string, string][]} choices
 */
export const fits = (has, choices) => choices.every(([name, value]) => !value || (has[name] ?? "").split(" ").includes(value));

/** How many are shown, in words. @param {number} count @param {number} total */
export const told = (count, total) => (count === total ? t("filter.alla", { antal: count }) : t("filter.nagra", { antal: count, alla: total }));

/** Start the filters of *list*, when it has any. @param {HTMLElement} list */
export function start(list) {
  const form = list.querySelector("form[data-filter]");
  if (!(form instanceof HTMLFormElement)) return;
  const own = all(list, "[data-post]");
  let [items, latest] = [own, 0];
  const status = find(list, "[data-filterstatus]");
  const panel = find(form, "[data-filterpanel]", HTMLDetailsElement);
  const selects = all(form, "select", HTMLSelectElement);

  /** All entries stand in one list, in their order, when the other pages of it are read; what is said if they are not. */
  const complete = async () => {
    if (items.length === total()) return "";
    status.textContent = t("lista.hamtar");
    try {
      await whole();
    } catch {
      return t("lista.ofullstandig");
    }
    const here = own[0].closest("[data-listdel]");
    items = all(list, "[data-post]");
    own[0].parentElement?.replaceChildren(...items);
    for (const part of all(list, "[data-listdel]")) if (part !== here) part.remove();
    return "";
  };

  const show = async () => {
    const ticket = ++latest;
    for (const select of selects) select.value = known(select, chosen().get(select.name));
    const choices = /** @type {[string, string][]} */ (selects.map((one) => [one.name, one.value]));
    panel.open ||= choices.some(([, value]) => value); // A choice that came with the address is seen.
    const inPart = total() && choices.every(([, value]) => !value); // Of a list with several pages: this one.
    const fault = inPart || !total() ? "" : await complete();
    if (ticket !== latest) return;
    const seen = new Set(inPart ? own : items.filter((item) => fits(item.dataset, choices)));
    for (const item of items) item.hidden = !seen.has(item);
    showPages(Boolean(inPart || fault));
    status.textContent = `${told(seen.size, inPart ? total() : items.length)} ${fault}`.trim();
  };
  keepChoices(form, selects, show);
}
