import type { Population } from "../../domain/population.js";

/** Cells are never believed less than this much alike, nor more, in messages. */
const LEAST = 20;
const MOST = 10_000;
/** Where too little was sent to tell. */
const USUAL = 200;

const known = new WeakMap<Population["arms"], number>();

/**
 * How many messages an arm's own rate counts for against a cell's: empirical Bayes. The between-cell variance of a beta-binomial by moments
 * (Kleinman 1973, JASA 68:46-54): with p the arm's rate over its C cells, E[sum n (p_cell - p)^2 / (p (1 - p))] = (C - 1)(1 - rho) +
 * rho (N - sum n^2 / N), pooled over arms; the strength is 1 / rho - 1. Cells alike: much; cells apart: little.
 */
export function cellStrength(arms: Population["arms"]): number {
  let strength = known.get(arms);
  if (strength === undefined) {
    strength = estimate(arms);
    known.set(arms, strength);
  }
  return strength;
}

function estimate(arms: Population["arms"]): number {
  const cells = new Map<string, { sent: number; positive: number }[]>();
  for (const [key, arm] of arms) {
    const at = key.indexOf("@");
    if (at < 0 || arm.sent <= 0) continue;
    const of = cells.get(key.slice(0, at));
    if (of === undefined) cells.set(key.slice(0, at), [arm]);
    else of.push(arm);
  }
  let spread = 0;
  let room = 0;
  for (const arm of cells.values()) {
    const sent = arm.reduce((sum, cell) => sum + cell.sent, 0);
    const rate = arm.reduce((sum, cell) => sum + cell.positive, 0) / sent;
    if (arm.length < 2 || rate <= 0 || rate >= 1) continue;
    const squares = arm.reduce((sum, cell) => sum + cell.sent * (cell.positive / cell.sent - rate) ** 2, 0);
    spread += squares / (rate * (1 - rate)) - (arm.length - 1);
    room += sent - arm.reduce((sum, cell) => sum + cell.sent ** 2, 0) / sent - (arm.length - 1);
  }
  if (room <= 0) return USUAL;
  const rho = spread / room;
  return rho <= 0 ? MOST : Math.min(MOST, Math.max(LEAST, 1 / rho - 1));
}
