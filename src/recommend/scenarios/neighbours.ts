import { Blend, plain } from "../blend.js";
import { reachedRows } from "../candidates.js";
import type { TableSignal } from "../scores/table-scores.js";
import type { Asked, Proposal } from "./scenario-kind.js";

/** The neighbours that tables hold of the items asked about; undefined: none. */
export function proposeNeighbours({ person, about }: Asked, signals: readonly TableSignal[]): Proposal | undefined {
  const scores = signals.map((signal) => person.around(signal, about));
  const rows = reachedRows(...scores);
  return rows.length === 0 ? undefined : { rows, blend: new Blend(scores.map((one) => plain(one))) };
}
