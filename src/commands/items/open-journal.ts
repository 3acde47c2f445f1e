import { CatalogueJournal } from "../../app/catalogue/index.js";
import type { EventLog } from "../../ports/event-log.js";
import { startProgress } from "../progress.js";

/** The catalogue as it is now, with progress: a large journal takes seconds. */
export async function openJournal(log: EventLog): Promise<CatalogueJournal> {
  const progress = startProgress("folded", "records of the catalogue");
  let done = 0;
  try {
    return await CatalogueJournal.open(log, (more) => progress.update((done += more)));
  } finally {
    progress.stop();
  }
}
