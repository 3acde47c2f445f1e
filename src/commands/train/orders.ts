import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { type Command, Option } from "commander";
import { openReplayedLog } from "../../app/replayed-log.js";
import { buildEngineContext, type Configuration } from "../../config/index.js";
import { AttuneError } from "../../domain/errors.js";
import type { Orders, OrdersForm } from "../../training/purchase-timing/index.js";
import { parseOrderColumns } from "../../training/purchase-timing/order-columns.js";
import type { Phases } from "../phases.js";
import { grouped, note } from "../report.js";
import { withLog } from "../servers.js";
import { timeOption } from "./interactions.js";

/** Where orders come from: the same options for training and evaluating. */
export interface OrderOptions {
  /** "log" or a file. */
  readonly from: string;
  /** A folder of the embedded log, or a file. */
  readonly data?: string;
  readonly preset?: OrderPreset;
  readonly columns?: string;
  readonly delimiter?: string;
  readonly until?: number;
}

const PRESETS = {
  csv: { columns: undefined, delimiter: ",", isPadded: false },
  /** Fader and Hardie's CDNOW_master.txt: customer, yyyymmdd, discs, dollars. */
  cdnow: { columns: "user=1,time=2,value=4", delimiter: " ", isPadded: true },
  /** UCI 352: a row is a line of an invoice; cancelled ones are negative. */
  "online-retail": {
    columns: "user=CustomerID,time=InvoiceDate,order=InvoiceNo,price=UnitPrice,quantity=Quantity",
    delimiter: ",",
    isPadded: false,
  },
} as const;
export type OrderPreset = keyof typeof PRESETS;

/** Data sets that are known by their file's name. */
const KNOWN_FILES: Readonly<Record<string, OrderPreset>> = {
  "CDNOW_master.txt": "cdnow",
  "online_retail.csv": "online-retail",
  "online_retail.csv.gz": "online-retail",
};

export function withOrders(command: Command): Command {
  return command
    .option("--from <source>", "log, or delimited text, gzip or not: a row is an order, or a line of one", "log")
    .addOption(new Option("--preset <form>", "the file's form").choices(Object.keys(PRESETS)))
    .option(
      "--columns <list>",
      "field=column, by header or number from 1: user, time; value, or price and quantity; order, where a row is a line",
    )
    .option("--delimiter <text>", 'what stands between columns, or "tab"')
    .option("--until <time>", "only what was ordered before: ISO 8601 or Unix time", timeOption);
}

/** Reads them with progress; says what there was. `isCdnow`: it is the data set that BG/NBD was published on. */
export async function readOrders(
  options: OrderOptions,
  configuration: Configuration,
  signal: AbortSignal,
  phases: Phases,
): Promise<{ readonly orders: Orders; readonly isCdnow: boolean }> {
  const training = await import("../../training/purchase-timing/index.js");
  const { until } = options;
  const file = options.from === "log" ? fileOf(options.data) : options.from;
  if (file === undefined) {
    const context = buildEngineContext(configuration);
    let done = 0;
    const onProgress = (events: number): void => phases.show("replay", (done += events), done);
    const orders = await withLog(configuration, (log) =>
      training.readLogOrders(openReplayedLog(configuration, log, context), context, { until, signal, onProgress }),
    );
    phases.stop();
    tell(orders);
    return { orders, isCdnow: false };
  }
  const preset = options.preset ?? KNOWN_FILES[path.basename(file)] ?? "csv";
  const onProgress = (done: number, total: number): void => phases.show("read", done, total);
  const read = await training.readFileOrders(file, formOf(options, preset), { until, signal, onProgress });
  phases.stop();
  tell(
    read.orders,
    `; of ${grouped(read.read)} rows ${grouped(read.ignored)} left out, ${grouped(read.rejected)} unreadable`,
  );
  return { orders: read.orders, isCdnow: preset === "cdnow" };
}

function formOf({ columns, delimiter }: OrderOptions, preset: OrderPreset): OrdersForm {
  const form = PRESETS[preset];
  const said = columns ?? form.columns;
  return {
    ...form,
    columns: said === undefined ? undefined : parseOrderColumns(said),
    ...(delimiter === undefined ? {} : { delimiter: delimiter === "tab" ? "\t" : delimiter }),
  };
}

/** `--data` where it is, or holds, a file of orders; undefined: it is the folder of the embedded log, as everywhere. */
function fileOf(data: string | undefined): string | undefined {
  if (data === undefined) return undefined;
  if (!existsSync(data)) throw new AttuneError("ATTUNE_INPUT_UNREADABLE", `--data: there is no ${data}`);
  if (statSync(data).isFile()) return data;
  return Object.keys(KNOWN_FILES)
    .map((name) => path.join(data, name))
    .find((place) => existsSync(place));
}

function tell({ count, people, from, until, source }: Orders, more = ""): void {
  const [first, last] = [from, until].map((time) => new Date(time).toISOString().slice(0, 10));
  note(`${grouped(count)} orders of ${grouped(people.length)} people, ${first} to ${last}, ${source}${more}`);
}
