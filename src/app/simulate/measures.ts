import { CHANNELS, type Channel } from "../../domain/message.js";
import type { Tally } from "../../simulator/world/index.js";

/** What is counted of one person, one column each. */
const COLUMNS = {
  people: () => 1,
  emails: ({ sent }: Tally) => sent.email,
  emailsOpened: ({ opened }: Tally) => opened.email,
  emailsClicked: ({ clicked }: Tally) => clicked.email,
  messages: ({ sent }: Tally) => total(sent),
  offSite: ({ sent }: Tally) => total(sent) - sent.onsite,
  hasLeft: ({ left }: Tally) => (total(left) > 0 ? 1 : 0),
  orders: ({ orders }: Tally) => orders,
  revenue: ({ revenue }: Tally) => revenue,
} as const;
type Column = keyof typeof COLUMNS;

/** Each is one column over another, of everybody together. */
export const MEASURES = {
  /** Of e-mails sent: opened by their reader (not by a program), clicked. */
  openRate: ["emailsOpened", "emails"],
  clickRate: ["emailsClicked", "emails"],
  /** In the shop's currency; orders without any message and in the store included. */
  revenuePerPerson: ["revenue", "people"],
  ordersPerPerson: ["orders", "people"],
  /** All that came before their eyes, on the site too; and without that. */
  messagesPerPerson: ["messages", "people"],
  offSitePerPerson: ["offSite", "people"],
  /** People who left a channel or more. */
  unsubscribeRate: ["hasLeft", "people"],
} as const satisfies Readonly<Record<string, readonly [Column, Column]>>;
export type Measure = keyof typeof MEASURES;

export const MEASURE_NAMES = Object.keys(MEASURES) as Measure[];
const COLUMN_NAMES = Object.keys(COLUMNS) as Column[];
export const COLUMN_COUNT = COLUMN_NAMES.length;

/** People's columns, one person after the other. */
export function columnsOf(tallies: readonly Tally[]): Float64Array {
  return Float64Array.from(tallies.flatMap((tally) => COLUMN_NAMES.map((column) => COLUMNS[column](tally))));
}

/** 0 where nothing was sent that a share could be of. */
export function measured(measure: Measure, sums: ArrayLike<number>): number {
  const [above, below] = MEASURES[measure];
  const of = (column: Column): number => sums[COLUMN_NAMES.indexOf(column)] as number;
  return of(below) === 0 ? 0 : of(above) / of(below);
}

function total(counts: Readonly<Record<Channel, number>>): number {
  return CHANNELS.reduce((sum, channel) => sum + counts[channel], 0);
}
