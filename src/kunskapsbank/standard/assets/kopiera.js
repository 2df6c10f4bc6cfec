// Copy buttons on the pages of sheets. Without this script the texts can be marked and copied by hand.

import { all, find } from "./element.js";
import { t } from "./texter.js";

const isField = (/** @type {HTMLElement} */ source) => source instanceof HTMLTextAreaElement || source instanceof HTMLInputElement;

/**
 * Show the buttons of *form*, and let each copy the text or the formatted text that it names.
 * @param {HTMLElement} form
 */
export function start(form) {
  const status = find(form, "[data-kopierat]");
  for (const button of all(form, "[data-kopiera]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = find(document, `#${button.dataset.kopiera}`);
      status.textContent = "";
      button.after(status); // What happened is seen where it was asked for.
      const copied = (await copyModern(source)) || copyMarked(source);
      // A moment later, so that the same words are announced again when they come twice.
      setTimeout(() => {
        status.textContent = copied ? t("kopiera.kopierad")
          : t("kopiera.markerad");
      }, 50);
    });
  }
}

/** @param {HTMLElement} source */
async function copyModern(source) {
  try {
    if (isField(source)) await navigator.clipboard.writeText(source.value);
    else {
      // biome-ignore lint/performance/useDomNodeTextContent: the text as it is shown, with its lines.
      const types = { "text/html": source.innerHTML.trim(), "text/plain": source.innerText };
      const blobs = Object.entries(types).map(([type, text]) => [type, new Blob([text], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    }
    return true;
  } catch {
    return false;
  }
}

/** For browsers that keep the clipboard from pages: mark the text and ask for an ordinary copy. @param {HTMLElement} source */
function copyMarked(source) {
  if (isField(source)) {
    source.focus();
    source.select();
  } else {
    getSelection()?.selectAllChildren(source);
  }
  return document.execCommand("copy");
}
