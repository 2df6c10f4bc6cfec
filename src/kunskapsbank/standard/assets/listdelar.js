// A list that has several pages. What stands on the others is read when somebody asks something of the whole list, and
// an address that names what stands on another page leads there.

import { all, find } from "./element.js";

const links = () => all(document, "[data-listdelar] a", HTMLAnchorElement);
const isOther = (/** @type {HTMLAnchorElement} */ link) => !link.hasAttribute("aria-current");

/** How many entries the whole list has; 0 when all of them stand on this page. */
export const total = () => Number(all(document, "[data-alla]")[0]?.dataset.alla ?? 0);

/** What stands on the page at *address*, its links made whole. @param {string} address */
async function read(address) {
  const answer = await fetch(address, { credentials: "omit" });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = find(page, "[data-listdel]");
  for (const link of part.querySelectorAll("a[href]")) {
    link.setAttribute("href", new URL(link.getAttribute("href") ?? "", address).href);
  }
  return part;
}

/** @type {Promise<void> | null} */
let reading = null;

/** Let the other parts of the list stand around the one of this page. Read once; after a fault, again when asked. */
export function whole() {
  reading ??= Promise.all(links().map((link) => (isOther(link) ? read(link.href.split(/[?#]/)[0]) : null))).then((parts) => {
    const own = find(document, "[data-listdel]");
    const here = parts.indexOf(null);
    const brought = parts.map((part) => (part ? document.importNode(part, true) : own));
    for (const named of brought.flatMap((part) => (part === own ? [] : all(part, "[id]")))) {
      if (document.getElementById(named.id)) named.removeAttribute("id");
    }
    own.before(...brought.slice(0, here));
    own.after(...brought.slice(here + 1));
  }).catch((error) => {
    reading = null;
    throw error;
  });
  return reading;
}

/** Show the links to the pages of the list, or not: not while what is shown is of all of them. @param {boolean} shown */
export function showPages(shown) {
  for (const pages of all(document, ".listdelar")) pages.hidden = !shown;
}

/** Where the anchor *id* is, when another page of the list has it. @param {string} id */
async function pageWith(id) {
  const others = links().filter(isOther);
  const known = others.find((link) => link.dataset.ankare === id);
  if (known) return known.href;
  for (const { href } of others) {
    const part = await read(href).catch(() => null);
    if (part && all(part, "[id]").some((one) => one.id === id)) return href;
  }
  return "";
}

/** What *hash* of an address names; anybody can write one that means nothing. @param {string} hash */
function decoded(hash) {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

/** Lead on to the page of the list that has what the address names. */
export async function start() {
  const lead = async () => {
    const id = decoded(location.hash.slice(1));
    const address = id && !document.getElementById(id) ? await pageWith(id) : "";
    if (address) location.replace(address + location.search + location.hash);
  };
  addEventListener("hashchange", lead);
  await lead();
}
