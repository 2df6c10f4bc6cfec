// Where the employer is: a combobox over counties and municipalities, and the panel of the chosen county.
// The combobox follows the pattern of the ARIA Authoring Practices Guide: list autocomplete with manual selection.
// ?kommun= or ?region= holds the choice. Nothing is stored.

import { change, chosen, onReturn } from "../adress.js";
import { REST, speaker } from "../besked.js";
import { all, around, find, make } from "../element.js";
import { distance, placeNamed, plain, suggestions } from "./platser.js";
import { t } from "../texter.js";

/** @import { Spelled } from "./platser.js" */
/** @typedef {Spelled & { panel: HTMLElement, link?: HTMLAnchorElement | null }} Place */

/** The places that the page's panels hold. @param {HTMLElement} box @returns {Place[]} */
function placesIn(box) {
  return all(box, "[data-platsvy]").flatMap((panel) => {
    const county = panel.dataset.lan ?? "";
    const region = (find(panel, "a").textContent ?? "").replace(/^Region | län$/g, "");
    const own = [county, county.replace(/s? län$/, ""), region, `Region ${region}`];
    const towns = all(panel, "[data-kommun]").map((item) => {
      const name = (item.textContent ?? "").trim();
      const spellings = [name, ...(item.dataset.stavas?.split("|") ?? [])].map(plain);
      return /** @type {Place} */ ({ kind: "kommun", key: item.dataset.kommun, name, county, panel, spellings, link: item.querySelector("a") });
    });
    return [/** @type {Place} */ ({ kind: "region", key: panel.dataset.platsvy, name: county, county, panel, spellings: own.map(plain) }), ...towns];
  });
}

/**
 * Start the place chooser *box*. Gives { places, shown(), show(place) }; the box sends the event "plats" when another
 * place is chosen, and follows the address when people go back.
 * @param {HTMLElement} box
 */
export function start(box) {
  const part = (/** @type {string} */ name) => find(box, `[data-${name}]`);
  const field = find(box, "[role=combobox]", HTMLInputElement);
  const popup = find(box, "[role=listbox]");
  const [holder, shelf, clear, fault] = [part("platsvald"), part("platsalla"), part("platsrensa"), part("platsfel")];
  const say = speaker(part("platsstatus"));
  const places = placesIn(box);
  /** @type {Place[]} */
  let offered = [];
  let active = -1;
  /** @type {Place | null} */
  let now = null;

  /** @param {Place | null} place */
  function show(place) {
    if (now) {
      shelf.append(now.panel);
      find(now.panel, "[data-platsrad]").hidden = true;
    }
    now = place;
    field.value = place?.name ?? "";
    wrong("");
    clear.hidden = !place;
    holder.replaceChildren(...(place ? [place.panel] : []));
    if (place?.kind === "kommun") {
      const line = find(place.panel, "[data-platsrad]");
      line.textContent = t("plats.ligger_i", { namn: place.name, lan: place.county });
      if (place.link) line.append(" ", make("a", { href: place.link.href }, t("plats.na", { namn: place.name })));
      line.hidden = false;
    }
  }

  /** What is wrong with the text of the field, below it; "" when nothing is. @param {string} text */
  function wrong(text) {
    fault.textContent = text;
    fault.hidden = !text;
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  /** The text stays as it was written, with what to do about it below. */
  function refuse() {
    const [likeliest] = suggestions(field.value, places);
    wrong(likeliest ? t("plats.menar", { namn: likeliest.name }) : t("plats.okand", { text: field.value.trim() }));
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

  /** @param {string} text */
  function offer(text) {
    offered = suggestions(text, places);
    popup.replaceChildren(...offered.map((place, nth) => {
      const more = place.kind === "kommun" ? [" ", make("span", "liten", place.county)] : [];
      return make("li", { id: `plats-forslag-${nth}`, role: "option", "aria-selected": "false" }, place.name, ...more);
    }));
    close();
    popup.hidden = !offered.length;
    field.setAttribute("aria-expanded", String(offered.length > 0));
    wrong("");
    say(!text.trim() ? "" : t("plats.forslag", { antal: offered.length }), REST);
  }

  /** @param {number} nth */
  function mark(nth) {
    active = nth;
    for (const [at, option] of [...popup.children].entries()) option.setAttribute("aria-selected", String(at === nth));
    if (nth < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", popup.children[nth].id);
    popup.children[nth].scrollIntoView({ block: "nearest" });
  }

  /** The only place that is spelled as the field says; null without one. */
  const spelled = () => placeNamed(field.value, places);

  /** The place that Enter means when none is marked: the first that begins with what is typed. */
  const meant = () => (offered.length && distance(plain(field.value), offered[0]) === 0 ? offered[0] : null);

  /** @param {Place | null} place */
  function choose(place) {
    change((wanted) => {
      wanted.delete("kommun");
      wanted.delete("region");
      if (place) wanted.set(place.kind, place.key);
    });
    close();
    show(place);
    say(place ? t("plats.visar", { namn: place.name, lan: place.county }) : t("plats.ingen"));
    box.dispatchEvent(new Event("plats"));
  }

  field.addEventListener("input", () => offer(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
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
      else if (field.value.trim()) refuse();
      else if (now) choose(null);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    }
  });
  field.addEventListener("blur", () => {
    const whole = spelled();
    close();
    if (whole && whole !== now) return choose(whole);
    if (!field.value.trim()) show(now);
    else if (field.value !== now?.name) refuse();
  });
  popup.addEventListener("pointerdown", (event) => event.preventDefault()); // The field keeps the focus.
  popup.addEventListener("click", (event) => {
    const option = around(event, "[role=option]");
    if (option) choose(offered[[...popup.children].indexOf(option)]);
  });
  clear.addEventListener("click", () => {
    choose(null);
    field.focus();
  });
  onReturn(() => show(fromAddress()));
  part("platsfalt").hidden = false;
  show(fromAddress());
  return { places, shown: () => now, show };
}
