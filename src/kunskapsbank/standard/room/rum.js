// The editing room. Everything works without this: it keeps what is written, shows the page beside it and helps with signs.
const PAUSE = 1200; // Milliseconds without a key before what is written is kept.
const form = document.getElementById("formular");
if (form) editing(form);

/** Let *form* be kept while somebody writes in it, with its page beside. */
function editing(form) {
  const address = `/post/${form.dataset.nyckel}`;
  const said = document.getElementById("sparlage");
  const words = JSON.parse(document.getElementById("rumsord").textContent);
  const kept = `kb-rum:${form.dataset.nyckel}`;
  let waiting = 0, changed = false, sending = false, faulty = "";

  form.addEventListener("input", () => {
    changed = true;
    saveFirst();
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  addEventListener("pagehide", () => {
    if (changed) navigator.sendBeacon(`${address}/visa`, new FormData(form));
  });
  addEventListener("online", keep);
  form.addEventListener("submit", () => {
    changed = false;
    localStorage.removeItem(kept);
  });

  /** The steps are about what is saved: they wait while something else is written. */
  function saveFirst() {
    const note = document.getElementById("spara-forst");
    if (!note) return;
    note.hidden = false;
    for (const one of document.querySelectorAll(".rumssteg button")) one.disabled = true;
  }

  /** Send what is written; where that fails it is left on the device until it can be sent. */
  async function keep() {
    if (sending) return void (waiting = setTimeout(keep, PAUSE));
    sending = true;
    const data = new FormData(form);
    changed = false;
    try {
      const answer = await fetch(`${address}/visa`, { method: "POST", body: data });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.json());
      said.textContent = words.kvar.replace("{time}", new Date().toLocaleTimeString(document.documentElement.lang));
      if (faulty) said.append(" ", Object.assign(element("a", "", faulty), { href: "#fellista" }));
      localStorage.removeItem(kept);
    } catch {
      changed = true;
      localStorage.setItem(kept, JSON.stringify([...data].filter(([name, value]) => typeof value === "string" && name !== "csrf")));
      said.textContent = words.inte;
      waiting = setTimeout(keep, 5 * PAUSE);
    }
    sending = false;
  }

  /** Show the faults that *told* names, and the page as it now is. */
  function show(told) {
    for (const one of form.querySelectorAll("[id*='-fel-']")) one.remove();
    for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
    const list = document.getElementById("fellista");
    list.replaceChildren();
    faulty = told.fel.length ? told.sammanfattning : "";
    const numbers = new Map();
    for (const fault of told.fel) {
      const field = nearest(fault.falt);
      if (!field) continue;
      field.closest("details")?.setAttribute("open", "");
      const number = (numbers.get(field.id) ?? 0) + 1;
      numbers.set(field.id, number);
      const text = element("p", `rumsfel${fault.sort === "error" ? "" : " rumsvarning"}`, `${words.sort[fault.sort]}${fault.nr ? `, ${words.rad.replace("{line}", fault.nr)}` : ""}: ${fault.hel}`);
      text.id = `${field.id}-fel-${number}`;
      if (field.matches("input, select, textarea")) {
        if (fault.sort === "error") field.setAttribute("aria-invalid", "true");
        (field.closest(".rumsrad") ?? field).after(text);
      } else field.append(text);
      describe(field, text.id);
    }
    if (told.fel.length) {
      const box = element("section", `rumsfellista${told.fel.some((one) => one.sort === "error") ? "" : " rumsvarning"}`);
      const heading = element("h2", "", told.sammanfattning);
      heading.id = "fel-rubrik";
      box.setAttribute("aria-labelledby", heading.id);
      const items = told.fel.map((fault) => {
        const link = element("a", "", fault.text);
        link.href = `#${nearest(fault.falt)?.id ?? "formular"}`;
        if (fault.nr) link.dataset.rad = String(fault.nr);
        const item = element("li");
        item.append(link);
        return item;
      });
      const rows = element("ul");
      rows.append(...items);
      box.append(heading, rows);
      list.append(box);
    }
    for (const [name, value] of Object.entries(told.traff)) {
      const place = document.querySelector(`[data-traff="${name}"]`);
      if (place) place.textContent = value;
    }
    document.querySelector(".rumstraff").hidden = !told.traff.titel;
    for (const one of document.querySelectorAll("[data-blad]")) one.querySelector("strong").hidden = !told.blad.includes(one.dataset.blad);
    if (told.blad.length) document.getElementById("blad")?.setAttribute("open", "");
    const frame = document.getElementById("visning");
    frame.dataset.adress = told.adress;
    document.getElementById("visning-tom").hidden = told.ritad;
    reload(frame);
  }

  /** The field called *name*, or the nearest around it that there is. */
  function nearest(name) {
    for (let at = name; at; at = at.slice(0, Math.max(0, at.lastIndexOf(".")))) {
      const field = document.getElementById(at);
      if (field) return field;
    }
    return null;
  }

  function describe(field, id) {
    const before = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && (!one.includes("-fel-") || document.getElementById(one)));
    field.setAttribute("aria-describedby", [...new Set([...before, id])].join(" "));
  }

  /** The first control of the last row in the list *name*. */
  function newest(name) {
    const row = (one) => Number(one.id.slice(name.length + 1).split(".")[0]);
    const controls = [...form.querySelectorAll(`:is(input, select, textarea)[id^="${CSS.escape(name)}."]`)];
    const last = Math.max(...controls.map(row));
    return controls.find((one) => row(one) === last) ?? document.getElementById(name);
  }

  // A fault in the body leads to its line.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-rad]");
    const body = document.getElementById("kropp");
    if (!link || !body) return;
    event.preventDefault();
    toLine(body, Number(link.dataset.rad));
  });

  // A row more or less, without losing the place: the same form, sent and drawn again by the server.
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("button[name=gor]");
    if (!button || button.value === "spara") return;
    event.preventDefault();
    clearTimeout(waiting);
    const data = new FormData(form);
    data.set("gor", button.value);
    try {
      const answer = await fetch(address, { method: "POST", body: data });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("formular");
      if (!fresh) throw new Error();
      form.replaceChildren(...fresh.childNodes);
      ready();
      const [act, name] = [button.value.split(":")[0], button.value.slice(button.value.indexOf(":") + 1)];
      (act === "lagg" ? newest(name) : document.getElementById(name) ?? document.getElementById(name.slice(0, name.lastIndexOf("."))))?.focus();
    } catch {
      said.textContent = words.inte;
    }
  });

  const views = document.querySelector(".rumsvyer");
  views.hidden = false;
  views.addEventListener("click", (event) => {
    const button = event.target.closest("[data-vy]");
    if (!button) return;
    for (const one of views.children) one.setAttribute("aria-pressed", String(one === button));
    const frame = document.getElementById("visning");
    frame.className = button.dataset.vy;
    reload(frame);
  });

  function reload(frame) {
    const paper = frame.classList.contains("papper") ? "papper/" : "";
    const next = `/visning/${frame.dataset.token}/${paper}${frame.dataset.adress}`;
    document.getElementById("visning-lank").href = next;
    const fresh = frame.cloneNode(); // A frame that is only led elsewhere leaves a step in the history.
    const at = frame.contentDocument ? frame.contentWindow.scrollY : 0;
    const stay = () => fresh.contentWindow.scrollTo({ top: at, behavior: "instant" });
    if (at && !next.includes("#")) fresh.addEventListener("load", stay, { once: true });
    fresh.src = next.split("#")[0];
    frame.replaceWith(fresh);
    toRecord(fresh);
  }

  /** Scroll in *frame* to the record on a list. An anchor in its address would scroll the room too. */
  function toRecord(frame) {
    const anchor = frame.dataset.adress.split("#")[1];
    if (!anchor) return;
    const scroll = () => {
      const record = frame.contentDocument?.getElementById(anchor);
      if (record) frame.contentWindow.scrollTo(0, record.getBoundingClientRect().top + frame.contentWindow.scrollY);
    };
    frame.addEventListener("load", scroll);
    scroll();
  }

  function ready() {
    const body = document.getElementById("kropp");
    const bar = form.querySelector(".rumsverktyg");
    if (body && bar) {
      bar.hidden = false;
      tools(bar, body, words);
    }
    for (const one of form.querySelectorAll("[data-alla-poster]")) suggest(one);
    for (const one of form.querySelectorAll("[data-hogst]")) count(one, words);
  }

  ready();
  toRecord(document.getElementById("visning"));
  const left = localStorage.getItem(kept);
  if (left) {
    const button = element("button", "rumsknapp", words.hamta);
    button.type = "button";
    button.addEventListener("click", () => {
      for (const [name, value] of JSON.parse(left)) {
        const field = form.elements.namedItem(name);
        if (field && "value" in field && name !== "bas") field.value = value;
      }
      button.remove();
      keep();
    });
    said.append(" ", button);
  }
}

