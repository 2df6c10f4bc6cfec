// A zip of a few small files, stored as they are (.ZIP File Format Specification 6.3.10): what Word needs, and no more.

const LOCAL = 0x04034b50; // 4.3.7
const CENTRAL = 0x02014b50; // 4.3.12
const END = 0x06054b50; // 4.3.16
const VERSION = 20; // 2.0, the first with folders.
const UTF8 = 0x0800; // Names are UTF-8 (4.4.4).
const DAY = 0x0021; // 1 January 1980: the same words give the same bytes.

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as zip has it (4.4.7). @param {Uint8Array} data */
export const crc32 = (data) => (data.reduce((crc, byte) => TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

/** Numbers as bytes, the lowest first. @param {[size: 2 | 4, value: number][]} numbers */
function bytes(numbers) {
  const view = new DataView(new ArrayBuffer(numbers.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of numbers) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A zip of *files*, their texts by their names. @param {Record<string, string>} files */
export function zipped(files) {
  const encoder = new TextEncoder();
  /** @type {Uint8Array[]} */
  const bodies = [];
  /** @type {Uint8Array[]} */
  const index = [];
  let at = 0;
  for (const [path, text] of Object.entries(files)) {
    const [name, data] = [encoder.encode(path), encoder.encode(text)];
    /** @type {[2 | 4, number][]} */
    const common = [[2, VERSION], [2, UTF8], [2, 0], [2, 0], [2, DAY], [4, crc32(data)], [4, data.length], [4, data.length], [2, name.length], [2, 0]];
    const body = joined([bytes([[4, LOCAL], ...common]), name, data]);
    bodies.push(body);
    index.push(bytes([[4, CENTRAL], [2, VERSION], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]]), name);
    at += body.length;
  }
  const size = index.reduce((sum, part) => sum + part.length, 0);
  const number = bodies.length;
  return joined([...bodies, ...index, bytes([[4, END], [2, 0], [2, 0], [2, number], [2, number], [4, size], [4, at], [2, 0]])]);
}
