import type { Configuration } from "../../src/config/index.js";
import type { StateStore } from "../../src/ports/state-store.js";
import { expectationOf } from "./expectation.js";
import { judgeDead, judgeItems, judgeMessages } from "./judge-output.js";
import { judgePeople } from "./judge-people.js";
import { readStreams, type StoredRecord, type Streams } from "./log-truth.js";
import { Notes } from "./notes.js";
import { observe } from "./observation.js";

/** What the verifier found. Everything but the counts in the first block must be 0. */
export interface Verdict {
  readonly events: number;
  readonly people: number;
  readonly messages: number;
  /** Messages that recommend something. */
  readonly recommending: number;
  readonly dead: number;

  /** Events accepted and not applied (or no longer in the log, where none may be missing). */
  readonly lost: number;
  /** Applications beyond the first. */
  readonly double: number;
  /** People whose events were applied in another order than the log's. */
  readonly outOfOrder: number;
  /** People with the right counts and another revenue. */
  readonly wrong: number;
  /** By how much the sums that partitions learn are off: each event adds to them once. */
  readonly statisticsWrong: number;
  readonly messagesLost: number;
  readonly messagesDouble: number;
  readonly decisionsLost: number;
  /** Products that were met and that the catalogue was not told of. */
  readonly itemsLost: number;
  readonly deadUnexpected: number;
  readonly outboxLeft: number;
  readonly lag: number;
  readonly ok: boolean;
  /** The first things that were wrong, for whoever reads a red test. */
  readonly examples: readonly string[];
}

export interface Evidence {
  readonly logUrl: string;
  readonly state: StateStore;
  readonly configuration: Configuration;
  /** Message ids whose senders were told that they are stored. */
  readonly accepted: ReadonlySet<string>;
  /** Ids that the log's server lost with its tail before anybody had read them: the only ones that may be missing. */
  readonly gone?: ReadonlySet<string>;
  /** What stood in the event streams, all of it applied, before their tails were cut off. */
  readonly before?: readonly Streams["events"][];
  /** Message id -> the code with which it must be in the dead letters. */
  readonly poison?: ReadonlyMap<string, string>;
}

export async function verify(evidence: Evidence): Promise<Verdict> {
  const { state, configuration, accepted, gone, poison = new Map<string, string>() } = evidence;
  const streams = await readStreams(evidence.logUrl, configuration.partitions);
  const history = joinHistories([...(evidence.before ?? []), streams.events]);
  const expected = expectationOf(history, new Set(poison.keys()), Date.now());
  const busiest = Math.max(...expected.clusters.map(({ ids }) => ids.length));
  if (busiest > configuration.engine.limits.seenIds)
    throw new Error(`a person with ${busiest} events: more than a profile remembers`);
  const found = await observe(state, configuration);
  const notes = new Notes();

  const missing = [...accepted].filter((id) => !expected.ids.has(id) && !poison.has(id) && gone?.has(id) !== true);
  notes.add("accepted, but not in the log", missing);
  const people = judgePeople(expected, found.people, notes);
  const messages = judgeMessages(streams, expected, notes);
  const dead = judgeDead(streams.dead, poison, notes);
  const lag = streams.events.reduce(
    (sum, records, p) => sum + Math.max(0, (records.at(-1)?.seq ?? 0) - (found.offsets[p]?.seq ?? 0)),
    0,
  );
  const lost = missing.length + people.lost;
  const statisticsWrong = Math.abs(found.tally - expected.ids.size);
  if (statisticsWrong > 0) notes.add("events in the statistics", [`${found.tally} instead of ${expected.ids.size}`]);
  const faults = {
    ...people,
    lost,
    statisticsWrong,
    ...messages.faults,
    ...judgeItems(streams, expected, notes),
    ...dead.faults,
    outboxLeft: found.outbox,
    lag,
  };
  const counts = {
    events: expected.ids.size,
    people: expected.clusters.length,
    messages: messages.count,
    recommending: messages.recommending,
    dead: dead.count,
  };
  return { ...counts, ...faults, ok: Object.values(faults).every((count) => count === 0), examples: notes.all };
}

/** Records that a later reading no longer shows stay where they were; new ones follow. A record is named by sequence and stored time. */
function joinHistories(readings: readonly Streams["events"][]): StoredRecord[][] {
  const joined: StoredRecord[][] = [];
  const known = new Set<string>();
  for (const reading of readings) {
    for (const [partition, records] of reading.entries()) {
      const list = (joined[partition] ??= []);
      for (const record of records) {
        const name = `${partition}/${record.seq}/${record.stored}`;
        if (!known.has(name)) list.push(record);
        known.add(name);
      }
    }
  }
  return joined;
}
