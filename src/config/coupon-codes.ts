import path from "node:path";
import { type ConfigProblem, problem } from "./problems.js";
import { readText } from "./read.js";
import type { CouponsFile } from "./schema/coupons.js";
import type { Source } from "./sources.js";

/** The shop's own coupon codes: one a line. Empty lines and lines that begin with # are passed over. */

const MAX_BYTES = 16_777_216;
const CODE = /^[\x21-\x7e]{1,64}$/;

/** By the pool's id, in the order of the file: the order in which they are given. */
export function readCodes({ value, file }: Source<CouponsFile>, folder: string, errors: ConfigProblem[]) {
  const pools = new Map<string, readonly string[]>();
  const seen = new Set<string>();
  for (const [i, { id, kind, codes: name }] of value.pools.entries()) {
    if (kind !== "list" || name === undefined) continue;
    const place = path.join(folder, name);
    if (path.relative(folder, place).startsWith("..") || path.isAbsolute(name)) {
      const message = `"${name}" is outside of this folder`;
      errors.push(problem("ATTUNE_CONFIG_FILE", file.placeOf(["pools", i, "codes"]), message));
      continue;
    }
    const text = readText(place, errors, { maxBytes: MAX_BYTES });
    if (text !== undefined) pools.set(id, codesIn(text, place, seen, errors));
  }
  return pools;
}

/** `seen`: the codes of all pools so far, for none may be given twice. */
function codesIn(text: string, place: string, seen: Set<string>, errors: ConfigProblem[]): string[] {
  const codes: string[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    const code = line.trim();
    if (code === "" || code.startsWith("#")) continue;
    const at = { file: place, line: i + 1, column: line.indexOf(code) + 1 };
    if (!CODE.test(code)) {
      errors.push(problem("ATTUNE_CONFIG_VALUE", at, "a code has 1 to 64 characters and no blanks"));
    } else if (seen.has(code)) {
      errors.push(problem("ATTUNE_CONFIG_DUPLICATE_ID", at, "this code stands here a second time"));
    }
    codes.push(code);
    seen.add(code);
    // One wrong file makes no million messages.
    if (errors.length > MOST_ERRORS) break;
  }
  if (codes.length === 0) {
    errors.push(problem("ATTUNE_CONFIG_VALUE", { file: place, line: 1, column: 1 }, "there is no code in it"));
  }
  return codes;
}

const MOST_ERRORS = 100;
