/** The thread that keeps models and catalogue: with many items reading, folding and preparing take seconds, in which intake and leases must go on. */
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import type { Configuration } from "../../config/index.js";
import type { EventLog } from "../../ports/event-log.js";
import { openLog } from "../open-adapters.js";
import { ScoringKeeper } from "../scoring/scoring-keeper.js";
import { answerPort } from "./answer-port.js";
import { ServingKeeper } from "./keeper.js";

const configuration = workerData as Configuration;
const scoring = new ScoringKeeper(configuration.models);
let log: Promise<EventLog> | undefined;
let keeper: Promise<ServingKeeper> | undefined;

/** Whoever asks while the log can't be had is told so, and the next one tries again. */
function opened(): Promise<ServingKeeper> {
  if (keeper !== undefined) return keeper;
  log = openLog(configuration);
  keeper = log.then((each) => new ServingKeeper(each, configuration.models));
  keeper.catch(() => (keeper = undefined));
  return keeper;
}

parentPort?.on("message", (port: MessagePort | "stop") => {
  if (port !== "stop") return answerPort(port, { serving: opened, scoring });
  void log?.then((each) => each.close()).finally(() => process.exit(0));
  if (log === undefined) process.exit(0);
});
parentPort?.postMessage("started");
