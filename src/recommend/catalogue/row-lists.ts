import type { SharedLists } from "./shared-catalogue.js";

/** Rows by code, by counting. `codeAt` of each of `count` rows is below `codes`; code 0 gets no list. */
export function listRows(count: number, codes: number, codeAt: (row: number) => number): SharedLists {
  const starts = new Uint32Array(new SharedArrayBuffer((codes + 1) * 4));
  for (let row = 0; row < count; row++) {
    const code = codeAt(row);
    if (code > 0) starts[code + 1] = (starts[code + 1] as number) + 1;
  }
  for (let code = 1; code <= codes; code++) starts[code] = (starts[code] as number) + (starts[code - 1] as number);
  const rows = new Uint32Array(new SharedArrayBuffer((starts[codes] as number) * 4));
  const next = starts.slice();
  for (let row = 0; row < count; row++) {
    const code = codeAt(row);
    if (code === 0) continue;
    const at = next[code] as number;
    rows[at] = row;
    next[code] = at + 1;
  }
  return { starts: starts.buffer, rows: rows.buffer };
}
