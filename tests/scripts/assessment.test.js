import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName, slug } from "#assets/skattning/filer.js";
import { calendar, dayAfter, folded } from "#assets/skattning/kalender.js";
import { KEY, keep, kept } from "#assets/skattning/lager.js";
import { answered, asked, begun, freeId, levelOf, progress, spread } from "#assets/skattning/modell.js";
import { carried, gone, MOST_BYTES, opened } from "#assets/skattning/oppna.js";
import { added, isLate, isTaken, ofSuggestion, ordered, removed, revised, suggestions } from "#assets/skattning/plan.js";
import { answerInWords, notes, report } from "#assets/skattning/rapport.js";
import { disagreements, gaps, profile, shifts, strengths, unknowns } from "#assets/skattning/resultat.js";
import { merged } from "#assets/skattning/samla.js";
import { fault, isDay } from "#assets/skattning/schema.js";
import { answersTable, cell, planTable } from "#assets/skattning/tabell.js";
import { escaped, parts, word } from "#assets/skattning/word.js";
import { crc32 } from "#assets/skattning/zip.js";
import { NOW, TOOL } from "./assessment_tool.js";

const EMPTY = begun(TOOL, "skola", "Ekskolan", NOW);

/** Work of the school with *answers*: a level, or an answer, by id. @param {Record<string, any>} answers */
const work = (answers, name = "Ekskolan") => Object.entries(answers).reduce(
  (saved, [id, answer]) => answered(saved, id, typeof answer === "object" ? answer : { niva: answer }, NOW), { ...EMPTY, namn: name });

/** @param {unknown} value */
const file = (value) => opened(JSON.stringify(value), TOOL);

test("each is asked what is theirs, area by area, and what others have answered for them is there too", () => {
  assert.deepEqual(asked(TOOL, EMPTY).map((one) => [one.statement.id, one.number, one.of]), [["byta", 1, 2], ["slacka", 2, 2], ["sanka", 1, 1]]);
  assert.deepEqual(progress(TOOL, work({ byta: 3, kopa: 2 })).map(({ area, done, all }) => [area.id, done, all]), [["lampor", 2, 3], ["varme", 0, 1]]);
});

test("an answer that says nothing is taken away, and a note alone is kept", () => {
  assert.deepEqual(work({ byta: 3, slacka: { anteckning: "Fråga Bo." }, sanka: { niva: undefined, anteckning: "", antal: [0, 0, 0, 0, 0] } }).svar,
    { byta: { niva: 3 }, slacka: { anteckning: "Fråga Bo." } });
});

test("what several chose has the lower of the levels in the middle until they agree, and nobody knows when nobody did", () => {
  assert.deepEqual([[1, 0, 2, 0, 3], [1, 1, 0, 0, 0], [0, 0, 0, 0, 4], [0, 0, 0, 0, 0]].map((antal) => levelOf({ antal })), [3, 1, "vet-inte", null]);
  assert.equal(levelOf({ antal: [4, 0, 0, 0, 0], niva: 2 }), 2);
  assert.deepEqual([spread({ antal: [1, 0, 0, 2, 0] }), spread({ antal: [0, 3, 0, 0, 2] })], [{ low: 1, high: 4 }, null]);
});

test("the profile counts statements at each level and adds up no levels", () => {
  const rows = profile(TOOL, work({ byta: 1, slacka: "vet-inte" }));
  assert.deepEqual(rows.map(({ area, counts, unknown, open, of }) => [area.id, counts, unknown, open, of]), [["lampor", [1, 0, 0, 0], 1, 0, 2], ["varme", [0, 0, 0, 0], 0, 1, 1]]);
});

test("strengths, gaps and what nobody knows are told apart", () => {
  const saved = work({ byta: 4, slacka: 1, sanka: "vet-inte" });
  assert.deepEqual([strengths, gaps, unknowns].map((find) => find(TOOL, saved).map(({ statement: { id } }) => id)), [["byta"], ["slacka"], ["sanka"]]);
});

test("what gives most for least work is suggested first, and those who do not know begin at the beginning", () => {
  assert.deepEqual(suggestions(TOOL.omraden[0].pastaenden[0], 1).map(({ text }) => text), ["Läs på", "Be om hjälp", "Köp lampor"]);
  assert.deepEqual(suggestions(TOOL.omraden[0].pastaenden[0], "vet-inte"), suggestions(TOOL.omraden[0].pastaenden[0], 1));
  assert.deepEqual(suggestions(TOOL.omraden[0].pastaenden[0], 4), []);
});

