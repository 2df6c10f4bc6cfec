import assert from "node:assert/strict";
import { test } from "node:test";
import { ageOf, wayTo } from "#assets/minkommun.js";

const source = (ar) => ({ url: "https://kommunen.example/kontakt", ar });
const row = (more) => ({ id: "a", adress: "/a/", namn: "A", webb: "https://www.kommunen.example", ...more });
const phone = [{ nummer: "0221-250 00", sedd: "https://kommunen.example/kontakt" }];

test("the way to a municipality tells the year of the source where it was read", () => {
  assert.equal(ageOf(row({ telefon: phone, kallor: [source(2024)] })), " (uppgift från 2024)");
  assert.equal(ageOf(row({ telefon: phone, kallor: [source(null)] })), " (uppgift utan datum)");
});

test("a web site has no age", () => {
  assert.equal(wayTo(row({})).text, "öppna kommunen.example");
  assert.equal(ageOf(row({ kallor: [source(2024)] })), "");
});
