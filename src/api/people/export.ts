import { Readable } from "node:stream";
import { verifyLedger } from "../../domain/consent.js";
import type { PersonKey } from "../../domain/person.js";
import type { Engine } from "../../domain/step.js";
import { isoTime } from "../../domain/wire/index.js";
import type { Profile } from "../../engine/index.js";
import type { PersonReader } from "./person-reader.js";
import type { PersonRecords } from "./person-records.js";

export interface ExportParts {
  readonly people: PersonReader;
  readonly records: PersonRecords;
  readonly engine: Pick<Engine<Profile>, "describe">;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Everything that is kept of a person, to be sent. `done` is called when nothing of it is read any more, whether or not it was sent to its end. */
export function exportStream(person: PersonKey, parts: ExportParts, done: () => void): Readable {
  return Readable.from(exportOf(person, parts), { objectMode: false }).once("close", done);
}

/**
 * Everything that is kept of a person, as the text of one JSON document, in pieces: nothing of it has to fit into memory (GDPR, articles 15 and
 * 20). The suppression list isn't among it: it holds keyed hashes of addresses, and nobody's name.
 */
async function* exportOf(asked: PersonKey, parts: ExportParts): AsyncGenerator<string> {
  const { people, records, engine, now } = parts;
  const { person, profile } = await people.read(asked);
  const described = profile === undefined ? null : engine.describe(profile);
  const head = {
    exportedAt: isoTime(now()),
    person,
    ids: [person, ...(profile?.read("identity").linked ?? [])],
    profile: described,
    preferences: described?.["preferences"] ?? null,
    consents: profile === undefined ? null : consentsOf(profile),
  };
  yield JSON.stringify(head).slice(0, -1);
  yield* list("deliveries", records.deliveries(person));
  yield* list("messages", records.messages(person));
  yield* list("decisions", records.decisions(person));
  yield* list("events", records.events(person));
  yield "}\n";
}

function consentsOf(profile: Profile): object {
  const ledger = profile.read("consent");
  const entries = ledger.entries.map((entry) => ({
    ...entry,
    time: isoTime(entry.time),
    validUntil: Number.isFinite(entry.validUntil) ? isoTime(entry.validUntil) : null,
  }));
  return { valid: verifyLedger(ledger), base: ledger.base, dropped: ledger.dropped, entries };
}

async function* list(name: string, entries: AsyncIterable<object>): AsyncGenerator<string> {
  yield `,"${name}":[`;
  let isFirst = true;
  for await (const entry of entries) {
    yield `${isFirst ? "" : ","}${JSON.stringify(entry)}`;
    isFirst = false;
  }
  yield "]";
}
