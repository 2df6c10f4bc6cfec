import assert from "node:assert/strict";
import { test } from "node:test";
import { interpret, withoutLevel } from "#assets/katalog/fraga.js";
import { answerOf } from "#assets/katalog/jamfor.js";
import { placeNamed, plain, suggestions } from "#assets/katalog/platser.js";
import { chosenFilters, compareIn, comparedIn, comparison, comparisonAt, containing, counts, fitting, told, waysOut, withoutEntry } from "#assets/katalog/urval.js";
import { told as toldOccupations } from "#assets/katalog/nyckelord.js";

const asked = (text) => new URLSearchParams(text);
const place = (kind, name, county, ...more) => ({ kind, key: plain(name), name, county, spellings: [name, ...more].map(plain) });
const PLACES = [place("region", "Örebro län", "Örebro län", "Örebro"), place("kommun", "Örebro", "Örebro län"), place("kommun", "Norrköping", "Östergötlands län")];
const row = (id, niva, tid) => ({ id, text: `Modellen ${id}`, values: { seqf_niva: new Set([niva]), tid: new Set([tid]) } });
const ROWS = [row("svets", "4", "kort"), row("stad", "4", "lang"), row("bygg", "5", "lang")];
const FILTERS = [
  { name: "seqf_niva", label: "SeQF-nivå", values: new Map([["4", "Nivå 4"], ["5", "Nivå 5"]]) },
  { name: "tid", label: "Tid", values: new Map([["kort", "Kort"], ["lang", "Lång"]]) },
];
const ids = (rows) => rows.map((one) => one.id);

test("a level and a place are read out of the question", () => {
  assert.deepEqual(interpret("svetsare på nivå 4 i Norrköping", PLACES), { text: "svetsare på i", level: "4", place: PLACES[2] });
  assert.deepEqual(interpret("nivå 9", PLACES), { text: "nivå 9", level: "", place: null });
  assert.equal(withoutLevel("butik  nivå 5"), "butik");
});

test("a place is known by name, in the genitive and in a municipality before a county", () => {
  assert.equal(placeNamed("Örebros", PLACES), PLACES[1]);
  assert.equal(placeNamed("orebro", PLACES), PLACES[1]);
  assert.equal(placeNamed("Bergen", PLACES), null);
});

test("suggestions begin with what is typed, else are nearly it", () => {
  assert.deepEqual(suggestions("öreb", PLACES).map((one) => one.name), ["Örebro", "Örebro län"]);
  assert.deepEqual(suggestions("norköping", PLACES).map((one) => one.name), ["Norrköping"]);
  assert.deepEqual([suggestions(" ", PLACES), suggestions("x".repeat(50_000), PLACES)], [[], []]);
});

test("filters that cannot be chosen are left out, and a chosen level goes before one in the question", () => {
  assert.deepEqual([...chosenFilters(asked("tid=kort&seqf_niva=99"), FILTERS, "", "seqf_niva")], [["tid", "kort"]]);
  assert.deepEqual([...chosenFilters(asked("seqf_niva=5"), FILTERS, "4", "seqf_niva")], [["seqf_niva", "5"]]);
  assert.deepEqual([...chosenFilters(asked(""), FILTERS, "4", "seqf_niva")], [["seqf_niva", "4"]]);
});

test("rows fit the text and every filter, or all but one", () => {
  const found = new Map([["svets", "sure"], ["stad", "near"]]);
  const filters = new Map([["tid", "lang"]]);
  assert.deepEqual(ids(fitting(ROWS, found, filters)), ["stad"]);
  assert.deepEqual(ids(fitting(ROWS, found, filters, "q")), ["stad", "bygg"]);
  assert.deepEqual(ids(fitting(ROWS, found, filters, "tid")), ["svets", "stad"]);
  assert.deepEqual([...counts(ROWS, "tid")], [["kort", 1], ["lang", 2]]);
});

