import type { Command } from "commander";
import { type ItemChange, readItemChange } from "../app/item-change.js";
import { appendItemChanges } from "../app/item-changes.js";
import type { Configuration } from "../config/index.js";
import { AttuneError } from "../domain/errors.js";
import { readLines } from "./import/input-lines.js";
import { itemsImportCommand } from "./items/import-command.js";
import { itemsListCommand, itemsRemoveCommand, itemsShowCommand } from "./items/stored-commands.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ServerOptions,
  withJson,
  withServers,
} from "./options.js";
import { grouped, note, type Outcome, report } from "./report.js";
import { withEngine } from "./with-engine.js";

/** A file of changes is held in memory while profiles are looked through. */
const MOST_CHANGES = 1_000_000;
const NOTED = 5;

/** `attune items`: the catalogue of what can be recommended, and what it has to say. */
export function itemsCommand(): Command {
  return createCommand("items", "The catalogue: what can be recommended, and whom its changes concern", [
    "attune items import feed.xml --format google --complete --tell",
    "attune items show shoe-1",
    "attune items changed prices.ndjson",
  ])
    .addCommand(itemsImportCommand())
    .addCommand(itemsListCommand())
    .addCommand(itemsShowCommand())
    .addCommand(itemsRemoveCommand())
    .addCommand(itemsChangedCommand());
}

function itemsChangedCommand(): Command {
  const changed = createCommand("changed", "Tell the people whom a change of price, stock or collections concerns", [
    "attune items changed prices.ndjson",
    "attune items changed stock.ndjson.gz --json --log nats://localhost:4222 --state redis://localhost:6379",
  ]).argument("<file>", "one change a line, JSON; may be packed with gzip");
  return withJson(withServers(changed))
    .addHelpText(
      "after",
      `
Lines:
  {"item": "shoe-1", "price": 30, "oldPrice": 40}     a price; without oldPrice: against the one each person saw
  {"item": "shoe-1", "inStock": true}                 it can be bought again (false: no longer)
  {"collection": "spring", "category": "shoes", "tags": ["light"], "products": ["shoe-9"]}
"time" (ISO 8601) says when, else now. A line tells a person once, however often the file is read; an "id" makes an equal line another change.`,
    )
    .action((file: string, options: ServerOptions & JsonOption) =>
      report(options, () => tellChanges(file, configurationOf(options))),
    );
}

async function tellChanges(file: string, configuration: Configuration): Promise<Outcome> {
  const started = performance.now();
  const { changes, read, rejected } = await readChanges(file);
  const told = await withEngine(configuration, "looked through", "profiles", ({ log, state, engine, onProgress }) =>
    appendItemChanges(log, state, engine, changes, { now: Date.now(), onProgress }),
  );
  const seconds = Math.round(performance.now() - started) / 1_000;
  const { people, appended, duplicates } = told;
  return {
    fields: { read, rejected, people, appended, duplicates, seconds },
    lines: [
      `${grouped(read)} changes read${rejected > 0 ? `, ${grouped(rejected)} of them rejected` : ""}; they concern ${grouped(people)} people`,
      `${grouped(appended)} events appended, ${grouped(duplicates)} known already; ${seconds} s`,
    ],
    exitCode: rejected > 0 ? 1 : 0,
  };
}

async function readChanges(file: string): Promise<{ changes: ItemChange[]; read: number; rejected: number }> {
  const changes: ItemChange[] = [];
  let [read, rejected] = [0, 0];
  for await (const { number, bytes } of readLines(file)) {
    if (bytes.length === 0) continue;
    read++;
    const change = readItemChange(jsonOf(bytes));
    if (typeof change !== "string") changes.push(change);
    else if (++rejected <= NOTED) note(`${file}:${number}: ${change}`);
    if (changes.length > MOST_CHANGES)
      throw new AttuneError("ATTUNE_USAGE", `more than ${grouped(MOST_CHANGES)} changes: split the file`);
  }
  return { changes, read, rejected };
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
