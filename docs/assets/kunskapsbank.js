// What every page needs in the browser: filters on lists, the contents list open where there is room, and search when the page has a search result list.
// Nothing is stored, and nothing is sent anywhere but to this site's own files.

/** Show only the list items that match every chosen filter; the choice stands in the address. */
function startFilters(list) {
  const form = list.querySelector("[data-filter]");
  const items = [...list.querySelectorAll("[data-post]")];
  const status = list.querySelector("[data-filterstatus]");
  const choices = [...form.querySelectorAll("select")];
  if (!choices.length) return;
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
  import("./sok/sida.js").then((search) => search.start(searchPage, rot, sokindex));
}
const clippings = document.querySelector("[data-klippbok]");
if (clippings) import("./kopiera.js").then((copying) => copying.start(clippings));
