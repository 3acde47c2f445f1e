import type { Command } from "commander";
import { type CatalogueJournal, declareItems } from "../../app/catalogue/index.js";
import { AttuneError } from "../../domain/errors.js";
import type { Item } from "../../domain/item.js";
import { readItemId } from "../../domain/wire/item-fields.js";
import { isoTime } from "../../domain/wire/index.js";
import { type Catalogue, openCatalogue, REMOVED } from "../../recommend/catalogue/index.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ServerOptions,
  wholeNumber,
  withJson,
  withServers,
} from "../options.js";
import { grouped, type Outcome, report, safeText } from "../report.js";
import { withLog } from "../servers.js";
import { openJournal } from "./open-journal.js";

interface ListOptions extends ServerOptions, JsonOption {
  readonly limit: number;
  readonly type?: string;
  readonly category?: string;
  readonly removed?: boolean;
}

/** `attune items list`. */
export function itemsListCommand(): Command {
  const command = createCommand("list", "Show the catalogue's items, the first that came first", [
    "attune items list --limit 20",
    "attune items list --category shoes --json",
  ])
    .option("--limit <n>", "so many items at most", wholeNumber(1, 100_000), 100)
    .option("--type <type>", "only of this type: product, article, offer …")
    .option("--category <category>", "only of this category")
    .option("--removed", "also those that are no longer recommended");
  return withJson(withServers(command)).action((options: ListOptions) =>
    report(options, () => withJournal(options, async ({ fold }) => listed(openCatalogue(fold.snapshot()), options))),
  );
}

/** `attune items show <id>`. */
export function itemsShowCommand(): Command {
  const command = createCommand("show", "Show one item as the catalogue has it", [
    "attune items show shoe-1",
    "attune items show shoe-1 --json",
  ]).argument("<id>", "the item's id, as product events name it");
  return withJson(withServers(command)).action((id: string, options: ServerOptions & JsonOption) =>
    report(options, () => withJournal(options, async ({ fold }) => shown(openCatalogue(fold.snapshot()), id))),
  );
}

/** `attune items remove <id>`. */
export function itemsRemoveCommand(): Command {
  const command = createCommand("remove", "Take an item out: it is no longer recommended", [
    "attune items remove shoe-1",
  ]).argument("<id>", "the item's id; what people did with it stays in their profiles");
  return withJson(withServers(command)).action((id: string, options: ServerOptions & JsonOption) =>
    report(options, () => withJournal(options, (journal) => removed(journal, id))),
  );
}

function withJournal(options: ServerOptions, use: (journal: CatalogueJournal) => Promise<Outcome>): Promise<Outcome> {
  return withLog(configurationOf(options), async (log) => use(await openJournal(log)));
}

function listed(catalogue: Catalogue, options: ListOptions): Outcome {
  const { type, category, limit } = options;
  const items: ReturnType<typeof itemJson>[] = [];
  let found = 0;
  for (let row = 0; row < catalogue.count; row++) {
    if (options.removed !== true && isRemoved(catalogue, row)) continue;
    const { columns, dictionaries } = catalogue;
    if (type !== undefined && dictionaries.type.at(columns.type[row] as number) !== type) continue;
    if (category !== undefined && dictionaries.category.at(columns.category[row] as number) !== category) continue;
    if (++found <= limit) items.push(itemJson(catalogue, row));
  }
  const more = found > items.length ? [`… and ${grouped(found - items.length)} more (--limit)`] : [];
  return {
    fields: { count: found, position: catalogue.position, items },
    lines: [...items.map(itemLine), ...more, ...(found === 0 ? ["the catalogue has no such items"] : [])],
  };
}

function shown(catalogue: Catalogue, id: string): Outcome {
  const row = catalogue.row(readItemId(id) ?? id);
  if (row < 0) throw new AttuneError("ATTUNE_NOT_FOUND", `the catalogue has no item "${id}"`);
  const item = itemJson(catalogue, row);
  const lines = Object.entries(item).map(([field, value]) => `${field.padEnd(11)} ${safeText(String(value))}`);
  return { fields: { item }, lines };
}

async function removed(journal: CatalogueJournal, id: string): Promise<Outcome> {
  if (journal.fold.row(readItemId(id) ?? id) < 0)
    throw new AttuneError("ATTUNE_NOT_FOUND", `the catalogue has no item "${id}"`);
  const { removed: count } = await declareItems(journal, [{ change: "remove", id }], { now: Date.now() });
  return {
    fields: { id, removed: count === 1 },
    lines: [count === 1 ? `${id} is no longer recommended` : `${id} was removed before`],
  };
}

function isRemoved({ columns }: Catalogue, row: number): boolean {
  return ((columns.flags[row] as number) & REMOVED) !== 0;
}

/** What is not known is left out. */
function itemJson(catalogue: Catalogue, row: number): Partial<Record<keyof Item | "removed", unknown>> {
  const { publishedAt, expiresAt, tags, ...item } = catalogue.item(row);
  const known = Object.entries({ ...item, tags: tags.length === 0 ? undefined : tags }).filter(
    ([, value]) => value !== "" && value !== undefined,
  );
  return {
    ...Object.fromEntries(known),
    ...(publishedAt === 0 ? {} : { publishedAt: isoTime(publishedAt) }),
    ...(Number.isFinite(expiresAt) ? { expiresAt: isoTime(expiresAt) } : {}),
    ...(isRemoved(catalogue, row) ? { removed: true } : {}),
  };
}

function itemLine({ id, title, price, category, inStock, removed }: ReturnType<typeof itemJson>): string {
  const marks = [...(inStock === false ? ["out of stock"] : []), ...(removed === true ? ["removed"] : [])];
  const parts = [title ?? "", category ?? "", price ?? "", marks.join(", ")].filter((part) => part !== "");
  return safeText([id, ...parts].join("  "));
}
