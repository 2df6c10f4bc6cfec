// The decision helper in place: an answer brings the next page without a reload. Each answer is an ordinary link, so
// everything works without this file; it also remembers, in the history entry alone, what was answered on the way.

import { chosen } from "./adress.js";
import { all, around, find, make, toHeading } from "./element.js";
import { withoutMeeting } from "./mote/val.js";
import { t } from "./texter.js";

/** @typedef {{ fraga: string, svar: string }} Answer */

/** What the page lets answers carry along: the name of a filter, and how the address of the list that has it ends. */
const carried = () => all(document, "main [data-bar]")[0]?.dataset ?? {};

const meeting = () => "motesvy" in document.documentElement.dataset;

/** @type {Answer[]} What was answered on the way to the page that is shown. */
let trail = [];
let shownPath = location.pathname;
let latest = 0;

/** Links outside <main> keep leading where they did when the address gets another depth. */
function fixOutside() {
  const links = "body > :not(main) a[href], body > :not(main) form[action], link[rel=icon]";
  for (const element of document.querySelectorAll(links)) {
    if (element instanceof HTMLFormElement) element.setAttribute("action", element.action);
    else if (element instanceof HTMLAnchorElement || element instanceof HTMLLinkElement) element.setAttribute("href", element.href);
  }
}

/** The page at *address*, its links made whole; null when another one has been asked for meanwhile. @param {URL} address */
async function load(address) {
  const ticket = ++latest;
  const answer = await fetch(address, { credentials: "omit" }).catch((error) => (ticket === latest ? Promise.reject(error) : null));
  if (answer && !answer.ok) throw new Error(String(answer.status));
  const text = await answer?.text();
  if (text === undefined || ticket !== latest) return null;
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const link of page.querySelectorAll(".sajtfot a[href]")) link.setAttribute("href", new URL(link.getAttribute("href") ?? "", address).href);
  return page;
}

/** @param {Document} page */
function draw(page) {
  const fresh = find(page, "main");
  document.title = page.title;
  find(document, "main").replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
  find(document, ".sajtfot").replaceWith(document.importNode(find(page, ".sajtfot"), true));
  shownPath = location.pathname;
  ready();
  const heading = find(document, "main h1");
  if (!meeting()) toHeading(heading);
  scrollTo(0, 0);
  dispatchEvent(new CustomEvent("kb:sida"));
}

/**
 * Give *address* the filter that an earlier answer left in the address of this page, whose question is *search*.
 * @param {URL} address
 * @param {string} search
 */
export function carry(address, search = location.search) {
  const { bar = "" } = carried();
  const value = bar && new URLSearchParams(search).get(bar);
  if (value && !address.searchParams.has(bar)) address.searchParams.set(bar, value);
  return address;
}

/** What was answered on the way, shown on the last page; links to the list are filled in with it. */
function ready() {
  for (const tools of all(document, "[data-sidverktyg]")) tools.hidden = false;
  for (const contents of all(document, "[data-innehall]")) contents.toggleAttribute("open", matchMedia("(min-width: 64rem)").matches);
  const { barTill = "" } = carried();
  for (const link of all(document, "main a[href]", HTMLAnchorElement)) {
    if (barTill && link.getAttribute("href")?.endsWith(barTill)) link.href = carry(new URL(link.href)).href;
  }
  for (const back of all(document, "main [data-tillbaka]")) back.hidden = !trail.length;
  const industry = chosen().get(carried().bar ?? "");
  for (const models of all(document, "main [data-bransch]")) models.hidden = models.dataset.bransch !== industry;
  const [place] = all(document, "main [data-mina-svar]");
  if (!place || !trail.length) return;
  place.replaceChildren(make("h2", { id: "del-mina-svar" }, t("mote.du_svarade")),
    make("ol", {}, ...trail.map(({ fraga, svar }) => make("li", {}, `${fraga} `, make("strong", {}, svar)))));
  place.hidden = false;
}

/** @param {HTMLAnchorElement} link @param {Answer[]} answered */
async function follow(link, answered) {
  const address = link.matches("[data-svar]") ? carry(new URL(link.href)) : new URL(link.href);
  if (meeting()) address.searchParams.set("mote", "1");
  try {
    const page = await load(address);
    if (!page) return;
    trail = answered;
    history.pushState({ vag: trail }, "", address);
    draw(page);
  } catch {
    location.href = address.href;
  }
}

/** What the answer says, without its line of help. @param {HTMLElement} link */
const answerOf = (link) => [...link.childNodes].filter((node) => node instanceof Text).map((node) => node.data).join("").trim();

export function start() {
  fixOutside();
  document.addEventListener("click", (event) => {
    if (around(event, "[data-tillbaka] button")) return history.back();
    const link = around(event, "a[data-svar], a[data-borja-om]", HTMLAnchorElement);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const question = document.querySelector("main [data-fraga]")?.getAttribute("data-fraga");
    follow(link, link.matches("[data-svar]") && question ? [...trail, { fraga: question, svar: answerOf(link) }] : []);
  });
  addEventListener("popstate", async (event) => {
    if (event.state?.vag === undefined) return history.replaceState({ vag: trail }, ""); // An anchor on the same page.
    // The meeting view was left: take it out of the address of an earlier page.
    if (!meeting() && location.search.includes("mote=1")) history.replaceState(history.state, "", withoutMeeting(location.href));
    trail = event.state.vag;
    if (location.pathname === shownPath) {
      latest += 1; // What was on its way to another page is not drawn.
      return;
    }
    try {
      const page = await load(new URL(location.href));
      if (page) draw(page);
    } catch {
      location.reload();
    }
  });
  trail = history.state?.vag ?? [];
  history.replaceState({ vag: trail }, "");
  ready();
}
