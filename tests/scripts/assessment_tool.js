// A small self-assessment, as kunskapsbank.export.data.assessment writes it: two areas, two who answer.

import { readFileSync } from "node:fs";

const action = (niva, text, effekt, insats) => ({ niva, text, effekt, insats, matt: "Det syns." });
const ACTIONS = [action(1, "Köp lampor", 1, 3), action(1, "Be om hjälp", 3, 2), action(1, "Läs på", 3, 1), action(2, "Skriv en lista", 2, 1), action(3, "Följ upp", 1, 1)];

/** @param {string} id @param {object} more */
const statement = (id, more = {}) => ({
  id, text: `Vi gör ${id}.`, svarar: ["skola", "kontor"], varfor: "Det behövs.", nivaer: ["Nej", "Lite", "Ja", "Ja, och vi följer upp"], sedan: 1, atgarder: ACTIONS, ...more,
});

// The schema stands in Python; a test there says that this copy of it is fresh.
const schema = JSON.parse(readFileSync(new URL("./assessment_schema.json", import.meta.url), "utf8"));

export const TOOL = {
  version: 2, titel: "Om energin", skala: ["Inte börjat", "På väg", "På plats", "Följs upp"],
  svarande: [{ id: "skola", namn: "Skola" }, { id: "kontor", namn: "Kontor" }],
  historik: [{ version: 2, andring: "Ett nytt påstående om värme." }, { version: 1, andring: "Den första." }],
  grupper: [{ id: "elever", titel: "Elever" }],
  utgangna: [{ id: "ljus", text: "Vi tänder ljus.", till_och_med: 1 }],
  omraden: [
    { id: "lampor", titel: "Lampor", ingress: "Om ljus.", adress: "/energi/lampor/", om: [], pastaenden: [statement("byta"), statement("slacka", { andrad: 2 }), statement("kopa", { svarar: ["kontor"] })] },
    { id: "varme", titel: "Värme", ingress: "Om värme.", adress: "/energi/varme/", om: [], pastaenden: [statement("sanka", { sedan: 2, ersatter: ["ljus"] })] },
  ],
  schema,
};

export const NOW = new Date("2026-11-30T10:00:00Z");