function element(name, classes = "", text = "") {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  made.textContent = text;
  return made;
}

/** How many signs are left in *field*, told to those who see and, near the end, to those who listen. */
function count(field, words) {
  const most = Number(field.dataset.hogst);
  const told = element("span", "liten");
  field.after(told);
  const tell = () => {
    const left = most - [...field.value].length;
    told.textContent = left < most / 4 ? words.kvarTecken.replace("{count}", String(left)) : "";
  };
  field.addEventListener("input", tell);
  tell();
}

/** Suggest records by their titles in *field*. */
function suggest(field) {
  const list = document.getElementById("alla-poster");
  field.setAttribute("list", list.id);
  let asked = "";
  field.addEventListener("input", async () => {
    asked = field.value;
    const found = await records(asked, "");
    if (asked === field.value) list.replaceChildren(...found.map((one) => Object.assign(document.createElement("option"), { value: `${one.titel} (${one.nyckel})` })));
  });
}

async function records(words, kind) {
  const answer = await fetch(`/sok?${new URLSearchParams({ q: words, slag: kind })}`);
  return answer.ok ? answer.json() : [];
}

/** The toolbar *bar* of *body*: it puts in signs of Markdown around what is marked. */
function tools(bar, body, words) {
  const wraps = { fet: ["**", "**"] };
  const starts = { rubrik: "## ", underrubrik: "### ", lista: "- ", numrerad: "1. ", citat: "> " };
  bar.addEventListener("click", (event) => {
    const act = event.target.closest("[data-verktyg]")?.dataset.verktyg;
    if (!act) return;
    if (wraps[act]) put(body, ...wraps[act]);
    else if (starts[act]) atLines(body, starts[act]);
    else if (act === "tabell") block(body, `| ${words.kolumn} 1 | ${words.kolumn} 2 |\n| --- | --- |\n|  |  |`);
    else if (act === "lank") ask(bar, words, words.lankfraga, (address) => webLink(body, address));
    else if (act === "post") ask(bar, words, words.postfraga, (chosen) => link(body, chosen, words), true);
    else if (act === "not") ask(bar, words, words.notfraga, (text) => note(body, text));
    else if (act === "bild") picture(bar, body, words);
  });
  bar.addEventListener("keydown", (event) => {
    const buttons = [...bar.querySelectorAll("button[data-verktyg]")];
    const at = buttons.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (at >= 0 && step) buttons[(at + step + buttons.length) % buttons.length].focus();
  });
  body.addEventListener("paste", async (event) => {
    const html = event.clipboardData.getData("text/html");
    const files = [...event.clipboardData.files].filter((one) => one.type.startsWith("image/"));
    if (!html && !files.length) return;
    event.preventDefault();
    const plain = event.clipboardData.getData("text/plain");
    if (!html) return void upload(body, files[0], words);
    const data = new FormData();
    data.set("html", html);
    data.set("csrf", body.form.elements.namedItem("csrf").value);
    try {
      const answer = await fetch("/klistra", { method: "POST", body: data });
      if (!answer.ok) throw new Error();
      const markdown = (await answer.json()).markdown.trim();
      if (/\n|^(?:#|>|[-*|] |\d+\. )/.test(markdown)) block(body, markdown);
      else put(body, markdown, "", true);
    } catch {
      put(body, plain, "", true);
    }
  });
  body.addEventListener("drop", (event) => {
    const file = [...event.dataTransfer.files].find((one) => one.type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    upload(body, file, words);
  });
}

/** Put *before* and *after* around what is marked in *body*, or *before* in place of it; the browser can undo it. */
function put(body, before, after = "", instead = false) {
  const marked = instead ? "" : body.value.slice(body.selectionStart, body.selectionEnd);
  const at = body.selectionStart;
  body.focus();
  if (!document.execCommand("insertText", false, before + marked + after)) {
    body.setRangeText(before + marked + after, body.selectionStart, body.selectionEnd, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (!instead && !marked) body.setSelectionRange(at + before.length, at + before.length);
}

/** Let the lines that are marked begin with *sign*. */
function atLines(body, sign) {
  const from = body.value.lastIndexOf("\n", body.selectionStart - 1) + 1;
  const end = body.value.indexOf("\n", body.selectionEnd);
  const to = end < 0 ? body.value.length : end;
  const lines = body.value.slice(from, to).split("\n").map((line) => sign + line.replace(/^(#{1,6} |[-*] |\d+\. |> )/, ""));
  body.setSelectionRange(from, to);
  put(body, lines.join("\n"), "", true);
}

/** Mark the line *number*, from 1, of *body*, in sight. */
function toLine(body, number) {
  const lines = body.value.split("\n");
  const from = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  body.setSelectionRange(from, from);
  body.blur();
  body.focus(); // A browser scrolls to where one writes when it comes into focus.
  body.setSelectionRange(from, from + (lines[number - 1] ?? "").length);
}

function block(body, text) {
  const before = body.value.slice(0, body.selectionStart);
  put(body, `${before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : ""}${text}\n\n`, "", true);
}

/** Ask for one thing in *bar*, and do *work* with it; what that answers is told as a fault. */
function ask(bar, words, question, work, ofRecords = false) {
  document.getElementById("rumsfraga")?.remove();
  const box = element("div", "rumsrad");
  box.id = "rumsfraga";
  const label = element("label", "", question);
  const field = Object.assign(document.createElement("input"), { type: "text", id: "rumsfraga-svar", autocomplete: "off" });
  label.htmlFor = field.id;
  const done = element("button", "rumsliten", "OK");
  done.type = "button";
  const told = element("p", "rumsfel");
  told.setAttribute("role", "alert");
  told.hidden = true;
  const close = () => {
    box.remove();
    document.getElementById(bar.getAttribute("aria-controls"))?.focus();
  };
  const answer = async () => {
    if (done.disabled) return;
    done.disabled = true;
    const given = field.value.trim();
    const fault = given ? await Promise.resolve(work(given)).catch(() => words.inte) : "";
    if (!fault) return close();
    done.disabled = false;
    told.hidden = false;
    told.textContent = fault;
    field.focus();
  };
  done.addEventListener("click", answer);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); answer(); }
    if (event.key === "Escape") close();
  });
  box.append(label, field, done, told);
  bar.append(box); // In the bar, which stays in sight beside a long text.
  if (ofRecords) suggest(field);
  field.focus();
}

/** Link what is marked in *body*, else the address itself, to *address*, written as people write it. */
function webLink(body, address) {
  const start = /^[^\s/:]+@[^\s/:]+$/.test(address) ? "mailto:" : /^(?:[a-z]+:|[/.#])/i.test(address) ? "" : "https://";
  const marked = body.value.slice(body.selectionStart, body.selectionEnd) || address;
  put(body, `[${marked}](${start}${address.replace(/[ ()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)})`, "", true);
}

/** Link what is marked in *body* to the record *chosen*: ``Titel (slag/id)``; when there is none, say so. */
async function link(body, chosen, words) {
  const key = chosen.match(/\(([a-z0-9-]+\/[a-z0-9-]+)\)$/)?.[1];
  const found = (await records(chosen.replace(/ \([^()]*\)$/, ""), "")).find((one) => one.nyckel === key || one.titel === chosen);
  if (!found) return words.ingenSida.replace("{text}", chosen);
  const marked = body.value.slice(body.selectionStart, body.selectionEnd) || found.titel;
  put(body, `[${marked}](../${found.nyckel}.md)`, "", true);
}

/** Put a note with *text* where *body* is being written: a number there, the text last. */
function note(body, text) {
  const numbers = [...body.value.matchAll(/\[\^(\d+)\]/g)].map((one) => Number(one[1]));
  const number = Math.max(0, ...numbers) + 1;
  const at = body.selectionEnd;
  body.setSelectionRange(body.value.length, body.value.length);
  put(body, `${body.value.endsWith("\n") ? "" : "\n"}\n[^${number}]: ${text}\n`, "", true);
  body.setSelectionRange(at, at);
  put(body, `[^${number}]`, "", true);
}

/** Ask for a picture and what it shows. */
function picture(bar, body, words) {
  const file = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
  file.addEventListener("change", () => file.files[0] && upload(body, file.files[0], words));
  file.click();
}

function upload(body, file, words) {
  ask(body.form.querySelector(".rumsverktyg"), words, words.altfraga, async (alt) => {
    const data = new FormData();
    data.set("bild", file);
    data.set("alt", alt === "-" ? "" : alt);
    data.set("csrf", body.form.elements.namedItem("csrf").value);
    const answer = await fetch("/bilder", { method: "POST", body: data, headers: { accept: "application/json" } });
    const told = await answer.json();
    if (!told.markdown) return told.fel;
    block(body, told.markdown);
    document.getElementById("bildbesked")?.remove();
    const about = Object.assign(element("p", "rumsbesked", told.om), { id: "bildbesked" });
    about.setAttribute("role", "status");
    body.after(about);
  });
}
