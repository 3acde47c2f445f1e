/** One row of a feed, on its way to become an item: fields as JSON has them (domain/wire/item-fields.ts), or why it is none. */
export type FeedRow =
  | { readonly line: number; readonly id: unknown; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly problem: string };

export type FeedFormat = "csv" | "ndjson" | "parquet" | "google";
export const FEED_FORMATS: readonly FeedFormat[] = ["csv", "ndjson", "parquet", "google"];

/** One product of a Google feed; attributes by Google's names. */
export interface GoogleItem {
  readonly line: number;
  /** "": the item doesn't have it. */
  readonly read: (attribute: string) => string;
}
