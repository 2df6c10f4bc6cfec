// Up to three industry models side by side, from the same data that others can download. ?modeller=a,b,c holds which.

import { make } from "../element.js";
import { change, chosen, put } from "./adress.js";

const MOST = 3;
const LEFT_OUT = new Set(["id", "adress", "titel", "narliggande_yrken"]); // Columns that the table does not show.

/** Start the comparison *page*; *root* is the relative path to the site's start. */
export async function start(page, root) {
  const part = (name) => page.querySelector(`[data-${name}]`);
  const [status, holder, chooser] = [part("jamforstatus"), part("jamfortabell"), part("jamforval")];
  const [select, adder] = [chooser.querySelector("select"), chooser.querySelector("button")];
  const answer = await fetch(`${root}/data/branschmodeller.json`).catch(() => null);
  if (!answer?.ok) {
    status.textContent = "Uppgifterna kunde inte läsas. Modellernas egna sidor finns i listan nedanför.";
    return;
  }
  const data = await answer.json();
  const byId = new Map(data.poster.map((model) => [model.id, model]));
  const wanted = () => [...new Set((chosen().get("modeller") ?? "").split(","))].filter((id) => byId.has(id)).slice(0, MOST);

  const go = (ids) => {
    change((w) => put(w, "modeller", ids.join(",")));
    show();
  };

  function show() {
    const ids = wanted();
    const models = ids.map((id) => byId.get(id));
    const left = data.poster.filter((model) => !ids.includes(model.id));
    select.replaceChildren(new Option("Välj modell", ""), ...left.map((model) => new Option(model.titel, model.id)));
    if (ids.length >= MOST && chooser.contains(document.activeElement)) holder.focus();
    select.disabled = adder.disabled = ids.length >= MOST;
    holder.hidden = !models.length;
    holder.replaceChildren(...(models.length ? [table(data.kolumner, models, root, (id) => go(ids.filter((one) => one !== id)))] : []));
    status.textContent = models.length < 2 ? "Välj minst två modeller." : `Jämför ${models.length} modeller.`;
  }

  adder.addEventListener("click", () => {
    if (select.value) go([...wanted(), select.value]);
  });
  addEventListener("popstate", show);
  chooser.hidden = false;
  show();
}

function table(columns, models, root, remove) {
  const head = make("tr", "", make("td"));
  for (const model of models) {
    const name = make("a", "", model.titel);
    name.href = root + model.adress;
    const cell = make("th", "", name);
    cell.scope = "col";
    const button = make("button", "jamfortabort", "Ta bort", make("span", "dold-text", ` ${model.titel}`));
    button.type = "button";
    button.addEventListener("click", () => {
      remove(model.id);
      document.querySelector("#jamfor-lagg-till").focus();
    });
    cell.append(button);
    head.append(cell);
  }
  const rows = columns.filter((column) => !LEFT_OUT.has(column.namn)).map((column) => {
    const name = make("th", "", column.titel);
    name.scope = "row";
    return make("tr", "", name, ...models.map((model) => valueCell(model, column.namn, root)));
  });
  const caption = make("caption", "dold-text", "Branschmodeller bredvid varandra");
  return make("table", "", caption, make("thead", "", head), make("tbody", "", ...rows));
}

/** One answer; what no source says is told as such, with whom to ask. */
function valueCell(model, name, root) {
  const value = model[name];
  const values = Array.isArray(value) ? value : value === null ? [] : [value];
  if (!values.length) {
    const text = name === "regioner" ? "Inget län nämns i källorna" : name === "osakert" ? "–" : `Uppgift saknas – fråga ${model.fraga}`;
    return make("td", "saknas", text);
  }
  if (name === "webb") {
    const link = make("a", "", new URL(value).host.replace(/^www\./, ""));
    link.href = value;
    return make("td", "", link);
  }
  const texts = values.map((one) => one.titel ?? String(one));
  const long = texts.some((text) => text.length > 40);
  return long && texts.length > 1 ? make("td", "", make("ul", "", ...texts.map((text) => make("li", "", text)))) : make("td", "", texts.join(", "));
}
