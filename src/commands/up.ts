import type { Command } from "commander";
import type { Role } from "../app/start.js";
import { withoutPassword } from "../config/index.js";
import { AttuneError } from "../domain/errors.js";
import { createLogger } from "./logger.js";
import { configurationOf, createCommand, type ServerOptions, wholeNumber, withServers } from "./options.js";
import { print, reportError } from "./report.js";
import { untilStopped } from "./servers.js";

const ROLES: readonly Role[] = ["collector", "worker"];

interface UpOptions extends ServerOptions {
  readonly roles: Role[];
  readonly host?: string;
  readonly port?: number;
  readonly logLevel: string;
}

/** `attune up`: the long-running process. */
export function upCommand(): Command {
  const command = createCommand("up", "Run Attune: take events in, keep profiles, let messages out", [
    "attune up",
    "attune up --port 9000 --data ./data",
    "attune up --roles worker --log nats://localhost:4222 --state redis://localhost:6379",
  ])
    .option("--roles <list>", "collector, worker or both", parseRoles, [...ROLES])
    .option("--host <address>", "where the collector listens (env ATTUNE_HOST)")
    .option("--port <number>", "where the collector listens, 0 = a free port (env ATTUNE_PORT)", wholeNumber(0, 65_535))
    .option(
      "--log-level <level>",
      "debug, info, warn or error (env ATTUNE_LOG_LEVEL)",
      process.env["ATTUNE_LOG_LEVEL"] || "info",
    );
  return withServers(command)
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
    print(`Attune is up: ${options.roles.join(" and ")}, log ${shown(running.log)}, state ${shown(running.state)}`);
    if (running.address !== undefined) {
      print(`Listening on ${running.address}`);
      print("Send it an event:");
      print(`  ${exampleCall(running.address, configuration.collector.writeKeys[0]?.key ?? "")}`);
      print("Then see what it did: attune status, attune tail decisions");
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

function exampleCall(address: string, writeKey: string): string {
  const event = JSON.stringify({ userId: "ada", event: "Product Viewed", properties: { product_id: "lamp" } });
  return `curl -u '${writeKey}:' -H 'content-type: application/json' -d '${event}' ${address}/v1/track`;
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