test("a suggestion becomes an action that can be changed and taken out", () => {
  const [area] = TOOL.omraden;
  const [one] = suggestions(area.pastaenden[0], 2);
  let saved = added(added(EMPTY, ofSuggestion(area, area.pastaenden[0], one), NOW), { text: "Egen" }, NOW);
  assert.equal(isTaken(saved, area.pastaenden[0], one), true);
  assert.deepEqual(saved.plan[0], { id: "p1", pastaende: "byta", omrade: "lampor", fran: 2, text: "Skriv en lista", effekt: 2, insats: 1, mal: "Det syns.", status: "ej-paborjad" });
  saved = revised(saved, "p1", { klart: "2026-11-29", mal: "" }, NOW);
  assert.equal("mal" in saved.plan[0], false);
  assert.deepEqual([isLate(saved.plan[0], "2026-11-30"), isLate({ ...saved.plan[0], status: "klar" }, "2026-11-30")], [true, false]);
  saved = added(removed(saved, "p1", NOW), { text: "Ny", effekt: 3 }, NOW);
  assert.deepEqual(ordered(saved).map(({ id, text }) => [id, text]), [["p3", "Ny"], ["p2", "Egen"]]);
  assert.equal(freeId(["p1", "p2", "p4"]), "p5");
});

test("a file out and in again is the same work", () => {
  const saved = added(work({ byta: { niva: 2, anteckning: "Rad 1\nRad 2" }, sanka: { antal: [1, 0, 0, 2, 1], kommentarer: [{ fran: "Bo", text: "Å" }] } }), { text: "=1+1", start: "2026-12-01", grupper: ["elever"] }, NOW);
  assert.deepEqual(file(saved), { saved });
});

for (const [name, text, refused, where = ""] of [
  ["no JSON", "{", "trasig"], ["empty", "", "trasig"], ["another program's", '{"a":1}', "frammande"], ["a list", "[]", "frammande"], ["null", "null", "frammande"],
  ["too large", " ".repeat(MOST_BYTES + 1), "for_stor"], ["of a newer version", JSON.stringify({ ...EMPTY, version: 3 }), "nyare", "3"],
  ["of a newer form", JSON.stringify({ ...EMPTY, formatversion: 2, version: 9 }), "nyare", "9"],
  ["an unknown key", JSON.stringify({ ...EMPTY, extra: 1 }), "felaktig", "extra"], ["a level that is not there", JSON.stringify({ ...EMPTY, svar: { byta: { niva: 5 } } }), "felaktig", "svar.byta.niva"],
  ["a hostile id", '{"format":"kb-skattning","formatversion":1,"version":2,"svarande":"skola","namn":"","svar":{"__proto__":{"niva":1}},"plan":[],"uppdaterad":"2026-11-30T10:00:00Z"}', "felaktig", "svar.__proto__"],
  ["a day that does not exist", JSON.stringify({ ...EMPTY, plan: [{ id: "p1", text: "", status: "klar", klart: "2026-02-30" }] }), "felaktig", "plan.0.klart"],
  ["text without end", JSON.stringify({ ...EMPTY, namn: "x".repeat(301) }), "felaktig", "namn"], ["a missing key", JSON.stringify({ ...EMPTY, plan: undefined }), "felaktig", "plan"],
]) {
  test(`a file is refused with a reason: ${name}`, () => assert.deepEqual(opened(text, TOOL), { refused, where }));
}

test("the validator knows every word that the schema uses", () => {
  const known = new Set("$schema type const enum properties required additionalProperties propertyNames maxProperties items minItems maxItems maxLength pattern minimum maximum format".split(" "));
  const unknown = (/** @type {any} */ schema) => Object.entries(schema).flatMap(([word, value]) => [...(known.has(word) ? [] : [word]),
    ...(word === "properties" ? Object.values(value).flatMap(unknown) : ["items", "propertyNames", "additionalProperties"].includes(word) && value ? unknown(value) : [])]);
  assert.deepEqual(unknown(TOOL.schema), []);
  assert.deepEqual([fault("a", { type: "integer" }), fault(1.5, { type: "integer" }), fault([1, "a"], { items: { type: "integer" } }), fault(2, { minimum: 1, maximum: 2 })], ["", "", "1", null]);
  assert.deepEqual(["2026-02-28", "2026-02-29", "2028-02-29", "26-1-1", "0000-01-01"].map(isDay), [true, false, true, false, false]);
});

