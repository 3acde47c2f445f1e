import {
  addConsent,
  type ConsentStatement,
  inForce,
  statementsInForce,
  subjectOf,
  supersedes,
} from "../../../domain/consent.js";
import type { ConsentEntry, ConsentLedger, View } from "../../../domain/profile.js";

/** The source of a refusal that a merge made: one profile had agreed, and the other refused. */
const MERGE = "merge";

type Ledger = View<ConsentLedger>;

/**
 * The stricter is in force, whatever came later (invariant 5): what either refused is refused, what one agreed to and the other didn't refuse is
 * agreed to. The receiver's chain goes on: what it doesn't say yet is added in its own words and time. Where the receiver had agreed to what
 * the giver refused, a refusal of the same moment follows, which wins.
 */
export function mergeConsent(into: ConsentLedger, from: Ledger, limit: number): void {
  if (from.entries.length === 0) return;
  const own = statementsInForce(into.entries);
  const lost = own.filter((entry) => entry.granted && isRefused(entry, from));
  const given = statementsInForce(from.entries).filter(
    (entry) => !entry.granted || !(isRefused(entry, from) || isRefused(entry, into)),
  );
  // What was agreed to and taken back since counts for nothing.
  const kept = [...own.filter((entry) => !isRefused(entry, into)), ...given].filter(
    (entry) => entry.granted && !lost.includes(entry),
  );
  const taken: ConsentStatement[] = given.slice();
  for (const { purpose, channel, time } of lost)
    taken.push({
      purpose,
      channel,
      granted: false,
      time,
      validUntil: Number.POSITIVE_INFINITY,
      source: MERGE,
      text: "",
    });

  const merged: ConsentLedger = { base: "", dropped: 0, entries: own };
  const add = (statement: ConsentStatement): void => {
    const known = statementsInForce(merged.entries).find((entry) => subjectOf(entry) === subjectOf(statement));
    if (known?.granted === statement.granted && !supersedes(statement, known)) return;
    addConsent(merged, statement, Number.POSITIVE_INFINITY);
    addConsent(into, statement, limit);
  };
  for (const statement of taken.toSorted(inOrder)) add(statement);
  // A narrower agreement that neither refused outlives the refusal that was made of a broader one: it is said again behind it.
  for (const agreement of kept) {
    const { state, entry } = inForce(merged, agreement.purpose, agreement.channel, agreement.time);
    if (state === "denied" && entry !== undefined) add({ ...agreement, time: entry.time + 1 });
  }
}

function isRefused({ purpose, channel, time }: ConsentEntry, ledger: Ledger): boolean {
  return inForce(ledger, purpose, channel, time).state === "denied";
}

function inOrder(a: ConsentStatement, b: ConsentStatement): number {
  return a.time - b.time || (textOf(a) < textOf(b) ? -1 : 1);
}

function textOf({ purpose, channel, granted, time, validUntil, source, text }: ConsentStatement): string {
  return JSON.stringify([channel, purpose, granted, time, String(validUntil), source, text]);
}
