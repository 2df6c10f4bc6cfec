// A list with filters: only what matches every choice is shown, and the choice stands in the address.

import { chosen, keepChoices } from "./adress.js";
import { all, find, known } from "./element.js";
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
  const items = all(list, "[data-post]");
  const status = find(list, "[data-filterstatus]");
  const panel = find(form, "[data-filterpanel]", HTMLDetailsElement);
  const selects = all(form, "select", HTMLSelectElement);

  const show = () => {
    for (const select of selects) select.value = known(select, chosen().get(select.name));
    const choices = /** @type {[string, string][]} */ (selects.map((one) => [one.name, one.value]));
    panel.open ||= choices.some(([, value]) => value); // A choice that came with the address is seen.
    for (const item of items) item.hidden = !fits(item.dataset, choices);
    status.textContent = told(items.filter((item) => !item.hidden).length, items.length);
  };
  keepChoices(form, selects, show);
}
