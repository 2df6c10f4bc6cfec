// Checklists: tick, print, copy as text. Nothing is kept on the device before somebody asks for it.

const KEY = "kb-checklistor"; // {"<id of the list>": ["<id of a point>", …]}

function saved() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function keep(all) {
  if (Object.keys(all).length) localStorage.setItem(KEY, JSON.stringify(all));
  else localStorage.removeItem(KEY);
}

export function start(list) {
  const id = list.dataset.checklista;
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const status = list.querySelector("[data-checkstatus]");
  const erase = list.querySelector("[data-radera]");
  const say = (text) => (status.textContent = text);
  const ticked = () => boxes.filter((box) => box.checked);

  const before = saved()[id];
  if (before) {
    for (const box of boxes) box.checked = before.includes(box.name);
    say("Dina sparade kryss visas.");
  }
  erase.hidden = !before;
  list.querySelector("[data-checkval]").hidden = false;
  list.addEventListener("submit", (event) => event.preventDefault());
  list.addEventListener("change", () => say(`${ticked().length} av ${boxes.length} ikryssade. ${saved()[id] ? "Ändringen är inte sparad." : ""}`.trim()));
  list.querySelector("[data-spara]").addEventListener("click", () => {
    try {
      keep({ ...saved(), [id]: ticked().map((box) => box.name) });
      erase.hidden = false;
      say("Sparat på den här enheten.");
    } catch {
      say("Webbläsaren tillåter inte att något sparas.");
    }
  });
  erase.addEventListener("click", () => {
    const { [id]: gone, ...rest } = saved();
    keep(rest);
    erase.hidden = true;
    list.querySelector("[data-spara]").focus();
    say("Det sparade är raderat. Kryssen på sidan är kvar tills du lämnar den.");
  });
  list.querySelector("[data-kopiera]").addEventListener("click", async () => {
    const lines = boxes.map((box) => `[${box.checked ? "x" : " "}] ${box.closest("label").querySelector("span").firstChild.data.trim()}`);
    try {
      await navigator.clipboard.writeText([list.dataset.titel, "", ...lines, "", location.href.split(/[?#]/)[0]].join("\n"));
      say("Kopierat. Klistra in i ett mejl eller dokument.");
    } catch {
      say("Det gick inte att kopiera. Markera listan och kopiera den själv.");
    }
  });
}
