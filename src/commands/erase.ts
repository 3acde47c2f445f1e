import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import { AttuneError } from "../domain/errors.js";
import { isPersonKey, partitionOfToken, type PersonKey, personToken } from "../domain/person.js";
import { encodeEvent } from "../domain/wire/index.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ServerOptions,
  wholeNumber,
  withJson,
  withServers,
} from "./options.js";
import { type Outcome, report } from "./report.js";
import { withBoth } from "./servers.js";

type EraseOptions = ServerOptions & JsonOption & { readonly wait: number };

const LOOK_EVERY_MS = 100;

/** `attune erase`: forget one person. The request goes through the log, so that it stands in order with the person's events. */
export function eraseCommand(): Command {
  const command = createCommand(
    "erase",
    "Forget a person: profile, timers, events in the log, and sessions in the models",
    ["attune erase u:ada", "attune erase a:3f2c91 --json --wait 60"],
  )
    .argument("<person>", "u:<userId> or a:<anonymousId>", parsePerson)
    .option("--wait <seconds>", "wait so long for a worker to do it", wholeNumber(0, 3_600), 10);
  return withJson(withServers(command))
    .addHelpText(
      "after",
      "\nA worker does it (attune up). Exit code 1: it was asked for, but no worker has done it yet.",
    )
    .action((person: PersonKey, options: EraseOptions) => report(options, () => erase(person, options)));
}

function erase(person: PersonKey, options: EraseOptions): Promise<Outcome> {
  return withBoth(configurationOf(options), async (log, state) => {
    const token = personToken(person);
    const partition = partitionOfToken(token, log.partitions);
    const id = `erase:${randomUUID()}`;
    const payload = encodeEvent({ type: "erase", id, person, time: Date.now(), hops: 0 });
    await log.append([{ topic: "events", partition, id, payload, person: token, internal: true }]);
    const { last } = await log.bounds("events", partition);
    const until = performance.now() + options.wait * 1_000;
    let isApplied = (await state.loadOffset(partition)).seq >= last;
    while (!isApplied && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      isApplied = (await state.loadOffset(partition)).seq >= last;
    }
    const said = isApplied ? "erased" : "asked for; no worker has done it yet: start one with `attune up`";
    return {
      fields: { person, partition, id, erased: isApplied },
      lines: [`${person}: ${said}`],
      exitCode: isApplied ? 0 : 1,
    };
  });
}

function parsePerson(text: string): PersonKey {
  if (isPersonKey(text) && text.length <= 258) return text;
  throw new AttuneError("ATTUNE_USAGE", `"${text}" is no person: write u:<userId> or a:<anonymousId>`);
}
