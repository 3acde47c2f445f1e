import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { accessSync, constants, readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/**
 * Real nats-server and redis-server processes for tests: on free loopback ports, with folders of their own, ended with the test
 * process at the latest. They can be killed and started again on the same folder and port.
 */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly dir: string;
  /** The running process; of the last one while none runs. */
  readonly pid: number;
  readonly version: string;
  /** Sends a signal. SIGKILL and SIGTERM resolve when the process has ended, SIGSTOP when it stands still, others at once. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same folder and port; a running one is killed (-9) first. Resolves when it answers. */
  restart(): Promise<void>;
  /** Ends it, and removes its folder unless the caller gave it. */
  stop(): Promise<void>;
}

export interface NatsServerOptions {
  readonly dir?: string;
  readonly port?: number;
  readonly bin?: string;
  /** A configuration file; address, port and store folder are set over it. */
  readonly config?: string;
}

export interface RedisServerOptions {
  readonly dir?: string;
  readonly port?: number;
  readonly bin?: string;
  /** How the append-only file is flushed; "off" runs without one. Default everysec. */
  readonly appendfsync?: "always" | "everysec" | "no" | "off";
  /** Further arguments, such as ["--maxmemory", "20mb"]. */
  readonly args?: readonly string[];
}

const READY_WITHIN_MS = 15_000;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function findBinary(variable: string, name: string): string | undefined {
  const named = process.env[variable];
  if (named !== undefined && named !== "") return isExecutable(named) ? named : undefined;
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", "/usr/local/bin"];
  return folders
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

export function natsServerBinary(): string | undefined {
  return findBinary("NATS_SERVER_BIN", "nats-server");
}

/** The newest nats-server, unpacked by `npm run servers -- --newest`, or named in NATS_SERVER_NEWEST_BIN. */
export function newestNatsServerBinary(): string | undefined {
  const named = process.env.NATS_SERVER_NEWEST_BIN;
  const path =
    named ?? new URL("../../node_modules/.cache/attune/nats-newest/usr/sbin/nats-server", import.meta.url).pathname;
  return isExecutable(path) ? path : undefined;
}

export function redisServerBinary(): string | undefined {
  return findBinary("REDIS_SERVER_BIN", "redis-server");
}

/** A port of the loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

const running = new Set<ChildProcess>();
/** Folders made here and not removed yet. */
const ownDirs = new Set<string>();
let watchesExit = false;

function watchExit(): void {
  if (watchesExit) return;
  watchesExit = true;
  const end = (): void => {
    for (const child of running) child.kill("SIGKILL");
    for (const dir of ownDirs) rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once("exit", end);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      end();
      process.kill(process.pid, signal);
    });
  }
}

/** Sends `question` and resolves when the answer matches; rejects when the connection fails or is refused. */
function ask(port: number, question: string, answer: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1" });
    let heard = "";
    const fail = (error?: Error): void => {
      socket.destroy();
      reject(error ?? new Error("no answer"));
    };
    socket.setTimeout(1_000, () => fail());
    socket.once("error", fail);
    socket.once("close", () => fail());
    socket.once("connect", () => socket.write(question));
    socket.on("data", (data) => {
      heard += data.toString("latin1");
      if (!answer.test(heard)) return;
      resolve();
      socket.destroy();
    });
  });
}

/** A stop signal reaches a busy process's threads one after another: until then it may still answer. Where there is no /proc, a moment later. */
async function untilStopped(pid: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    try {
      const states = readdirSync(`/proc/${pid}/task`).map((task) =>
        readFileSync(`/proc/${pid}/task/${task}/stat`, "utf8"),
      );
      if (states.every((state) => state.slice(state.lastIndexOf(")")).startsWith(") T"))) return;
    } catch {
      if (tries >= 5) return;
    }
  }
}

interface ServerPlan {
  readonly bin: string;
  readonly scheme: string;
  readonly question: string;
  readonly answer: RegExp;
  readonly versionPattern: RegExp;
  readonly ownDir: boolean;
  readonly dir: string;
  readonly port: number;
  readonly args: readonly string[];
}

