// The search page: reads ?q= and the filters, asks the index, and draws an ordered list of hits.

const PAGE_SIZE = 10; // Hits drawn at a time.
const FILTERS = [["slag", "Slag"], ["fokusomraden", "Fokusområde"], ["malgrupper", "Målgrupp"], ["regioner", "Region"]];

/** An element with a class and text; text is never read as HTML. */
function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** The index's excerpt, where only <mark> is markup, as nodes. */
function marked(excerpt) {
  const parsed = new DOMParser().parseFromString(excerpt, "text/html").body;
  const out = make("p", "traff-text");
  for (const node of parsed.childNodes) {
    out.append(node.nodeName === "MARK" ? make("mark", "", node.textContent) : node.textContent);
  }
  return out;
}

function hit(data) {
  const item = make("li", "traff");
  if (data.meta.slag) item.append(make("p", "slag", data.meta.slag));
  const link = make("a", "traff-rubrik", data.meta.title);
  link.href = data.url;
  item.append(link);
  if (data.meta.ingress) item.append(make("p", "traff-ingress", data.meta.ingress));
  item.append(marked(data.excerpt));
  return item;
}

function filterChoice(name, label, counts, chosen, onChange) {
  const box = make("div", "filterval");
  const caption = make("label", "", label);
  const select = make("select");
  caption.htmlFor = select.id = `sokfilter-${name}`;
  select.append(new Option("Alla", ""));
  for (const [value, count] of Object.entries(counts).sort(([a], [b]) => a.localeCompare(b, "sv"))) {
    if (count || value === chosen) select.append(new Option(`${value} (${count})`, value));
  }
  select.value = chosen ?? "";
  select.addEventListener("change", () => onChange(select.value));
  box.append(caption, select);
  return box;
}

/** Start the search page *page*; *root* is the relative path to the site's start. */
export async function start(page, root) {
  const field = page.querySelector("input[name=q]");
  const list = page.querySelector("[data-search-results]");
  const status = page.querySelector("[data-sokstatus]");
  const filterBox = page.querySelector("[data-sokfilter]");
  const more = page.querySelector("[data-sokmer]");
  let results = [];
  let drawn = 0;
  let latest = 0;

  const index = import(new URL(`${root}/pagefind/pagefind.js`, location.href).href).then(async (pagefind) => {
    await pagefind.options({ excerptLength: 24 });
    await pagefind.init();
    await pagefind.filters(); // Without this, searches carry no counts.
    return pagefind;
  });

  const state = () => new URLSearchParams(location.search);
  const change = (edit, replace = false) => {
    const wanted = state();
    edit(wanted);
    history[replace ? "replaceState" : "pushState"](null, "", `?${wanted}`);
    search();
  };

  async function draw() {
    const next = await Promise.all(results.slice(drawn, drawn + PAGE_SIZE).map((r) => r.data()));
    drawn += next.length;
    list.append(...next.map(hit));
    more.hidden = drawn >= results.length;
  }

  async function search() {
    const ticket = ++latest;
    const wanted = state();
    const query = (wanted.get("q") ?? "").trim();
    if (document.activeElement !== field) field.value = query;
    if (!query) {
      list.replaceChildren();
      filterBox.hidden = more.hidden = true;
      status.textContent = "Skriv ett eller flera ord.";
      return;
    }
    list.setAttribute("aria-busy", "true");
    try {
      const pagefind = await index;
      const filters = Object.fromEntries(FILTERS.filter(([n]) => wanted.get(n)).map(([n]) => [n, wanted.get(n)]));
      const found = await pagefind.search(query, { filters });
      if (ticket !== latest) return;
      results = found.results;
      drawn = 0;
      list.replaceChildren();
      filterBox.replaceChildren(
        ...FILTERS.map(([name, label]) => filterChoice(name, label, found.filters[name] ?? {}, wanted.get(name),
          (value) => change((w) => (value ? w.set(name, value) : w.delete(name))))),
      );
      filterBox.hidden = false;
      await draw();
      status.textContent = results.length === 1 ? "1 träff" : results.length ? `${results.length} träffar`
        : "Inga träffar. Pröva ett annat ord, eller leta i registret A–Ö.";
    } catch {
      status.textContent = "Sökningen kunde inte starta. Leta i registret A–Ö i stället.";
    } finally {
      if (ticket === latest) list.removeAttribute("aria-busy");
    }
  }

  let typing;
  field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => change((w) => w.set("q", field.value), true), 150);
  });
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    change((w) => w.set("q", field.value));
  });
  more.addEventListener("click", async () => {
    const first = list.children.length;
    await draw();
    list.children[first]?.querySelector("a")?.focus();
  });
  addEventListener("popstate", () => {
    field.value = state().get("q") ?? "";
    search();
  });
  field.value = state().get("q") ?? "";
  await search();
}
