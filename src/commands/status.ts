import type { Command } from "commander";
import { type ModelsInForce, readModelsInForce } from "../app/models-in-force.js";
import { readStatus, type Status } from "../app/status.js";
import type { ModelVersions } from "../domain/scoring.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ServerOptions,
  withJson,
  withServers,
} from "./options.js";
import { grouped, type Outcome, report } from "./report.js";
import { withDeliveries } from "./servers.js";

/** `attune status`: what was applied, what left, what is waiting, and which models are in force. */
export function statusCommand(): Command {
  const command = createCommand(
    "status",
    "Show what was applied, what left, which models are in force, and how far the state is behind",
    ["attune status", "attune status --json --log nats://localhost:4222 --state redis://localhost:6379"],
  );
  return withJson(withServers(command)).action((options: ServerOptions & JsonOption) =>
    report(options, () =>
      withDeliveries(configurationOf(options), async ({ log, state, deliveries }) =>
        outcome(await readStatus(log, state, deliveries), await readModelsInForce(log, state)),
      ),
    ),
  );
}

function outcome(status: Status, models: ModelsInForce): Outcome {
  const counts = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${name} ${grouped(count)}`)
      .join(", ") || "none";
  return {
    fields: { ...status, models },
    lines: [
      `applied    ${grouped(status.applied)} events (${grouped(status.duplicates)} duplicates recognised)`,
      `dead       ${grouped(status.dead)}${status.dead > 0 ? "   see: attune dead list" : ""}`,
      `people     ${grouped(status.people)}`,
      `occasions  ${counts(status.occasions)}`,
      `decisions  ${grouped(status.decisions)}`,
      `messages   ${counts(status.messages)}`,
      ...Object.entries(status.deliveries).flatMap(([channel, states]) => {
        const held = Object.entries(states).filter(([, count]) => count > 0);
        return held.length === 0 ? [] : [`${channel.padEnd(10)} ${counts(Object.fromEntries(held))}`];
      }),
      `reasons    ${counts(status.reasons)}`,
      ...modelLines(models),
      `lag        ${grouped(status.lag)} events in ${status.partitions.filter((each) => each.lag > 0).length} of ${status.partitions.length} partitions`,
    ],
  };
}

function modelLines({ recommender, scoring, shadow, differing }: ModelsInForce): string[] {
  const listed = (versions: ModelVersions | Record<string, string>): string =>
    Object.entries(versions)
      .map(([model, version]) => `${model} ${version}`)
      .join(", ");
  const all = listed({ ...(recommender === "" ? {} : { recommender }), ...scoring });
  const beside = listed(shadow);
  const behind = differing.length === 0 ? "" : `; others in ${differing.length} partitions`;
  return [`models     ${all || "none"}${beside === "" ? "" : `; in the shadow ${beside}`}${behind}`];
}
