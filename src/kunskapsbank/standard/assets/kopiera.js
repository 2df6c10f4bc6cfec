// Copy buttons on the pages of sheets. Without this script the texts can be marked and copied by hand.

/** Show the buttons of *form*, and let each copy the text or the formatted text that it names. */
export function start(form) {
  const status = form.querySelector("[data-kopierat]");
  for (const button of form.querySelectorAll("[data-kopiera]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.kopiera);
      status.textContent = "";
      const copied = (await copyModern(source)) || copyMarked(source);
      // A moment later, so that the same words are announced again when they come twice.
      setTimeout(() => {
        status.textContent = copied ? "Texten är kopierad. Klistra in den där den ska stå."
          : "Webbläsaren kopierade inte. Texten är markerad: tryck Ctrl och C.";
      }, 50);
    });
  }
}

async function copyModern(source) {
  try {
    if (source.value !== undefined) await navigator.clipboard.writeText(source.value);
    else {
      const types = { "text/html": source.innerHTML.trim(), "text/plain": source.innerText };
      const blobs = Object.entries(types).map(([type, text]) => [type, new Blob([text], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    }
    return true;
  } catch {
    return false;
  }
}

/** For browsers that keep the clipboard from pages: mark the text and ask for an ordinary copy. */
function copyMarked(source) {
  if (source.value !== undefined) {
    source.focus();
    source.select();
  } else {
    getSelection().selectAllChildren(source);
  }
  return document.execCommand("copy");
}
