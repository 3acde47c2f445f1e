import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { FAULTS_VARIABLE, type FaultNote, type FaultSpec } from "./fault-spec.js";

const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** Lines of its own log kept, for whoever reads a red test. */
const KEPT_LINES = 60;

interface LogLine extends Partial<FaultNote> {
  readonly msg?: string;
  readonly code?: string;
}

/** One worker process under test. */
export class WorkerChild {
  readonly #child: ChildProcess;
  /** Resolves when it has its adapters open and takes partitions. */
  readonly started: Promise<void>;
  readonly exited: Promise<NodeJS.Signals | number | null>;
  /** What it said before a signal of its own. */
  readonly notes: FaultNote[] = [];
  /** Alarms by code. */
  readonly alarms = new Map<string, number>();
  readonly lines: string[] = [];
  #onNote: (note: FaultNote) => void = () => undefined;
  /** Resolves with the first note. */
  readonly noted: Promise<FaultNote>;

  constructor(log: string, state: string, faults: FaultSpec) {
    const file = fileURLToPath(new URL("./worker-process.ts", import.meta.url));
    const env = { ...process.env, ATTUNE_LOG: log, ATTUNE_STATE: state, [FAULTS_VARIABLE]: JSON.stringify(faults) };
    this.#child = spawn(process.execPath, ["--import", "tsx", file], { env, stdio: ["pipe", "pipe", "pipe"] });
    children.add(this.#child);
    this.exited = new Promise((resolve) =>
      this.#child.once("exit", (code, signal) => {
        children.delete(this.#child);
        resolve(signal ?? code);
      }),
    );
    this.noted = new Promise((resolve) => (this.#onNote = resolve));
    let onStarted = (): void => undefined;
    this.started = new Promise((resolve) => (onStarted = resolve));
    this.#read(onStarted);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #read(onStarted: () => void): void {
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error("a worker without its output");
    createInterface({ input: stderr }).on("line", (line) => this.#keep(line));
    createInterface({ input: stdout }).on("line", (line) => {
      this.#keep(line);
      if (!line.startsWith("{")) return;
      const said = JSON.parse(line) as LogLine;
      if (said.fault !== undefined) {
        this.notes.push(said as FaultNote);
        this.#onNote(said as FaultNote);
      } else if (said.msg === "started") onStarted();
      else if (said.msg === "alarm" && said.code !== undefined)
        this.alarms.set(said.code, (this.alarms.get(said.code) ?? 0) + 1);
    });
  }

  #keep(line: string): void {
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
  }
}
