// Files in and out. Nothing leaves the device: what is saved goes to the reader's own folder.

import { make } from "../element.js";
import { MOST_BYTES, opened } from "./oppna.js";
import { t } from "./ord.js";

/** @import { Saved, Tool } from "./modell.js" */
/** @import { Refusal } from "./oppna.js" */

/** Why a file was not opened. @param {Refusal} refused @param {string} where */
export const refusal = (refused, where) => ({
  for_stor: () => t("skattning.fel_for_stor"),
  trasig: () => t("skattning.fel_trasig"),
  frammande: () => t("skattning.fel_frammande"),
  nyare: () => t("skattning.fel_nyare", { version: where }),
  felaktig: () => t("skattning.fel_felaktig", { plats: where }),
})[refused]();

/** *name* as a part of a file's name: small letters, digits and hyphens. @param {string} name */
export const slug = (name) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);

/** The name of a file of *saved*. @param {Saved} saved @param {string} what @param {string} day @param {string} ending */
export const fileName = (saved, what, day, ending) => [what, slug(saved.namn), day].filter(Boolean).join("-") + ending;

/** Hand *content* to the reader as a file. @param {string} name @param {string | Uint8Array<ArrayBuffer>} content @param {string} type */
export function download(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/**
 * What *files* hold, each read; those that could not be are told by name.
 * @param {Iterable<File>} files
 * @param {Tool} tool
 * @returns {Promise<{ saved: Saved[], refused: { name: string, refused: Refusal, where: string }[] }>}
 */
export async function readAll(files, tool) {
  /** @type {Saved[]} */
  const saved = [];
  const refused = [];
  for (const file of files) {
    const text = file.size > MOST_BYTES ? null : await file.text().catch(() => "");
    const found = text === null ? /** @type {const} */ ({ refused: "for_stor", where: "" }) : opened(text.replace(/^\ufeff/, ""), tool);
    if ("saved" in found) saved.push(found.saved);
    else refused.push({ name: file.name, ...found });
  }
  return { saved, refused };
}