test("an older file is carried to today's statements: what changed is told, and no answer is lost", () => {
  const old = { ...work({ byta: 2, slacka: 3, ljus: 4 }), version: 1 };
  const { saved, changes } = carried(TOOL, old);
  assert.deepEqual([saved.version, saved.svar], [2, old.svar]);
  assert.deepEqual([changes?.from, changes?.to, changes?.told], [1, 2, ["Ett nytt påstående om värme."]]);
  assert.deepEqual([changes?.gone.map(({ id, text }) => [id, text]), changes?.reworded.map(({ id }) => id), changes?.added.map(({ id }) => id), changes?.replaced.map(({ statement: { id }, by }) => [id, by[0].text])],
    [[["ljus", "Vi tänder ljus."]], ["slacka"], ["sanka"], [["sanka", "Vi tänder ljus."]]]);
  assert.deepEqual(gone(TOOL, saved).map(({ id }) => id), ["ljus"]);
  assert.equal(carried(TOOL, saved).changes, null);
});

test("four files are one: levels are counted, notes have names, and an action in two of them is there once", () => {
  const action = { text: "Köp lampor" };
  const all = [work({ byta: { niva: 1, anteckning: "Nej." } }, "Al"), work({ byta: 4 }, "Bo"), work({ byta: "vet-inte", slacka: 2 }, "Cy"), work({ byta: 4 }, "Di")].map((one, at) => (at > 1 ? added(one, action, NOW) : one));
  const whole = merged(all, NOW, "Gruppen");
  assert.deepEqual([whole.namn, whole.deltagare], ["Gruppen", ["Al", "Bo", "Cy", "Di"]]);
  assert.deepEqual(whole.svar.byta, { antal: [1, 0, 0, 2, 1], kommentarer: [{ fran: "Al", text: "Nej." }] });
  assert.deepEqual(whole.plan.map(({ id, text }) => [id, text]), [["p1", "Köp lampor"]]);
  assert.deepEqual(disagreements(TOOL, whole).map(({ statement: { id }, low, high }) => [id, low, high]), [["byta", 1, 4]]);
  assert.equal(answerInWords(TOOL, whole.svar.byta), "Inte enade. 1 Inte börjat: 1, 4 Följs upp: 2, Vet inte: 1");
  assert.deepEqual(merged([whole, work({ byta: 2 }, "Ed")], NOW).svar.byta.antal, [1, 1, 0, 2, 1]);
  assert.deepEqual(file(whole), { saved: whole });
});

test("what has changed since an earlier file is told, the greatest rise first", () => {
  const found = shifts(TOOL, work({ byta: 1, slacka: 3, sanka: 2 }), work({ byta: 2, slacka: 1, sanka: 4 }));
  assert.deepEqual(found.map(({ statement: { id }, before, level }) => [id, before, level]), [["sanka", 2, 4], ["byta", 1, 2], ["slacka", 3, 1]]);
});

test("no cell of a table is a formula, and signs that part cells are quoted", () => {
  assert.deepEqual(["=1", "+1", "-1", "@a", "\t=1", " =1", "\uff1d1", "a;b", 'a"b', "a\r\nb", 3].map(cell), ["'=1", "'+1", "'-1", "'@a", "'\t=1", "' =1", "'\uff1d1", '"a;b"', '"a""b"', '"a\r\nb"', "3"]);
});

test("the tables have every answer and action, those to what is no longer asked too", () => {
  const saved = added(work({ byta: 1, ljus: 2 }), { text: "Köp", klart: "2026-12-01", grupper: ["elever"] }, NOW);
  const rows = answersTable(TOOL, saved).split("\r\n");
  assert.equal(rows[0], "\ufeffid;omrade;pastaende;niva;antal_1;antal_2;antal_3;antal_4;antal_vet_inte;anteckning");
  assert.deepEqual([rows[1], rows[4]], ["byta;Lampor;Vi gör byta.;1;;;;;;", "ljus;;Vi tänder ljus.;2;;;;;;"]);
  assert.equal(planTable(saved).split("\r\n")[1], "p1;Köp;;;;;2026-12-01;;ej-paborjad;;;;;elever");
});

