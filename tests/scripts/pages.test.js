import assert from "node:assert/strict";
import { test } from "node:test";
import { put, query } from "#assets/adress.js";
import { asText, kept, without } from "#assets/checklista.js";
import { fits, told } from "#assets/filterlista.js";
import { compared } from "#assets/sidavid.js";

test("the address holds what is chosen, with readable commas, and nothing when nothing is", () => {
  const wanted = new URLSearchParams("jamfor=a&q=x");
  put(wanted, "jamfor", "a,b");
  put(wanted, "q", "");
  put(wanted, "tid", null);
  assert.equal(query(wanted, "/sida/"), "?jamfor=a,b");
  put(wanted, "jamfor", undefined);
  assert.equal(query(wanted, "/sida/"), "/sida/");
});

test("an item fits when it has every chosen value", () => {
  const item = { region: "orebro uppsala" };
  assert.equal(fits(item, [["region", "uppsala"], ["typ", ""]]), true);
  assert.equal(fits(item, [["region", "upp"]]), false);
  assert.equal(fits(item, [["typ", "bok"]]), false);
  assert.deepEqual([told(3, 3), told(0, 3)], ["Visar alla 3.", "Visar 0 av 3."]);
});

test("two records are compared only when both are chosen and differ", () => {
  assert.deepEqual(compared("a", "b", 4), { shown: ["a", "b"], told: "Visar två av 4." });
  assert.deepEqual(compared("a", "a", 4), { shown: null, told: "Välj två olika." });
  assert.deepEqual(compared("", "a", 4), { shown: null, told: "Visar alla 4." });
});

test("ticks that another version or program wrote are left out", () => {
  assert.deepEqual(kept('{"a":["x"],"b":5,"c":[1],"d":null,"e":{}}'), { a: ["x"] });
  for (const odd of [null, "", "null", "5", '"text"', "{", "[]"]) assert.deepEqual(kept(odd), {}, odd);
});

test("one list's ticks are taken out and the others' stay", () => {
  assert.deepEqual(without({ a: ["x"], b: ["y"] }, "a"), { b: ["y"] });
});

test("a checklist copies as lines with its address last", () => {
  const points = [{ text: "Betyg", ticked: true }, { text: "Intyg", ticked: false }];
  assert.equal(asText("Papper", points, "https://a.example/b/?q=1#c"), "Papper\n\n[x] Betyg\n[ ] Intyg\nhttps://a.example/b/");
});
