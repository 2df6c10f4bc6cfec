// What is ticked in a meeting, what of it goes into the summary, and where a key leads. No elements here.

/** @import { Entry, Groups, Link } from "./delar.js" */
/** @typedef {Entry & { group: string }} Choice */

export const MOST = 12; // Items of a group that go into the summary though none is ticked.

/** What is ticked. Nothing is stored: it lives until the view is left. */
export class Ticked {
  constructor() {
    /** @type {Map<string, Choice>} By part, group and text. */
    this.all = new Map();
  }

  /** @param {number} part @param {Choice} one */
  has = (part, one) => this.all.has(keyOf(part, one));

  /** @param {number} part @param {Choice} one @param {boolean} on */
  set(part, one, on) {
    if (on) this.all.set(keyOf(part, one), one);
    else this.all.delete(keyOf(part, one));
  }

  clear = () => this.all.clear();

  /** The ticked items of *group*, each text once. @param {string} group */
  of(group) {
    const found = [...this.all.values()].filter((one) => one.group === group);
    return [...new Map(found.map((one) => [one.text, one])).values()];
  }
}

/** @param {number} part @param {Choice} one */
const keyOf = (part, { group, text }) => `${part} ${group} ${text}`;

/** Whether *group* has more items than go into a summary unticked. @param {Groups} groups @param {string} group */
const long = (groups, group) => (groups[group]?.length ?? 0) > MOST;

/**
 * What of a group goes into the summary: what is ticked; when nothing is, all of a group that fits a sheet.
 * @param {Ticked} ticked
 * @param {Groups} groups
 * @param {string} group
 * @returns {Entry[]}
 */
export function chosen(ticked, groups, group) {
  const found = ticked.of(group);
  return found.length || long(groups, group) ? found : (groups[group] ?? []);
}

/** Whether a group is left out since it is too long and nothing of it is ticked. @param {Ticked} ticked @param {Groups} groups */
export const leftOut = (ticked, groups) =>
  Object.keys(groups).some((group) => long(groups, group) && !chosen(ticked, groups, group).length);

/**
 * The page (its address without question and anchor, and title) and what the items link to, each address once.
 * @param {string} address
 * @param {string} title
 * @param {Entry[]} items
 * @returns {Link[]}
 */
export function linksOf(address, title, items) {
  const links = [{ href: address.split(/[?#]/)[0], text: title }, ...items.flatMap((one) => one.links)];
  return [...new Map(links.map(({ href, text }) => [href, text]))].map(([href, text]) => ({ href, text }));
}

/**
 * The part that *key* leads to from the part *at*, when the summary is part *last*; null when it leads nowhere.
 * @param {string} key
 * @param {number} at
 * @param {number} last
 */
export function keyTo(key, at, last) {
  /** @type {Record<string, number>} */
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last };
  return to[key] ?? null;
}

/** Whether the view stands in the address. @param {string} search */
export const isMeeting = (search) => new URLSearchParams(search).get("mote") === "1";

/** *address* without the meeting view. @param {string} address */
export function withoutMeeting(address) {
  const url = new URL(address);
  url.searchParams.delete("mote");
  if (url.hash === "#mote") url.hash = "";
  return url.href;
}
