import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { buildApi } from "../src/api/index.js";
import { declareItems } from "../src/app/catalogue/declare.js";
import { CatalogueJournal } from "../src/app/catalogue/journal.js";
import { openBoth } from "../src/app/open-adapters.js";
import { openInbox } from "../src/app/open-inbox.js";
import { openPeople } from "../src/app/open-people.js";
import { buildEngineContext, requireConfiguration, shippedFolder } from "../src/config/index.js";
import { NO_RECOMMENDER } from "../src/domain/recommendation.js";
import { createEngine } from "../src/engine/index.js";

/** The OpenAPI document as the routes of API and collector give it: what src/api/openapi.json holds. */
export async function openApiText(): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), "attune-openapi-"));
  const overrides = { log: "embedded", state: "embedded", data };
  const configuration = requireConfiguration(shippedFolder(), { environment: {}, overrides });
  const context = buildEngineContext(configuration);
  const { log, state } = await openBoth(configuration);
  const engine = createEngine(context);
  const inbox = await openInbox(configuration, log.partitions, Date.now);
  const people = await openPeople(configuration, { log, state, engine });
  const app = buildApi({
    ...people.parts,
    links: configuration.links,
    inbox: inbox.inbox,
    log,
    state,
    engine,
    context,
    settings: configuration.api,
    server: configuration.collector,
    collects: true,
    declare: (declarations) => declareItems(new CatalogueJournal(log), declarations, { now: Date.now() }),
    recommender: () => NO_RECOMMENDER,
    timing: () => undefined,
    now: Date.now,
    logger: pino({ level: "silent" }),
  });
  try {
    await app.ready();
    return `${JSON.stringify(app.swagger(), null, 2)}\n`;
  } finally {
    await app.close();
    await Promise.all([log.close(), state.close(), inbox.close(), people.close()]);
    rmSync(data, { recursive: true, force: true });
  }
}
