import { hash53 } from "../../src/domain/hash.js";
import type { Expectation, ExpectedPerson } from "./expectation.js";
import type { Notes } from "./notes.js";
import type { ObservedPerson } from "./observation.js";

/** Totals over people. */
export interface PeopleFaults {
  lost: number;
  double: number;
  outOfOrder: number;
  wrong: number;
}

/** Holds every person's profile against what the log adds up to: each event once, in the log's order, and nobody else. */
export function judgePeople(
  expected: Expectation,
  people: ReadonlyMap<string, readonly ObservedPerson[]>,
  notes: Notes,
): PeopleFaults {
  const faults: PeopleFaults = { lost: 0, double: 0, outOfOrder: 0, wrong: 0 };
  for (const cluster of expected.clusters) compare(cluster, people, faults, notes);
  const known = new Set(expected.clusters.flatMap(({ keys }) => keys));
  const strangers = [...people.keys()].filter((key) => !known.has(key));
  notes.add("a profile of nobody", strangers);
  faults.double += strangers.length;
  return faults;
}

function compare(
  cluster: ExpectedPerson,
  people: ReadonlyMap<string, readonly ObservedPerson[]>,
  faults: PeopleFaults,
  notes: Notes,
): void {
  const profiles = cluster.keys.flatMap((key) => people.get(key) ?? []).filter(({ forwarded }) => !forwarded);
  const sum = (count: (one: ObservedPerson) => number): number =>
    profiles.reduce((total, one) => total + count(one), 0);
  const differences = [
    sum((one) => one.views) - cluster.views,
    sum((one) => one.cartAdds) - cluster.cartAdds,
    sum((one) => one.orders) - cluster.orders,
  ];
  const fewer = -differences.filter((difference) => difference < 0).reduce((total, one) => total + one, 0);
  const more = differences.filter((difference) => difference > 0).reduce((total, one) => total + one, 0);

  const hashes = new Map(cluster.ids.map((id) => [hash53(id), id]));
  const applied = profiles.flatMap(({ seen }) => seen.filter((hash) => hashes.has(hash)));
  const once = new Set(applied);
  const unseen = cluster.ids.filter((id) => !once.has(hash53(id)));
  const lost = Math.max(fewer, unseen.length);
  const double = Math.max(more, applied.length - once.size);
  const who = cluster.keys.join("+");
  if (lost > 0) notes.add(`${who}: not applied`, unseen.length > 0 ? unseen : [`${lost} by count`]);
  if (double > 0) notes.add(`${who}: applied more than once`, [`${double}`]);
  faults.lost += lost;
  faults.double += double;
  if (lost > 0 || double > 0) return;
  // Where two keys met, their calls interleave as the merge came; one key's follow the log.
  const isOrdered = cluster.keys.length > 1 || cluster.ids.every((id, i) => hash53(id) === applied[i]);
  if (!isOrdered) {
    faults.outOfOrder++;
    notes.add(`${who}: out of order`, cluster.ids);
  }
  if (Math.abs(sum((one) => one.revenue) - cluster.revenue) > 1e-6) {
    faults.wrong++;
    notes.add(`${who}: revenue`, [`${sum((one) => one.revenue)} instead of ${cluster.revenue}`]);
  }
}
