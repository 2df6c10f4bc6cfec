// The work that is open, what happens to it, and which view of it is shown. The view stands in the address after #.

import { speaker } from "../besked.js";
import { find, make, toHeading } from "../element.js";
import { button, chart, paper, row } from "./delar.js";
import { refusal } from "./filer.js";
import { forget, KEY, keep, kept } from "./lager.js";
import { asked, dayOf, levelOf } from "./modell.js";
import { carried, opened } from "./oppna.js";
import { t } from "./ord.js";
import { report } from "./rapport.js";
import { profile } from "./resultat.js";
import { draw as files } from "./vy_filer.js";
import { draw as plan } from "./vy_plan.js";
import { draw as result } from "./vy_resultat.js";
import { draw as begin } from "./vy_start.js";
import { draw as answers } from "./vy_svara.js";

/** @import { Saved, Tool } from "./modell.js" */
/** @import { Changes } from "./oppna.js" */

/** @type {[id: string, draw: (app: App) => Node[], name: () => string][]} */
const VIEWS = [
  ["vy-start", begin, () => t("skattning.vy_start")],
  ["vy-svara", answers, () => t("skattning.vy_svara")],
  ["vy-resultat", result, () => t("skattning.vy_resultat")],
  ["vy-plan", plan, () => t("skattning.vy_plan")],
  ["vy-filer", files, () => t("skattning.vy_filer")],
];
const AREA = "omrade-"; // Begins the anchor of an area, before its id.

export class App {
  /** @param {Tool} tool @param {string} root The way to the start of the site. @param {HTMLElement} page Holds the empty form; the tool is put before it. */
  constructor(tool, root, page) {
    this.tool = tool;
    this.root = root;
    this.form = find(page, "[data-skattningsblankett]");
    /** @type {Saved | null} */
    this.saved = null;
    /** @type {Saved | null} What the work is compared with. */
    this.earlier = null;
    /** @type {Changes | null} What differs since the version that the work was begun with. */
    this.changes = null;
    this.group = false; // Whether a group answers together.
    this.unsaved = false;
    this.keeps = false; // Whether changes are kept on the device.
    this.last = 0; // The change of the device's that this tab knows of.
    this.told = ""; // What is said when the next view is shown.
    this.wantsForm = false; // Whether the empty form is what is to be printed.
    const status = make("p", { class: "filterstatus", role: "status" });
    this.say = speaker(status);
    this.nav = make("nav", { class: "skattning-steg", "aria-label": t("skattning.delar") });
    this.warning = make("div", { role: "alert" });
    this.view = make("div", "skattning-vy");
    this.paper = make("div", "skattning-rapport");
    page.prepend(make("div", "skattning-verktyg", this.nav, status, this.warning, this.view), this.paper);
    this.form.hidden = true;
    this.listen();
    this.reopen();
    this.show(false);
  }

  listen() {
    addEventListener("hashchange", () => {
      this.show(true);
      this.say(this.told);
      this.told = "";
    });
    addEventListener("storage", ({ key }) => {
      if (this.keeps && (key === KEY || key === null) && (kept()?.andring ?? 0) !== this.last) this.warnOfOther();
    });
    addEventListener("beforeunload", (event) => {
      if (this.unsaved) event.preventDefault();
    });
    addEventListener("beforeprint", () => this.toPaper());
    addEventListener("afterprint", () => this.offPaper());
  }

  /** The work that is kept on the device, if any: it is opened as any other file. */
  reopen() {
    const found = kept();
    if (!found) return;
    const read = opened(found.text, this.tool);
    if ("refused" in read) return this.warn(`${t("skattning.sparat_olasligt")} ${refusal(read.refused, read.where)}`);
    this.last = found.andring;
    this.keeps = true;
    this.take(read.saved);
    this.unsaved = false;
    this.say(t("skattning.sparat_visas"));
  }

  /** Begin to work with *saved*, as of today's version. @param {Saved} saved */
  take(saved) {
    ({ saved: this.saved, changes: this.changes } = carried(this.tool, saved));
    this.earlier = null;
    this.group = saved.deltagare !== undefined || Object.values(saved.svar).some((answer) => answer.antal);
  }

  /** The work is *saved* from now on. @param {Saved} saved */
  change(saved) {
    this.saved = saved;
    this.unsaved = true;
    if (this.keeps) this.keepOnDevice();
    this.drawNav();
  }

