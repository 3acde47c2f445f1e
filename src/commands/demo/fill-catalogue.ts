import { declareItems } from "../../app/catalogue/declare.js";
import { CatalogueJournal } from "../../app/catalogue/journal.js";
import type { EventLog } from "../../ports/event-log.js";
import { makeCatalogue, productFeed } from "../../simulator/catalogue.js";

/** Declares what the seeded shop sells, as a shop's feed would; resolves to how many items that are. `start`: the shop's first midnight, ms. */
export async function fillCatalogue(log: EventLog, seed: number, start: number): Promise<number> {
  const declarations = makeCatalogue(seed).map((product) => {
    const { id, ...fields } = productFeed(product, start);
    return { change: "put", id, fields } as const;
  });
  await declareItems(await CatalogueJournal.open(log), declarations, { now: start });
  return declarations.length;
}
