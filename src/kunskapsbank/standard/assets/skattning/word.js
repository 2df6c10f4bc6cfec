// The document as Word reads it (ISO/IEC 29500, WordprocessingML): headings, lists and tables with styles of their own.

import { zipped } from "./zip.js";

/** @import { Block } from "./rapport.js" */

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const PART = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const GREEN = "12423B";
const WIDTH = 9638; // Of the text on an A4 page with margins of 2 cm, in twentieths of a point.

/** What no XML document may hold, and signs that turn the direction of what follows. */
const FORBIDDEN = /[^\P{Cc}\t\n\r]|\p{Cs}|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** *text* as XML. @param {string} text */
export const escaped = (text) => text.replace(FORBIDDEN, "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** A run of text, its lines broken. @param {string} text @param {string} [look] */
const run = (text, look = "") => text.split(/\r\n|\r|\n/).map((line, at) => `<w:r>${look && `<w:rPr>${look}</w:rPr>`}${at ? "<w:br/>" : ""}<w:t xml:space="preserve">${escaped(line)}</w:t></w:r>`).join("");

/** @param {string} text @param {string} [style] @param {string} [look] */
const paragraph = (text, style, look) => `<w:p>${style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : ""}${run(text, look)}</w:p>`;

/** @param {string} text @param {number} width @param {boolean} [head] */
const cell = (text, width, head) => `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>${paragraph(text, "Tabelltext", head ? "<w:b/>" : "")}</w:tc>`;

/**
 * A table whose first row is a head, or whose first column is one.
 * @param {string[][]} rows
 * @param {number[]} widths In twentieths of a point.
 * @param {{ head?: boolean, title?: string }} how
 */
function table(rows, widths, { head = false, title = "" }) {
  const drawn = rows.map((row, at) => `<w:tr><w:trPr><w:cantSplit/>${head && !at ? "<w:tblHeader/>" : ""}</w:trPr>${row.map((text, column) => cell(text, widths[column], head ? !at : !column)).join("")}</w:tr>`);
  const about = title && `<w:tblCaption w:val="${escaped(title)}"/>`;
  const look = `<w:tblLook w:firstRow="${head ? 1 : 0}" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>`;
  return `<w:tbl><w:tblPr><w:tblStyle w:val="Rutnat"/><w:tblW w:w="${WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/>${look}${about}</w:tblPr><w:tblGrid>${widths.map((width) => `<w:gridCol w:w="${width}"/>`).join("")}</w:tblGrid>${drawn.join("")}</w:tbl><w:p><w:pPr><w:pStyle w:val="Tabelltext"/></w:pPr></w:p>`;
}

/** The widths of *number* columns, the first or second the widest. @param {number} number @param {boolean} numbered */
function widths(number, numbered) {
  const parts = Array.from({ length: number }, (_, at) => (at === (numbered ? 1 : 0) ? 2.5 : numbered && !at ? 0.5 : 1));
  const sum = parts.reduce((all, one) => all + one, 0);
  return parts.map((one) => Math.floor((WIDTH * one) / sum));
}

/** @param {Block} block */
function drawn(block) {
  switch (block.sort) {
    case "titel": return paragraph(block.text, "Title");
    case "rubrik": return paragraph(block.text, "Heading1");
    case "underrubrik": return paragraph(block.text, "Heading2");
    case "stycke": return paragraph(block.text);
    case "lista": return block.rader.map((text) => paragraph(text, "ListBullet")).join("");
    case "fakta": return table(block.rader, [WIDTH * 0.3, WIDTH * 0.7].map(Math.floor), {});
    case "tabell":
    case "profil": return table([block.huvud, ...block.rader], widths(block.huvud.length, /^\d*$/.test(block.rader[0]?.[0] ?? "")), { head: true, title: block.rubrik });
  }
}

/** @param {string} id @param {string} name @param {string} more @param {string} [based] */
const style = (id, name, more, based = "Normal") =>
  `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/>${id === "Normal" ? "" : `<w:basedOn w:val="${based}"/><w:next w:val="Normal"/>`}<w:qFormat/>${more}</w:style>`;

/** @param {string} language */
function styles(language) {
  const heading = (/** @type {number} */ level, /** @type {number} */ size) =>
    `<w:pPr><w:keepNext/><w:spacing w:before="${480 - 120 * level}" w:after="80"/><w:outlineLvl w:val="${level - 1}"/></w:pPr><w:rPr><w:b/><w:color w:val="${GREEN}"/><w:sz w:val="${size}"/></w:rPr>`;
  return `${XML}<w:styles ${W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/><w:lang w:val="${language}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`
    + style("Normal", "Normal", "").replace("<w:style ", '<w:style w:default="1" ')
    + style("Title", "Title", `<w:pPr><w:spacing w:after="200"/></w:pPr><w:rPr><w:b/><w:color w:val="${GREEN}"/><w:sz w:val="44"/></w:rPr>`)
    + style("Heading1", "heading 1", heading(1, 32)) + style("Heading2", "heading 2", heading(2, 26))
    + style("ListBullet", "List Bullet", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:contextualSpacing/></w:pPr>')
    + style("Tabelltext", "Tabelltext", '<w:pPr><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr>')
    + `<w:style w:type="table" w:styleId="Rutnat"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>${["top", "left", "bottom", "right", "insideH", "insideV"].map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="999999"/>`).join("")}</w:tblBorders><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`;
}

/** @param {[type: string, target: string][]} all */
const relations = (all) => `${XML}<Relationships xmlns="${PACKAGE}/relationships">${all.map(([type, target], at) => `<Relationship Id="r${at + 1}" Type="${type}" Target="${target}"/>`).join("")}</Relationships>`;

/** The parts of the file by their names. @param {Block[]} blocks @param {string} language @returns {Record<string, string>} */
export function parts(blocks, language) {
  const title = blocks.find((block) => block.sort === "titel");
  const page = `<w:sectPr><w:footerReference xmlns:r="${OFFICE}" w:type="default" r:id="r3"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`;
  const types = { "word/document.xml": "document.main", "word/styles.xml": "styles", "word/numbering.xml": "numbering", "word/footer1.xml": "footer" };
  return {
    "[Content_Types].xml": `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${Object.entries(types).map(([path, type]) => `<Override PartName="/${path}" ContentType="${PART}.${type}+xml"/>`).join("")}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
    "_rels/.rels": relations([[`${OFFICE}/officeDocument`, "word/document.xml"], [`${PACKAGE}/relationships/metadata/core-properties`, "docProps/core.xml"]]),
    "docProps/core.xml": `${XML}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escaped(title && "text" in title ? title.text : "")}</dc:title><dc:language>${language}</dc:language></cp:coreProperties>`,
    "word/_rels/document.xml.rels": relations([[`${OFFICE}/styles`, "styles.xml"], [`${OFFICE}/numbering`, "numbering.xml"], [`${OFFICE}/footer`, "footer1.xml"]]),
    "word/styles.xml": styles(language),
    "word/numbering.xml": `${XML}<w:numbering ${W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
    "word/footer1.xml": `${XML}<w:ftr ${W}><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>`,
    "word/document.xml": `${XML}<w:document ${W}><w:body>${blocks.map(drawn).join("")}${page}</w:body></w:document>`,
  };
}

/** *blocks* as a file for Word. @param {Block[]} blocks @param {string} language sv-SE or en-GB. */
export const word = (blocks, language) => zipped(parts(blocks, language));
