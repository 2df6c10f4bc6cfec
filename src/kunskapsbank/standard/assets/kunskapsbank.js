// What every page needs in the browser: filters on lists, the contents list open where there is room, and search when the page has a search result list.
// Nothing is stored, and nothing is sent anywhere but to this site's own files.

/** Show only the list items that match every chosen filter; the choice stands in the address. */
function startFilters(list) {
  const form = list.querySelector("[data-filter]");
  if (!form) return;
  const items = [...list.querySelectorAll("[data-post]")];
  const status = list.querySelector("[data-filterstatus]");
  const choices = [...form.querySelectorAll("select")];
  form.hidden = false;

  const show = () => {
    let count = 0;
    for (const item of items) {
      const fits = choices.every((c) => !c.value || (item.dataset[c.name] ?? "").split(" ").includes(c.value));
      item.hidden = !fits;
      count += fits;
    }
    status.textContent = count === items.length ? `Visar alla ${count}.` : `Visar ${count} av ${items.length}.`;
  };
  const read = () => {
    const wanted = new URLSearchParams(location.search);
    for (const choice of choices) {
      const value = wanted.get(choice.name) ?? "";
      choice.value = [...choice.options].some((o) => o.value === value) ? value : "";
    }
    show();
  };
  form.addEventListener("change", () => {
    const wanted = new URLSearchParams(location.search);
    for (const choice of choices) choice.value ? wanted.set(choice.name, choice.value) : wanted.delete(choice.name);
    const query = wanted.toString();
    history.pushState(null, "", query ? `?${query}` : location.pathname);
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", read);
  read();
}

const wide = matchMedia("(min-width: 64rem)");
document.querySelectorAll("[data-innehall]").forEach((contents) => (contents.open = wide.matches));
document.querySelectorAll("[data-filterlista]").forEach(startFilters);
const searchPage = document.querySelector("[data-soksida]");
if (searchPage) {
  const { rot, sokindex } = document.body.dataset;
  import("./sok/sida.js").then((search) => search.start(searchPage, rot, sokindex)).catch((error) => {
    searchPage.querySelector("[data-sokstatus]").textContent = "Sökningen kunde inte starta.";
    searchPage.querySelector("[data-sokinga]").hidden = false;
    throw error;
  });
}

// What only some pages need is read there: [where it starts, the module].
const parts = [
  ["[data-modellista]", "lista"],
  ["[data-jamforelse]", "jamfor"],
  ["[data-yrkesregister]", "yrken"],
  ["[data-plats]:not([data-modellista] *)", "plats"],
];
for (const [selector, name] of parts) {
  const element = document.querySelector(selector);
  if (!element) continue;
  import(`./branschmodeller/${name}.js`).then((part) => part.start(element, document.body.dataset.rot))
    .catch((error) => {
      element.querySelector("[data-modellfilter]")?.remove(); // The whole list can still be read.
      throw error;
    });
}
document.querySelectorAll("[data-sidverktyg]").forEach((tools) => (tools.hidden = false));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-skriv-ut]")) print();
  const opener = event.target.closest("[data-mote]");
  if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  import("./mote.js").then((meeting) => meeting.start());
});
const wantsMeeting = location.hash === "#mote" || new URLSearchParams(location.search).get("mote") === "1";
if (document.querySelector("[data-vagval]")) import("./vagval.js").then((choices) => choices.start());
if (wantsMeeting && document.querySelector("[data-mote]")) import("./mote.js").then((meeting) => meeting.start());
document.querySelectorAll("[data-checklista]").forEach((form) => import("./checklista.js").then((lists) => lists.start(form)));
document.querySelectorAll("[data-jamfor]").forEach((root) => import("./jamfor.js").then((ways) => ways.start(root)));
const clippings = document.querySelector("[data-klippbok]");
if (clippings) import("./kopiera.js").then((copying) => copying.start(clippings));
