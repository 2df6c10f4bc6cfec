// The decision helper in place: an answer brings the next page without a reload. Each answer is an ordinary link, so
// everything works without this file; it also remembers, in the history entry alone, what was answered on the way.

import { make } from "./element.js";

const INDUSTRY = "branschgrupp"; // Named as the filter in the list of industry models.

const meeting = () => "motesvy" in document.documentElement.dataset;

let trail = []; // What was answered on the way to the page that is shown: [{ fraga, svar }].
let shownPath = location.pathname;
let latest = 0;

/** Links outside <main> keep leading where they did when the address gets another depth. */
function fixOutside() {
  const links = "body > :not(main) a[href], body > :not(main) form[action], link[rel=icon]";
  for (const element of document.querySelectorAll(links)) {
    const name = element.tagName === "FORM" ? "action" : "href";
    element.setAttribute(name, element[name]);
  }
}

/** The page at *address*, its links made whole; null when another one has been asked for meanwhile. */
async function load(address) {
  const ticket = ++latest;
  const answer = await fetch(address, { credentials: "omit" }).catch((error) => (ticket === latest ? Promise.reject(error) : null));
  if (answer && !answer.ok) throw new Error(String(answer.status));
  const text = await answer?.text();
  if (ticket !== latest) return null;
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const link of page.querySelectorAll(".sajtfot a[href]")) link.href = new URL(link.getAttribute("href"), address).href;
  return page;
}

function draw(page) {
  const fresh = page.querySelector("main");
  document.title = page.title;
  document.querySelector("main").replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
  document.querySelector(".sajtfot").replaceWith(document.importNode(page.querySelector(".sajtfot"), true));
  shownPath = location.pathname;
  ready();
  const heading = document.querySelector("main h1");
  heading.tabIndex = -1;
  if (!meeting()) heading.focus();
  scrollTo(0, 0);
  dispatchEvent(new CustomEvent("kb:sida"));
}

/** Give *address* the industry that an earlier answer left in the address of this page. */
function carry(address) {
  const industry = new URLSearchParams(location.search).get(INDUSTRY);
  if (industry && !address.searchParams.has(INDUSTRY)) address.searchParams.set(INDUSTRY, industry);
  return address;
}

/** What was answered on the way, shown on the last page; links to the industry models are filled in with it. */
function ready() {
  document.querySelectorAll("[data-sidverktyg]").forEach((tools) => (tools.hidden = false));
  document.querySelectorAll("[data-innehall]").forEach((contents) => (contents.open = matchMedia("(min-width: 64rem)").matches));
  for (const link of document.querySelectorAll('main a[href$="/branschmodeller/"]')) link.href = carry(new URL(link.href));
  const place = document.querySelector("main [data-mina-svar]");
  if (!place || !trail.length) return;
  place.replaceChildren(make("h2", { id: "del-mina-svar" }, "Du svarade"),
    make("ol", {}, ...trail.map(({ fraga, svar }) => make("li", {}, `${fraga} `, make("strong", {}, svar)))));
  place.hidden = false;
}

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

/** Take the meeting view that was left out of the address of an earlier page. */
function leaveMeeting() {
  const url = new URL(location.href);
  url.searchParams.delete("mote");
  history.replaceState(history.state, "", url);
}

/** What the answer says, without its line of help. */
const answerOf = (link) => [...link.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join("").trim();

export function start() {
  fixOutside();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-svar], a[data-borja-om]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const asked = document.querySelector("main [data-fraga]");
    follow(link, link.matches("[data-svar]") && asked ? [...trail, { fraga: asked.dataset.fraga, svar: answerOf(link) }] : []);
  });
  addEventListener("popstate", async (event) => {
    if (event.state?.vag === undefined) return history.replaceState({ vag: trail }, ""); // An anchor on the same page.
    if (!meeting() && location.search.includes("mote=1")) leaveMeeting();
    trail = event.state.vag;
    if (location.pathname === shownPath) return void (latest += 1); // What was on its way to another page is not drawn.
    try {
      const page = await load(location.href);
      if (page) draw(page);
    } catch {
      location.reload();
    }
  });
  trail = history.state?.vag ?? [];
  history.replaceState({ vag: trail }, "");
  ready();
}
