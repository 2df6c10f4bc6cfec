// The list of occupations: what people call the occupation leads to the models that cover it. ?q= holds the word.

import { make } from "../element.js";
import { change, chosen, put } from "./adress.js";
import { ask } from "./fraga.js";

const PAUSE = 120; // Milliseconds without a key before an answer.
const MOST = 6; // Occupations, and nearby models, shown at a time.

/** Start the list *list*; *root* is the relative path to the site's start. */
export async function start(list, root) {
  const form = list.querySelector("[data-yrkessok]");
  const [status, results] = [form.querySelector("[data-yrkesstatus]"), list.querySelector("[data-yrkestraffar]")];
  const field = form.elements.q;
  let latest = 0;

  const link = (text, address) => {
    const made = make("a", "", text);
    made.href = `${root}/${address}`;
    return made;
  };
  const modelLinks = (ids, titles) =>
    ids.flatMap((id, nth) => [...(nth ? [", "] : []), link(titles.get(id), `branschmodeller/${id}/`)]);

  async function show() {
    const ticket = ++latest;
    const text = (chosen().get("q") ?? "").trim();
    const found = text ? await ask(text, root).catch(() => null) : null;
    if (ticket !== latest) return;
    if (!found) {
      results.replaceChildren();
      status.textContent = text ? "Sökningen kunde inte starta. Leta i listan." : "";
      return;
    }
    const occupations = found.occupations.slice(0, MOST);
    const covered = new Set(occupations.flatMap((one) => [...one.modeller, ...one.narmast]));
    const nearby = [...found.models.keys()].filter((id) => !covered.has(id)).slice(0, MOST);
    const rows = occupations.map((one) => make("li", "", link(one.titel, `yrken/${one.yrke}/`), ": ",
      ...(one.modeller.length ? modelLinks(one.modeller, found.titles) : ["ingen känd branschmodell, se andra vägar"])));
    const lines = rows.length ? [make("ul", "yrkesnamn", ...rows)] : [];
    if (nearby.length) lines.push(make("p", "", "Närliggande, men ingen källa säger att modellen gäller just det: ", ...modelLinks(nearby, found.titles), "."));
    results.replaceChildren(...lines);
    status.textContent = rows.length === 1 ? "1 yrke." : rows.length ? `${rows.length} yrken.` : nearby.length ? "Inget yrke heter så i källorna." : "Inga träffar. Leta i listan, eller pröva ett annat ord.";
  }

  let typing;
  field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      change((wanted) => put(wanted, "q", field.value.trim()), { replace: history.state?.typing, state: { typing: true } });
      show();
    }, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (matchMedia("(pointer: coarse)").matches) field.blur();
  });
  const follow = () => {
    field.value = chosen().get("q") ?? "";
    return show();
  };
  addEventListener("popstate", follow);
  form.hidden = false;
  await follow();
}