test("a calendar has an event of a whole day for what is due, in lines of at most 75 bytes", () => {
  const plan = [{ id: "p1", text: `Köp; å,\\ ${"ö".repeat(60)}`, status: "pagar", klart: "2026-12-31" }, { id: "p2", text: "Klar", status: "klar", klart: "2026-12-31" }, { id: "p3", text: "Utan dag", status: "pagar" }];
  const text = calendar(plan, { name: "Plan", host: "a.example", now: NOW, describe: () => "Rad 1\nRad 2" });
  assert.ok(text.split("\r\n").every((line) => new TextEncoder().encode(line).length <= 75));
  const whole = text.replaceAll("\r\n ", "");
  assert.match(whole, /DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\nSUMMARY:Köp\\; å\\,\\\\ ö+\r\nDESCRIPTION:Rad 1\\nRad 2\r\n/);
  assert.equal(whole.match(/BEGIN:VEVENT/g)?.length, 1);
  assert.deepEqual([dayAfter("2028-02-28"), folded("x".repeat(80))], ["2028-02-29", `${"x".repeat(75)}\r\n ${"x".repeat(5)}`]);
});

test("text in a Word file is text, without signs that no XML may hold", () => {
  assert.equal(escaped('<b>&"\u0000\u202e\ud800å</b>'), "&lt;b&gt;&amp;&quot;å&lt;/b&gt;");
  const saved = work({ byta: { niva: 1, anteckning: "</w:t><w:t>" } });
  const document = parts(report(TOOL, saved, "2026-11-30"), "sv-SE")["word/document.xml"];
  assert.equal(document.includes("</w:t><w:t></w:t>"), false);
  assert.match(document, /<w:pStyle w:val="Title"\/>.*Läge och handlingsplan: Ekskolan.*<w:pStyle w:val="Heading1"\/>/);
});

test("the document tells the state, the plan and what is to be decided, and the same words give the same bytes", () => {
  const blocks = report(TOOL, added(work({ byta: 1, slacka: 4, ljus: 2 }), { text: "Köp lampor" }, NOW), "2026-11-30", work({ byta: 2 }));
  const headings = blocks.flatMap((block) => (block.sort === "rubrik" || block.sort === "underrubrik" ? [block.text] : []));
  assert.deepEqual(headings, ["Läget", "Det här fungerar", "Mest kvar att göra", "Ändrat sedan förra gången", "Handlingsplan", "1. Köp lampor", "Beslut", "Bilaga: alla svar", "Lampor", "Värme", "Svar på påståenden som har utgått"]);
  assert.deepEqual(word(blocks, "sv-SE"), word(blocks, "sv-SE"));
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
});

test("a file's name holds the name of those who answer", () => {
  assert.deepEqual([slug("Région Örebro län / ÅÄÖ"), fileName(EMPTY, "svar", "2026-11-30", ".csv"), fileName({ ...EMPTY, namn: "../<>" }, "svar", "2026-11-30", ".csv")], ["region-orebro-lan-aao", "svar-ekskolan-2026-11-30.csv", "svar-2026-11-30.csv"]);
  assert.equal(notes({ anteckning: "A", kommentarer: [{ fran: "Bo", text: "B" }] }), "A\nBo: B");
});

/** Put a store in the browser's place, with room for *most* signs of a value. */
function store(most = Number.POSITIVE_INFINITY) {
  /** @type {Map<string, string>} */
  const held = new Map();
  globalThis.localStorage = { getItem: (/** @type {string} */ key) => held.get(key) ?? null, setItem(/** @type {string} */ key, /** @type {string} */ text) {
    if (text.length > most) throw new DOMException("", "QuotaExceededError");
    held.set(key, text);
  } };
  return held;
}

test("two tabs never write over each other, and a full or blocked store is told", () => {
  store();
  assert.deepEqual(keep("a", 0), { outcome: "sparat", andring: 1 });
  assert.deepEqual(keep("b", 0), { outcome: "annan_flik", andring: 0 });
  assert.deepEqual([keep("c", 1), kept()], [{ outcome: "sparat", andring: 2 }, { andring: 2, text: "c" }]);
  store(3);
  assert.equal(keep("a", 0).outcome, "fullt");
  globalThis.localStorage = undefined;
  assert.deepEqual([keep("a", 0).outcome, kept()], ["tillats_inte", null]);
});

test("what another program keeps under our key is nothing", () => {
  for (const odd of ["", "null", "5", "[]", '{"andring":"1","text":"a"}', '{"andring":1}', "{"]) {
    store().set(KEY, odd);
    assert.equal(kept(), null, odd);
  }
});
