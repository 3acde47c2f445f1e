import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { DeliveryProcessTask } from "./delivery-process.js";

const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

const KEPT_LINES = 40;
const STANDS_MOST_MS = 8_000;
/** Stops a process, and lets it go on when stdin ends or after so long. */
const STANDING = `
  const [pid, ms] = process.argv.slice(1).map(Number);
  const go = () => { try { process.kill(pid, "SIGCONT"); } catch {} process.exit(); };
  process.kill(pid, "SIGSTOP");
  process.stdin.resume().once("end", go);
  setTimeout(go, ms);
`;

/** One dispatcher process under test. */
export class DeliveryChild {
  readonly started: Promise<void>;
  readonly exited: Promise<void>;
  /** Its last words, for whoever reads a red test. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;

  constructor(task: DeliveryProcessTask) {
    const file = fileURLToPath(new URL("./delivery-process.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", file, JSON.stringify(task)], { stdio: "pipe" });
    this.#child = child;
    children.add(child);
    let onStarted = (): void => {};
    let onEarlyEnd = (_error: Error): void => {};
    this.started = new Promise((resolve, reject) => {
      onStarted = resolve;
      onEarlyEnd = reject;
    });
    // Of a dispatcher that is killed while it starts nobody hears.
    this.started.catch(() => undefined);
    this.exited = new Promise((resolve) =>
      child.once("exit", (code, signal) => {
        children.delete(child);
        onEarlyEnd(new Error(`a dispatcher ended (${signal ?? code}) before it had started: ${this.lines.join("\n")}`));
        resolve();
      }),
    );
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        if (line === "started") onStarted();
        else this.lines.push(line);
        if (this.lines.length > KEPT_LINES) this.lines.shift();
      });
    }
  }

  /**
   * Stands still until what is returned is called, or for a few seconds. A process of its own watches over that: who stands still with one of the embedded
   * store's locks holds up everybody's thread that wants it, the test's too, which then could never let it go on.
   */
  stop(): () => void {
    const { pid } = this.#child;
    if (pid === undefined) return () => {};
    const watch = spawn(process.execPath, ["-e", STANDING, String(pid), String(STANDS_MOST_MS)], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    watch.stdin.on("error", () => {});
    return () => watch.stdin.end();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
