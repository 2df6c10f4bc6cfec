// Filters and order of the hits: what stands in the address, applied to what the index knows of each page.

import { t } from "../texter.js";

/** @typedef {Map<string, Map<string, Set<number>>>} Sets Filter -> value -> pages. */
/** @import { Hit } from "./rang.js" */

const NO_FILTERS = new Set(["q", "ordning", "exakt"]); // Every other name in the address is a filter.

/** Whether the address asks for a filter, known or not. @param {URLSearchParams} wanted */
export const filtering = (wanted) => [...wanted].some(([name, value]) => value && !NO_FILTERS.has(name));

/**
 * The filters that the address asks for, name -> value; values that no page has are left out.
 * @param {URLSearchParams} wanted
 * @param {Sets} sets
 */
export function chosenFilters(wanted, sets) {
  const found = [...sets.keys()].map((name) => /** @type {[string, string]} */ ([name, wanted.get(name) ?? ""]));
  return new Map(found.filter(([name, value]) => sets.get(name)?.has(value)));
}

/**
 * The hits that every chosen filter lets through, leaving out the one named *but*.
 * @param {Hit[]} hits
 * @param {Map<string, string>} chosen
 * @param {Sets} sets
 * @param {string} [but]
 */
export const passing = (hits, chosen, sets, but) =>
  hits.filter((hit) => [...chosen].every(([name, value]) => name === but || sets.get(name)?.get(value)?.has(hit.page)));

/**
 * The values of the filter *name* with how many hits each would leave, as [value, count]; only the chosen one may be 0.
 * @param {string} name
 * @param {Hit[]} hits
 * @param {Map<string, string>} chosen
 * @param {Sets} sets
 * @returns {[string, number][]}
 */
export function counts(name, hits, chosen, sets) {
  const rest = passing(hits, chosen, sets, name);
  return [...(sets.get(name) ?? [])]
    .map(([value, pages]) => /** @type {[string, number]} */ ([value, rest.filter((hit) => pages.has(hit.page)).length]))
    .filter(([value, count]) => count || value === chosen.get(name))
    .sort(([a], [b]) => a.localeCompare(b, "sv"));
}

/** *hits*, the newest first. @param {Hit[]} hits @param {string[]} dates By page. */
export const byDate = (hits, dates) => [...hits].sort((a, b) => dates[b.page].localeCompare(dates[a.page]));

/** How many hits there are, in words. @param {number} count */
export const told = (count) => (count ? t("sok.traffar", { antal: count }) : t("sok.inga"));
