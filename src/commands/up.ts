import type { Command } from "commander";
import type { Role } from "../app/start.js";
import { DEVELOPMENT_API_KEY } from "../api/settings.js";
import { type Configuration, DEVELOPMENT_WRITE_KEY, withoutPassword } from "../config/index.js";
import { AttuneError } from "../domain/errors.js";
import { createLogger } from "./logger.js";
import { configurationOf, createCommand, type ServerOptions, wholeNumber, withModels, withServers } from "./options.js";
import { print, reportError } from "./report.js";
import { untilStopped } from "./servers.js";

const ROLES: readonly Role[] = ["collector", "worker", "api", "dispatcher"];

interface UpOptions extends ServerOptions {
  readonly roles: Role[];
  readonly models?: string;
  readonly host?: string;
  readonly port?: number;
  readonly logLevel: string;
}

/** `attune up`: the long-running process. */
export function upCommand(): Command {
  const command = createCommand("up", "Run Attune: take events in, keep profiles, let messages out, recommend", [
    "attune up",
    "attune up --port 9000 --data ./data",
    "attune up --roles worker --log nats://localhost:4222 --state redis://localhost:6379",
  ])
    .option(
      "--roles <list>",
      "some of collector, worker, api, dispatcher; collector and api share a port",
      parseRoles,
      [...ROLES],
    )
    .option("--host <address>", "where collector and api listen (env ATTUNE_HOST)")
    .option("--port <number>", "where they listen, 0 = a free port (env ATTUNE_PORT)", wholeNumber(0, 65_535))
    .option(
      "--log-level <level>",
      "debug, info, warn or error (env ATTUNE_LOG_LEVEL)",
      process.env["ATTUNE_LOG_LEVEL"] || "info",
    );
  return withModels(withServers(command))
    .addHelpText("after", "\nCtrl-C or SIGTERM drains and stops; a second one stops at once (exit code 1).")
    .action(up);
}

async function up(options: UpOptions): Promise<void> {
  try {
    const configuration = configurationOf(options);
    const logger = createLogger(parseLevel(options.logLevel));
    const stopped = untilStopped(() => logger.info("draining; a second signal stops at once"));
    // Only here: the other commands start faster without fastify and piscina.
    const { startAttune } = await import("../app/start.js");
    const running = await startAttune(configuration, { roles: options.roles, logger });
    print(`Attune is up: ${options.roles.join(", ")}; log ${shown(running.log)}, state ${shown(running.state)}`);
    if (running.address !== undefined) {
      print(`Listening on ${running.address}`);
      for (const line of firstSteps(running.address, options.roles, configuration)) print(line);
    }
    await stopped;
    await running.stop();
    logger.info("stopped");
    process.exitCode = 0;
  } catch (error) {
    reportError(error, false);
  }
}

function shown(part: { readonly description: string }): string {
  return withoutPassword(part.description);
}

/** What to try, with the keys that are configured. A key of one's own is not printed. */
function firstSteps(address: string, roles: readonly Role[], { collector, api }: Configuration): string[] {
  const writeKey = collector.writeKeys.some(({ key }) => key === DEVELOPMENT_WRITE_KEY)
    ? DEVELOPMENT_WRITE_KEY
    : "<write key>";
  const serverKey = api.keys.some(({ key }) => key === DEVELOPMENT_API_KEY) ? DEVELOPMENT_API_KEY : "<server key>";
  const event = JSON.stringify({ userId: "ada", event: "Product Viewed", properties: { product_id: "lamp" } });
  const item = JSON.stringify({ title: "Lampshade", category: "light", price: 12 });
  const lines: string[] = [];
  if (roles.includes("collector"))
    lines.push(
      "Send it an event:",
      `  curl -u '${writeKey}:' -H 'content-type: application/json' -d '${event}' ${address}/v1/track`,
      "Then see what it did: attune status, attune tail decisions",
    );
  if (roles.includes("api"))
    lines.push(
      "Give it something to recommend (a whole feed: attune items import), and ask what to show her:",
      `  curl -X PUT -H 'authorization: Bearer ${serverKey}' -d '${item}' ${address}/v1/items/lampshade`,
      `  curl -H 'authorization: Bearer ${serverKey}' '${address}/v1/recommendations?userId=ada&n=5'`,
      `All that can be asked: ${address}/docs`,
    );
  return lines;
}

function parseRoles(text: string): Role[] {
  const roles = [...new Set(text.split(",").map((role) => role.trim()))];
  const unknown = roles.find((role) => !(ROLES as readonly string[]).includes(role));
  if (unknown !== undefined)
    throw new AttuneError("ATTUNE_USAGE", `"${unknown}" is no role; there are ${ROLES.join(", ")}`);
  return roles as Role[];
}

function parseLevel(level: string): string {
  if (["trace", "debug", "info", "warn", "error", "fatal", "silent"].includes(level)) return level;
  throw new AttuneError("ATTUNE_USAGE", `"${level}" is no log level; give debug, info, warn or error`);
}