async function startServer(plan: ServerPlan): Promise<TestServer> {
  const { bin, dir, port } = plan;
  const version = plan.versionPattern.exec(execFileSync(bin, ["--version"], { encoding: "utf8" }))?.[1] ?? "unknown";
  let child: ChildProcess;

  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const whenEnded = async (): Promise<void> => {
    if (!ended()) await new Promise<void>((resolve) => child.once("exit", () => resolve()));
  };
  const launch = async (): Promise<void> => {
    watchExit();
    const started = spawn(bin, plan.args, { cwd: dir, stdio: ["ignore", "pipe", "pipe"] });
    child = started;
    running.add(started);
    started.once("exit", () => running.delete(started));
    let output = "";
    const keep = (data: Buffer): void => {
      output = (output + data.toString("utf8")).slice(-4_000);
    };
    started.stdout.on("data", keep);
    started.stderr.on("data", keep);
    started.once("error", (error) => keep(Buffer.from(error.message)));
    const deadline = Date.now() + READY_WITHIN_MS;
    for (;;) {
      if (ended()) throw new Error(`${bin} ended while starting:\n${output}`);
      const answered = await ask(port, plan.question, plan.answer).then(
        () => true,
        () => false,
      );
      if (answered) return;
      if (Date.now() > deadline) {
        started.kill("SIGKILL");
        throw new Error(`${bin} did not answer on port ${port}:\n${output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  if (plan.ownDir) ownDirs.add(dir);
  await launch();
  return {
    url: `${plan.scheme}://127.0.0.1:${port}`,
    port,
    dir,
    version,
    get pid() {
      return child.pid ?? 0;
    },
    async kill(signal) {
      child.kill(signal);
      if (signal === "SIGKILL" || signal === "SIGTERM") await whenEnded();
      if (signal === "SIGSTOP") await untilStopped(child.pid ?? 0);
    },
    async restart() {
      if (!ended()) child.kill("SIGKILL");
      await whenEnded();
      await launch();
    },
    async stop() {
      if (!ended()) child.kill("SIGKILL");
      await whenEnded();
      if (plan.ownDir) await rm(dir, { recursive: true, force: true, maxRetries: 3 });
      ownDirs.delete(dir);
    },
  };
}

function need(bin: string | undefined, name: string): string {
  if (bin === undefined) throw new Error(`${name} not found (npm run servers)`);
  return bin;
}

export async function startNats(options: NatsServerOptions = {}): Promise<TestServer> {
  const bin = need(options.bin ?? natsServerBinary(), "nats-server");
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), "attune-nats-")));
  const port = options.port ?? (await freePort());
  // A file may open monitoring on a fixed port.
  const config = options.config === undefined ? [] : ["-c", options.config, "-m", String(await freePort())];
  return startServer({
    bin,
    scheme: "nats",
    // An answer to PING or to a refused login: either way it serves.
    question: 'CONNECT {"verbose":false}\r\nPING\r\n',
    answer: /\r\n(PONG|-ERR)/,
    versionPattern: /v(\d+\.\d+\.\d+\S*)/,
    ownDir: options.dir === undefined,
    dir,
    port,
    args: [...config, "-a", "127.0.0.1", "-p", String(port), "-js", "-sd", dir],
  });
}

export async function startRedis(options: RedisServerOptions = {}): Promise<TestServer> {
  const bin = need(options.bin ?? redisServerBinary(), "redis-server");
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), "attune-redis-")));
  const port = options.port ?? (await freePort());
  const appendfsync = options.appendfsync ?? "everysec";
  const persistence =
    appendfsync === "off" ? ["--appendonly", "no"] : ["--appendonly", "yes", "--appendfsync", appendfsync];
  return startServer({
    bin,
    scheme: "redis",
    question: "PING\r\n",
    // Not "-LOADING": then it is there, but can't answer yet.
    answer: /^(\+PONG|-NOAUTH)/,
    versionPattern: /v=(\d+\.\d+\.\d+)/,
    ownDir: options.dir === undefined,
    dir,
    port,
    args: [
      "--bind",
      "127.0.0.1",
      "--port",
      String(port),
      "--dir",
      dir,
      "--save",
      "",
      ...persistence,
      ...(options.args ?? []),
    ],
  });
}
