/** The catalogue's journal: what the shop declares goes in here, by feed or item by item. */
export { declareItems } from "./declare.js";
export { FEED_FIELDS, FEED_FORMATS, type FeedFormat, formatOf, parseColumns, readFeed } from "./feeds/index.js";
export { type ImportedItems, importItems, type ImportItemsOptions } from "./import-items.js";
export { CatalogueJournal } from "./journal.js";
