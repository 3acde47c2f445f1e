/** A dispatcher as its own process: what the delivery run kills, stops and continues. Its parent ends it by closing its stdin. */
import { pino } from "pino";
import { startDispatcher } from "../../src/app/dispatch.js";
import { openBoth } from "../../src/app/open-adapters.js";
import type { DispatcherSettings } from "../../src/channels/settings.js";
import { deliveryContext } from "./delivery-plan.js";

export interface DeliveryProcessTask {
  readonly log: string;
  readonly state: string;
  readonly partitions: number;
  readonly dispatcher: DispatcherSettings;
}

const task = JSON.parse(process.argv[2] ?? "{}") as DeliveryProcessTask;
process.stdin.resume().once("end", () => process.exit(0));
const logger = pino({ level: "warn", base: null }, pino.destination({ dest: 1, sync: true }));
const { log, state } = await openBoth(task);
const NOTHING_SCORES = { enabled: false, refreshMs: 0 };
const links = { publicUrl: "", keys: [{ id: "test", secret: "only-for-the-delivery-run" }] };
const inbox = { put: () => Promise.reject(new Error("nothing of this run goes to the site")) };
const dispatching = await startDispatcher(
  { state: task.state, dispatcher: task.dispatcher, links, layouts: [], models: "", scoring: NOTHING_SCORES },
  { context: deliveryContext(), log, state, inbox, logger, now: Date.now },
);
process.stdout.write("started\n");
process.once("SIGTERM", () => void dispatching.stop().then(() => process.exit(0)));
