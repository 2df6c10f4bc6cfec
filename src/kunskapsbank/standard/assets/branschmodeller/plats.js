// Where the employer is: a combobox over counties and municipalities, and the panel of the chosen county.
// The combobox follows the pattern of the ARIA Authoring Practices Guide: list autocomplete with manual selection.
// ?kommun= or ?region= holds the choice. Nothing is stored.

import { make } from "../element.js";
import { fold } from "../sok/analys.js";
import { edits } from "../sok/plan.js";
import { change, chosen } from "./adress.js";

const MOST = 8; // Suggestions shown at a time.
const plain = (text) => fold(text.toLowerCase().trim());

/** The places that the page's panels hold: [{ kind, key, name, county, panel, spellings }]. */
function placesIn(box) {
  return [...box.querySelectorAll("[data-platsvy]")].flatMap((panel) => {
    const county = panel.dataset.lan;
    const region = panel.querySelector("a").textContent.replace(/^Region | län$/g, "");
    const own = [county, county.replace(/s? län$/, ""), region, `Region ${region}`];
    const place = (kind, key, name, spellings) => ({ kind, key, name, county, panel, spellings: spellings.map(plain) });
    const towns = [...panel.querySelectorAll("[data-kommun]")].map((item) => {
      const name = item.textContent.trim();
      return place("kommun", item.dataset.kommun, name, [name, ...(item.dataset.stavas?.split("|") ?? [])]);
    });
    return [place("region", panel.dataset.platsvy, county, own), ...towns];
  });
}

/** How far *typed* is from a place: 0 begins with it, 1 holds it, 2 is nearly it; Infinity is something else. */
function distance(typed, place) {
  if (place.spellings.some((one) => one.startsWith(typed))) return 0;
  if (typed.length > 2 && place.spellings.some((one) => one.includes(typed))) return 1;
  const allowed = typed.length > 7 ? 2 : typed.length > 3 ? 1 : 0;
  const near = (one) => allowed && Math.min(edits(typed, one, allowed), edits(typed, one.slice(0, typed.length), allowed)) <= allowed;
  return place.spellings.some(near) ? 2 : Infinity;
}

/** Places that *text* may mean, the likeliest first. */
export function suggestions(text, places) {
  const typed = plain(text);
  if (!typed) return [];
  const ranked = places.map((place) => [distance(typed, place), place]).filter(([far]) => far < Infinity);
  const best = Math.min(...ranked.map(([far]) => far));
  const kept = best < 2 ? ranked.filter(([far]) => far < 2) : ranked;
  return kept.sort(([a, x], [b, y]) => a - b || x.name.localeCompare(y.name, "sv")).map(([, place]) => place).slice(0, MOST);
}

/** The place that the word *word* names, as it is or in the genitive; null when it names none. */
export function placeNamed(word, places) {
  const names = [plain(word), plain(word).replace(/s$/, "")];
  const exact = (kind) => places.find((place) => place.kind === kind && place.spellings.some((one) => names.includes(one)));
  return exact("kommun") ?? exact("region") ?? null;
}

/**
 * Start the place chooser *box*. Gives { places, shown(), show(place) }; the box sends the event "plats" when another
 * place is chosen, and follows the address when people go back.
 */
export function start(box) {
  const part = (name) => box.querySelector(`[data-${name}]`);
  const field = box.querySelector("[role=combobox]");
  const popup = box.querySelector("[role=listbox]");
  const [holder, shelf, clear, status] = [part("platsvald"), part("platsalla"), part("platsrensa"), part("platsstatus")];
  const places = placesIn(box);
  let offered = [];
  let active = -1;
  let now = null;

  function show(place) {
    if (now) {
      shelf.append(now.panel);
      now.panel.querySelector("[data-platsrad]").hidden = true;
    }
    now = place;
    field.value = place?.name ?? "";
    clear.hidden = !place;
    holder.replaceChildren(...(place ? [place.panel] : []));
    if (place?.kind === "kommun") {
      const line = place.panel.querySelector("[data-platsrad]");
      line.textContent = `${place.name} ligger i ${place.county}.`;
      line.hidden = false;
    }
  }

  function fromAddress() {
    const wanted = chosen();
    return places.find((place) => wanted.get(place.kind) === place.key) ?? null;
  }

  function close() {
    popup.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function offer(text) {
    offered = suggestions(text, places);
    popup.replaceChildren(...offered.map((place, nth) => {
      const option = make("li", "", place.name);
      if (place.kind === "kommun") option.append(" ", make("span", "liten", place.county));
      option.id = `plats-forslag-${nth}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      return option;
    }));
    close();
    popup.hidden = !offered.length;
    field.setAttribute("aria-expanded", String(offered.length > 0));
    status.textContent = !text.trim() ? "" : offered.length ? `${offered.length} förslag.` : "Ingen kommun eller inget län i de fem länen heter så.";
  }

  function mark(nth) {
    active = nth;
    [...popup.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === nth)));
    if (nth < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", popup.children[nth].id);
    popup.children[nth].scrollIntoView({ block: "nearest" });
  }

  /** The only place that is spelled as the field says; null without one. */
  const spelled = () => placeNamed(field.value, places);

  /** The place that Enter means when none is marked: the first that begins with what is typed. */
  const meant = () => (offered.length && distance(plain(field.value), offered[0]) === 0 ? offered[0] : null);

  function choose(place) {
    change((wanted) => {
      wanted.delete("kommun");
      wanted.delete("region");
      if (place) wanted.set(place.kind, place.key);
    });
    close();
    show(place);
    status.textContent = place ? `${place.name}: visar kontakten i ${place.county}.` : "Ingen plats vald.";
    box.dispatchEvent(new Event("plats"));
  }

  field.addEventListener("input", () => offer(field.value));
  field.addEventListener("keydown", (event) => {
    const open = !popup.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) offer(field.value);
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (offered.length) mark(active < 0 && step < 0 ? offered.length - 1 : (active + step + offered.length) % offered.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const wanted = offered[active] ?? meant();
      if (open && wanted) choose(wanted);
      else if (!field.value.trim() && now) choose(null);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    }
  });
  field.addEventListener("blur", () => {
    const whole = spelled();
    close();
    if (whole && whole !== now) return choose(whole);
    if (field.value === (now?.name ?? "")) return;
    field.value = now?.name ?? "";
    status.textContent = now ? `${now.name} är kvar.` : "Ingen plats vald.";
  });
  popup.addEventListener("pointerdown", (event) => event.preventDefault()); // The field keeps the focus.
  popup.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(offered[[...popup.children].indexOf(option)]);
  });
  clear.addEventListener("click", () => {
    choose(null);
    field.focus();
  });
  addEventListener("popstate", () => show(fromAddress()));
  part("platsfalt").hidden = false;
  show(fromAddress());
  return { places, shown: () => now, show };
}
