// The decision helper in place: an answer brings the next page without a reload. Each answer is an ordinary link, so
// everything works without this file; it also remembers, in the history entry alone, what was answered on the way.

import { make } from "./mote.js";

const INDUSTRY = "branschgrupp"; // Named as the filter in the list of industry models.

const meeting = () => new URLSearchParams(location.search).get("mote") === "1";

/** Links outside <main> keep leading where they did when the address gets another depth. */
function fixOutside() {
  const links = "body > :not(main) a[href], body > :not(main) form[action], link[rel=icon]";
  for (const element of document.querySelectorAll(links)) {
    const name = element.tagName === "FORM" ? "action" : "href";
    element.setAttribute(name, element[name]);
  }
}

async function load(address) {
  const answer = await fetch(address, { credentials: "omit" });
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function draw(page) {
  const fresh = page.querySelector("main");
  document.title = page.title;
  document.querySelector("main").replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
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
  for (const link of document.querySelectorAll('main a[href$="/branschmodeller/"]')) link.href = carry(new URL(link.href));
  const place = document.querySelector("main [data-mina-svar]");
  const trail = history.state?.vag ?? [];
  if (!place || !trail.length) return;
  place.replaceChildren(make("h2", { id: "del-mina-svar" }, "Du svarade"),
    make("ol", {}, ...trail.map(({ fraga, svar }) => make("li", {}, `${fraga} `, make("strong", {}, svar)))));
  place.hidden = false;
}

async function follow(link, trail) {
  const address = link.matches("[data-svar]") ? carry(new URL(link.href)) : new URL(link.href);
  if (meeting()) address.searchParams.set("mote", "1");
  try {
    const page = await load(address);
    history.pushState({ vag: trail }, "", address);
    draw(page);
  } catch {
    location.href = address.href;
  }
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
    const before = history.state?.vag ?? [];
    const trail = link.matches("[data-svar]") && asked ? [...before, { fraga: asked.dataset.fraga, svar: answerOf(link) }] : [];
    follow(link, trail);
  });
  addEventListener("popstate", async (event) => {
    if (event.state?.vag === undefined) return;
    try {
      draw(await load(location.href));
    } catch {
      location.reload();
    }
  });
  if (!history.state?.vag) history.replaceState({ vag: [] }, "");
  ready();
}
