import { type DeliveryTotals, deliveryTotals } from "../channels/dispatcher/index.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { decodeTotals } from "../worker/totals.js";

/** What `attune status` shows: the partitions' totals added up, and how far the state is behind the log. */
export interface Status {
  /** Events from outside that were applied to a profile, each once. */
  readonly applied: number;
  /** Dead letters held by the log: refused at the door or given up by the worker. */
  readonly dead: number;
  readonly people: number;
  readonly decisions: number;
  readonly messages: Readonly<Record<string, number>>;
  /** Records in the log that are not applied yet. */
  readonly lag: number;
  /** Late duplicates that were recognised and not applied again. */
  readonly duplicates: number;
  /** Timer, merge, erase and context events applied. */
  readonly internal: number;
  /** Events handed on to another profile or partition. */
  readonly forwarded: number;
  readonly occasions: Readonly<Record<string, number>>;
  readonly reasons: Readonly<Record<string, number>>;
  /** By channel: how many deliveries are in which state, of those that are kept. */
  readonly deliveries: Readonly<Record<string, DeliveryTotals["counts"]>>;
  readonly partitions: readonly { readonly partition: number; readonly seq: number; readonly lag: number }[];
}

/** @param deliveries the space of that name; left out where Attune delivers nothing itself */
export async function readStatus(log: EventLog, state: StateStore, deliveries?: StateStore): Promise<Status> {
  const numbers = Array.from({ length: log.partitions }, (_, partition) => partition);
  const [dead, parts] = await Promise.all([
    log.bounds("dead"),
    Promise.all(
      numbers.map(async (partition) => {
        const [offset, totals] = await Promise.all([state.loadOffset(partition), state.loadTotals(partition)]);
        const bounds = await log.bounds("events", partition);
        const counts = totals === undefined ? {} : decodeTotals(totals);
        return { partition, seq: offset.seq, lag: Math.max(0, bounds.last - offset.seq), counts };
      }),
    ),
  ]);
  const sums = new Map<string, number>();
  for (const { counts } of parts) {
    for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  const sum = (name: string): number => sums.get(name) ?? 0;
  const under = (prefix: string): Record<string, number> =>
    Object.fromEntries(
      [...sums].filter(([name]) => name.startsWith(prefix)).map(([name, count]) => [name.slice(prefix.length), count]),
    );
  return {
    applied: sum("applied"),
    dead: dead.count,
    people: sum("people"),
    decisions: sum("decisions"),
    messages: under("messages."),
    lag: parts.reduce((total, { lag }) => total + lag, 0),
    duplicates: sum("duplicates"),
    internal: sum("internal"),
    forwarded: sum("forwarded") + sum("misrouted"),
    occasions: under("occasions."),
    reasons: under("reasons."),
    deliveries: deliveries === undefined ? {} : Object.fromEntries(await deliveryTotals(deliveries)),
    partitions: parts.map(({ partition, seq, lag }) => ({ partition, seq, lag })),
  };
}
