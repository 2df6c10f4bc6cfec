// How far the site has come on its way to the readers. Without this the page reads itself again.
const SECONDS = 1;
const bar = document.getElementById("framsteg");
if (bar instanceof HTMLProgressElement) setTimeout(look, SECONDS * 1000, bar);

/** Ask once, show it on *bar*, and go on until it is over; then the page says how it went. */
async function look(bar) {
  try {
    const answer = await fetch("/publicera/lage", { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    if (!told.pagar) return void location.replace("/publicera");
    if (told.procent === null) bar.removeAttribute("value");
    else bar.value = told.procent;
    const said = document.getElementById("steg");
    if (said && said.textContent !== told.steg) said.textContent = told.steg;
  } catch {
    // The room is out of reach for now.
  }
  setTimeout(look, SECONDS * 1000, bar);
}
