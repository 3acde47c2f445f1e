import type { Command } from "commander";
import { openSources } from "../app/open-sources.js";
import { backfillAsOf, backfillSegments, type Backfill, reviewEntry } from "../app/segment-backfill.js";
import { AttuneError } from "../domain/errors.js";
import type { PersonKey } from "../domain/person.js";
import { parseIsoTime } from "../domain/wire/index.js";
import type { EventLog, LogEntry } from "../ports/event-log.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ModelsOption,
  type ServerOptions,
  withJson,
  withModels,
  withServers,
} from "./options.js";
import { grouped, note, type Outcome, report, safeText } from "./report.js";
import { withEngine } from "./with-engine.js";

type BackfillCommandOptions = ServerOptions &
  ModelsOption &
  JsonOption & { readonly asOf?: number; readonly people?: boolean; readonly apply?: boolean };

/** People that one answer lists. */
const MOST_LISTED = 10_000;
const APPENDED_AT_ONCE = 1_000;

/** `attune segments backfill`: who would be in the configuration's segments, now or then. */
export function backfillCommand(): Command {
  const backfill = createCommand(
    "backfill",
    "Evaluate the configuration's segments over stored profiles, or as of a past date",
    [
      "attune segments backfill --config ./config-new",
      "attune segments backfill big-spenders --as-of 2026-11-01T00:00:00Z --people",
      "attune segments backfill big-spenders --apply",
    ],
  )
    .argument("[segment]", "only this one")
    .option("--as-of <time>", "ISO 8601: as it was then, by replaying the log up to then", parseTime)
    .option("--people", "list the members")
    .option("--apply", "bring the stored profiles up to date: the workers must run under the same configuration");
  return withJson(withModels(withServers(backfill)))
    .addHelpText(
      "after",
      "\nWithout --apply nothing is changed: a person's stored segments follow the definitions with the person's next visit or review. --apply asks\nfor that review now, through the log, for everybody whose segments differ.",
    )
    .action((segment: string | undefined, options: BackfillCommandOptions) =>
      report(options, () => backfillThem(segment, options)),
    );
}

async function backfillThem(segment: string | undefined, options: BackfillCommandOptions): Promise<Outcome> {
  const { asOf, apply = false } = options;
  if (apply && asOf !== undefined)
    throw new AttuneError("ATTUNE_USAGE", "--apply brings profiles up to date: leave --as-of out");
  const unit = asOf === undefined ? "profiles" : "events";
  const configuration = configurationOf(options);
  return withEngine(configuration, "looked through", unit, async (opened) => {
    const { log, state, context, engine, onProgress } = opened;
    if (segment !== undefined && !context.segments.some(({ id }) => id === segment))
      throw new AttuneError("ATTUNE_USAGE", `the configuration has no segment "${segment}"`);
    const time = asOf ?? Date.now();
    const members = options.people === true ? new Members() : undefined;
    const reviews = new Reviews(log, time);
    const wanted = {
      time,
      onProgress,
      sources: openSources(configuration, log, context.recommendations),
      ...(segment === undefined ? {} : { segments: [segment] }),
      ...(members === undefined ? {} : { onMember: (id: string, person: PersonKey) => members.add(id, person) }),
      ...(apply ? { onDifference: (person: PersonKey) => reviews.ask(person) } : {}),
    };
    const found =
      asOf === undefined
        ? await backfillSegments(log, state, engine, context, wanted)
        : await backfillAsOf(log, engine, context, wanted);
    await reviews.flush();
    const asked = apply ? { reviews: reviews.appended } : {};
    const people = members === undefined ? {} : { members: members.lists };
    return {
      fields: { asOf: new Date(time).toISOString(), ...found, ...asked, ...people },
      lines: backfillLines(found, members, apply ? reviews.appended : undefined),
    };
  });
}

function backfillLines(found: Backfill, members: Members | undefined, asked: number | undefined): string[] {
  const row = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(30)}${cells.map((cell) => cell.padStart(12)).join("")}`;
  return [
    row(`${grouped(found.people)} people`, ["members", "stored", "would enter", "would leave"]),
    ...Object.entries(found.segments).map(([id, { stored, members, entered, left }]) =>
      row(`  ${safeText(id)}`, [members, stored, entered, left].map(grouped)),
    ),
    `${grouped(found.differing)} people's stored segments differ${asked === undefined ? "" : `; ${grouped(asked)} reviews asked for`}`,
    ...Object.entries(members?.lists ?? {}).flatMap(([id, people]) => [
      `${safeText(id)}:`,
      ...people.map((person) => `  ${safeText(person)}`),
    ]),
  ];
}

/** Members by segment, up to a bound; beyond it only the count is told. */
class Members {
  readonly lists: Record<string, PersonKey[]> = {};
  #listed = 0;

  add(segment: string, person: PersonKey): void {
    if (++this.#listed > MOST_LISTED) {
      if (this.#listed === MOST_LISTED + 1) note(`only the first ${grouped(MOST_LISTED)} members are listed`);
      return;
    }
    (this.lists[segment] ??= []).push(person);
  }
}

/** Asks for reviews, a batch at a time. */
class Reviews {
  appended = 0;
  readonly #log: EventLog;
  readonly #time: number;
  #batch: LogEntry[] = [];

  constructor(log: EventLog, time: number) {
    this.#log = log;
    this.#time = time;
  }

  async ask(person: PersonKey): Promise<void> {
    this.#batch.push(reviewEntry(person, this.#time, this.#log.partitions));
    if (this.#batch.length >= APPENDED_AT_ONCE) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#batch.length === 0) return;
    this.appended += (await this.#log.append(this.#batch)).stored;
    this.#batch = [];
  }
}

function parseTime(text: string): number {
  const time = parseIsoTime(text);
  if (time !== undefined) return time;
  throw new AttuneError("ATTUNE_USAGE", `"${text}" is no ISO 8601 time that exists`);
}
