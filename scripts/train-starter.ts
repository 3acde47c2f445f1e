/** Trains the intent model that comes with Attune on the simulator's shop: no real data is in it. `npm run models:starter` */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildEngineContext, configurationFolder, requireConfiguration } from "../src/config/index.js";
import type { PersonEvent } from "../src/domain/event.js";
import { normaliseCall, parseEvent } from "../src/domain/wire/index.js";
import { denseStore } from "../src/models/dense/index.js";
import { simulateShop } from "../src/simulator/shop.js";
import { defaultIntentRecipe, recordIntentRows, trainIntent } from "../src/training/intent/index.js";
import { eventsRun } from "../src/training/rows/memory-run.js";
import { INTENT_MEANINGS, intentLines } from "../src/commands/evaluate/intent-lines.js";
import { denseReport } from "../src/training/report/dense-report.js";

const SEED = 20_260_101;
const PEOPLE = 1_500;
const DAYS = 120;
/** Long ago, so that any shop's own data is later than what it was trained on and can judge it. A Monday. */
const START = Date.UTC(2001, 0, 1);
const VERSION = "starter";

const models = fileURLToPath(new URL("../models", import.meta.url));
const recipe = defaultIntentRecipe();
const context = buildEngineContext(requireConfiguration(configurationFolder(undefined), { overrides: {} }));
const calls = [...simulateShop({ seed: SEED, people: PEOPLE, start: START, days: DAYS })];
const source = `the simulated shop: ${PEOPLE} people, ${DAYS} days, seed ${SEED}`;
const run = eventsRun(source, eventsOf(), calls.length, context);
const rows = await recordIntentRows(run, { recipe, sessionGapMs: context.sessionGapMs, seed: SEED });
const trained = await trainIntent(rows, { version: VERSION, recipe, seed: SEED, current: undefined });
const store = denseStore(models, "intent");
rmSync(store.versionFolder(VERSION), { recursive: true, force: true });
const report = denseReport(trained.model.manifest, trained.fitted, INTENT_MEANINGS);
await store.save(trained.model, { report });
console.log(intentLines(trained).join("\n"));

/** As history: profiles learn, nothing is said. */
function* eventsOf(): Generator<PersonEvent> {
  for (const call of calls) {
    const receivedAt = Date.parse(call.timestamp);
    const checked = normaliseCall(call, { receivedAt, source: "simulator", history: true, newId: () => "" });
    if (!checked.ok) throw new Error(checked.message);
    const parsed = parseEvent(checked.payload, { storedAtMs: receivedAt, internal: false });
    if (!parsed.ok || parsed.event.type === "context") throw new Error("the shop made a call that is none");
    yield parsed.event;
  }
}
