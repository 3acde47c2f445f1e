import { type Command, Option } from "commander";
import {
  FEED_FIELDS,
  FEED_FORMATS,
  type FeedFormat,
  formatOf,
  type ImportedItems,
  importItems,
  type ImportItemsOptions,
  parseColumns,
  readFeed,
} from "../../app/catalogue/index.js";
import { type AppendedChanges, appendItemChanges } from "../../app/item-changes.js";
import { AttuneError } from "../../domain/errors.js";
import type { EventLog } from "../../ports/event-log.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ServerOptions,
  withJson,
  withServers,
} from "../options.js";
import { startProgress } from "../progress.js";
import { note, type Outcome, report } from "../report.js";
import { untilStopped, withLog } from "../servers.js";
import { withEngine } from "../with-engine.js";
import { importOutcome } from "./import-outcome.js";
import { openJournal } from "./open-journal.js";

interface ImportOptions extends ServerOptions, JsonOption {
  readonly format?: FeedFormat;
  readonly columns?: string;
  readonly delimiter?: string;
  readonly complete?: boolean;
  readonly force?: boolean;
  readonly tell?: boolean;
}

/** `attune items import`: a file of items into the catalogue. */
export function itemsImportCommand(): Command {
  const command = createCommand("import", "Bring a file of items into the catalogue", [
    "attune items import feed.xml --format google --complete",
    "attune items import items.csv --columns id=sku,title=name,price=price_eur,inStock=stock",
    "attune items import prices.ndjson.gz --tell",
    "attune items import items.parquet --json",
  ])
    .argument("<file>", "csv and text feeds with a header in the first line; may be packed with gzip (not parquet)")
    .addOption(new Option("--format <format>", "the file's form (default: by its name)").choices([...FEED_FORMATS]))
    .option("--columns <list>", `field=column, by name (csv: or number from 1); fields: ${FEED_FIELDS.join(", ")}`)
    .option("--delimiter <character>", "csv: what stands between columns, or tab (default: a comma)")
    .option("--complete", "items of the feed's types that it doesn't have are no longer recommended")
    .option("--force", "with --complete: though more than half of them would go, or rows can't be read")
    .option("--tell", "tell the people whom a new price or stock concerns, as `attune items changed` does");
  return withJson(withServers(command))
    .addHelpText(
      "after",
      `
Without --columns, columns and keys go by their usual names (id, sku, product_id; title, name; link, image_link, price, availability …).
A column that the file doesn't have leaves the field as it is; an empty one takes it back. Google feeds say everything of an item.
Only what changes is stored, so the same file can be imported again. Bad rows are skipped, and the exit code is 1.`,
    )
    .action((file: string, options: ImportOptions) => report(options, () => importFile(file, options)));
}

async function importFile(file: string, options: ImportOptions): Promise<Outcome> {
  const started = performance.now();
  const now = Date.now();
  const feed = readFeed(file, { ...feedOptions(file, options), now });
  const configuration = configurationOf(options);
  let isStopped = false;
  void untilStopped(() => {
    isStopped = true;
    note("stopping after what was read; a second signal stops at once");
  });
  const run = async (log: EventLog, tell?: ImportItemsOptions["tell"]): Promise<ImportedItems> => {
    const journal = await openJournal(log);
    const progress = startProgress("read", "rows");
    try {
      return await importItems(journal, feed, {
        now,
        isComplete: options.complete === true,
        isForced: options.force === true,
        isStopped: () => isStopped,
        onProgress: (rows) => progress.update(rows),
        ...(tell === undefined ? {} : { tell }),
      });
    } finally {
      progress.stop();
    }
  };
  let told: AppendedChanges | undefined;
  const imported =
    options.tell === true
      ? await withEngine(configuration, "looked through", "profiles", ({ log, state, engine, onProgress }) =>
          run(log, async (news) => {
            told = await appendItemChanges(log, state, engine, news, { now, onProgress });
          }),
        )
      : await withLog(configuration, run);
  const seconds = Math.round(performance.now() - started) / 1_000;
  return importOutcome(file, imported, { told, seconds, isStopped });
}

function feedOptions(file: string, options: ImportOptions) {
  const format = options.format ?? formatOf(file);
  if (format === undefined)
    throw new AttuneError("ATTUNE_USAGE", `the name "${file}" doesn't say what it is: give --format`);
  if (format === "google" && options.columns !== undefined)
    throw new AttuneError(
      "ATTUNE_USAGE",
      "a Google feed has columns of its own: leave --columns out, or give --format csv",
    );
  const delimiter = options.delimiter === "tab" ? "\t" : (options.delimiter ?? ",");
  if (delimiter.length !== 1 || delimiter === '"')
    throw new AttuneError("ATTUNE_USAGE", "--delimiter is one character");
  if (options.force === true && options.complete !== true)
    throw new AttuneError("ATTUNE_USAGE", "--force is for --complete");
  return { format, columns: parseColumns(options.columns), delimiter };
}