  /** Keep the work on the device; what stands in the way is told, and nothing of another tab is written over. */
  keepOnDevice() {
    const { outcome, andring } = keep(JSON.stringify(this.saved), this.last);
    this.last = andring;
    this.keeps = outcome === "sparat" || outcome === "annan_flik";
    this.unsaved = outcome !== "sparat";
    if (outcome === "annan_flik") this.warnOfOther();
    else if (outcome === "fullt") this.warn(t("skattning.fullt"));
    else if (outcome === "tillats_inte") this.warn(t("skattning.tillats_inte"));
    else this.warning.replaceChildren();
    return outcome === "sparat";
  }

  /** Forget what the device keeps; the work stays open. */
  forget() {
    forget();
    this.keeps = false;
    this.unsaved = this.saved !== null;
    this.last = 0;
  }

  /** @param {string} text @param {...Node} more */
  warn(text, ...more) {
    this.warning.replaceChildren(make("div", "osakert", make("p", {}, text), ...more));
  }

  /** Another tab has changed what the device keeps: this one neither follows nor writes over it before it is told to. */
  warnOfOther() {
    const settle = (/** @type {() => void} */ action) => () => {
      this.warning.replaceChildren();
      action();
      this.show(true);
    };
    this.warn(t("skattning.annan_flik"), row(
      button(t("skattning.ta_andra"), settle(() => {
        const found = kept();
        if (found) this.reopen();
        else this.forget();
      })),
      button(t("skattning.behall"), settle(() => {
        this.last = kept()?.andring ?? 0;
        this.keepOnDevice();
      }), true)));
  }

  /** The statement that the address names, or the first without an answer in the area that it names, or of all. */
  get at() {
    const all = this.saved ? asked(this.tool, this.saved) : [];
    const hash = location.hash.slice(1);
    const own = hash.startsWith(AREA) ? all.filter(({ area }) => area.id === hash.slice(AREA.length)) : all;
    const open = own.find(({ statement }) => levelOf(this.saved?.svar[statement.id]) === null);
    return all.find(({ statement }) => statement.id === hash) ?? open ?? own[0] ?? all[0];
  }

  /** Which view the address asks for; without work, all begins at the beginning. */
  get shown() {
    const hash = location.hash.slice(1);
    if (!this.saved) return "vy-start";
    const statement = hash.startsWith(AREA) || this.tool.omraden.some((area) => area.pastaenden.some(({ id }) => id === hash));
    return statement ? "vy-svara" : (VIEWS.find(([id]) => id === hash)?.[0] ?? "vy-start");
  }

  /**
   * Show the view that the address asks for. A statement that was chosen for the reader gets an address of its own, so that
   * Back leads to it when it is answered. @param {boolean} focus Whether its heading takes the focus.
   */
  show(focus) {
    const at = this.shown === "vy-svara" ? `#${this.at.statement.id}` : location.hash;
    if (at !== location.hash) history.replaceState(history.state, "", at);
    const [, draw] = /** @type {typeof VIEWS[number]} */ (VIEWS.find(([id]) => id === this.shown));
    this.view.replaceChildren(...draw(this));
    this.view.classList.toggle("skattning-vy--grupp", this.group && this.shown === "vy-svara");
    this.drawNav();
    if (focus) toHeading(find(this.view, "h2"));
  }

  /** Go to *hash*, and say *told* there; where the address is that already, the view is drawn again. @param {string} hash @param {string} [told] */
  go(hash, told = "") {
    if (location.hash === `#${hash}`) {
      this.show(true);
      this.say(told);
    } else {
      this.told = told;
      location.hash = hash;
    }
  }

  drawNav() {
    this.nav.replaceChildren(make("ol", {}, ...VIEWS.map(([id, , name]) =>
      make("li", {}, this.saved || id === "vy-start" ? make("a", { href: `#${id}`, "aria-current": id === this.shown ? "step" : undefined }, name()) : make("span", {}, name())))));
  }

  /** Put the document in the page's place for a printer; without work the empty form. @param {boolean} [empty] Whether the form is wanted all the same. */
  toPaper(empty = this.wantsForm) {
    const saved = empty ? null : this.saved;
    document.documentElement.toggleAttribute("data-skattningsrapport", saved !== null);
    this.form.hidden = saved !== null;
    if (saved) this.paper.replaceChildren(...paper(report(this.tool, saved, dayOf(new Date()), this.earlier), chart(this.tool, profile(this.tool, saved))));
  }

  offPaper() {
    document.documentElement.removeAttribute("data-skattningsrapport");
    this.paper.replaceChildren();
    this.form.hidden = true;
    this.wantsForm = false;
  }

  /** Print the document, or the empty form. @param {boolean} form */
  print(form) {
    this.wantsForm = form;
    print();
  }
}