test("without the register, rows that hold every word fit", () => {
  assert.deepEqual([...containing(ROWS, "MODELLEN stad")], [["stad", "sure"]]);
});

test("no more than three known entries are compared, and few hits are offered as they are", () => {
  assert.deepEqual(comparedIn(asked("jamfor=a,a,borta,b,c,d"), new Set("abcd")), ["a", "b", "c"]);
  assert.equal(comparison(["svets"], ROWS), null);
  assert.deepEqual(comparison([], ROWS.slice(1)), { ids: ["stad", "bygg"], label: "Jämför de 2 träffarna" });
  assert.deepEqual(comparison(["svets", "bygg"], ROWS), { ids: ["svets", "bygg"], label: "Jämför de 2 valda" });
});

const wish = { question: "frisör nivå 4", text: "frisör", level: "4", levelName: "seqf_niva", filters: new Map([["tid", "kort"], ["seqf_niva", "4"]]), compared: ["svets"] };

test("the answer is told, with what was read from the question", () => {
  assert.equal(told(wish, 1, 3, false), "Visar 1 av 3 poster. Läste nivå 4 ur frågan. 1 vald att jämföra, välj en till.");
  assert.equal(told({ ...wish, level: "", compared: [] }, 3, 3, false), "Visar alla 3 poster.");
});

test("when nothing fits, each choice that helps when taken away is offered", () => {
  const found = new Map([["bygg", "sure"]]);
  assert.deepEqual(waysOut(wish, ROWS, found, FILTERS), [{ label: "Utan ”frisör”", count: 1, without: [{ name: "q", value: "" }] }]);
  const level = { ...wish, text: "", filters: new Map([["tid", "kort"], ["seqf_niva", "5"]]) };
  assert.deepEqual(waysOut(level, ROWS, null, FILTERS), [
    { label: "Utan Tid Kort", count: 1, without: [{ name: "tid", value: "" }] },
    { label: "Utan SeQF-nivå Nivå 5", count: 1, without: [{ name: "seqf_niva", value: "" }, { name: "q", value: "frisör" }] },
  ]);
});

test("only the best keyword without an entry is told of", () => {
  const guard = { ord: "vaktare", titel: "Väktare", poster: [], narmast: [] };
  assert.equal(withoutEntry([guard]), guard);
  assert.equal(withoutEntry([{ ...guard, poster: ["svets"] }, guard]), null);
  assert.equal(withoutEntry([]), null);
});

test("what no source says of an entry is told as such", () => {
  const entry = { id: "a", adress: "/a/", titel: "A", fraga: "Sobona", sprak: null, regioner: [], tid: ["kort", { titel: "Lång" }], poang: 0 };
  assert.deepEqual(answerOf(entry, "tid"), { texts: ["kort", "Lång"], missing: "" });
  assert.deepEqual(answerOf(entry, "poang"), { texts: ["0"], missing: "" });
  assert.equal(answerOf(entry, "sprak").missing, "Uppgift saknas – fråga Sobona");
  assert.equal(answerOf(entry, "regioner").missing, "Ingen plats nämns i källorna");
});

test("the list of keywords tells what it found", () => {
  assert.deepEqual([[1, 0], [2, 0], [0, 1]].map((one) => toldOccupations(...one)), ["1 nyckelord.", "2 nyckelord.", "Inget nyckelord heter så i källorna."]);
  assert.match(toldOccupations(0, 0), /^Inga träffar/);
});

test("an address that was saved when it said modeller still compares, and a new choice takes its place", () => {
  const wanted = asked("q=x&modeller=b,a");
  assert.deepEqual(comparedIn(wanted, new Set("abc")), ["b", "a"]);
  compareIn(wanted, ["b", "c"]);
  assert.equal(decodeURIComponent(String(wanted)), "q=x&jamfor=b,c");
  assert.equal(comparisonAt("/jamfor/", ["b", "c"]), "/jamfor/?jamfor=b,c");
});
