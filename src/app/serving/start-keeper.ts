import { once } from "node:events";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { Configuration } from "../../config/index.js";
import { threadFile } from "../../training/thread-file.js";
import { KeeperPort } from "./keeper-port.js";

/** A process' keeper, in a thread of its own. */
export interface RunningKeeper {
  readonly keeper: KeeperPort;
  /** Resolves when it answers at once: what is asked before waits for that. */
  readonly started: Promise<unknown>;
  /** Answers what another thread asks over this port. */
  serve(port: MessagePort): void;
  stop(): Promise<void>;
}

/** Should it ever end by itself, so does the process: another one starts from what is stored. */
export function startKeeper(configuration: Configuration): RunningKeeper {
  const { file, execArgv } = threadFile(import.meta.url, "keeper-thread");
  const thread = new Worker(file, { execArgv, workerData: configuration });
  thread.on("error", (error) => {
    throw error;
  });
  const ended = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  const started = once(thread, "message");
  const serve = (port: MessagePort): void => thread.postMessage(port, [port]);
  const { port1, port2 } = new MessageChannel();
  serve(port2);
  const keeper = new KeeperPort(port1);
  port1.unref();
  return {
    keeper,
    started,
    serve,
    async stop() {
      thread.postMessage("stop");
      await ended;
    },
  };
}
