import type { Command } from "commander";
import { buildEngineContext, type Configuration } from "../config/index.js";
import { verifyLedger } from "../domain/consent.js";
import { AttuneError } from "../domain/errors.js";
import { isPersonKey, partitionOfPerson, personToken } from "../domain/person.js";
import type { ConsentEntry, ConsentLedger, View } from "../domain/profile.js";
import { createEngine } from "../engine/index.js";
import type { StateStore } from "../ports/state-store.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ServerOptions,
  withJson,
  withServers,
} from "./options.js";
import { type Outcome, report, safeText } from "./report.js";
import { withBoth } from "./servers.js";

/** `attune consent <person>`: the proof of who agreed to what. */
export function consentCommand(): Command {
  const command = createCommand("consent", "Show a person's consent ledger and check that nothing in it was changed", [
    "attune consent u:ann",
    "attune consent u:ann --json > proof.json",
  ]).argument("<person>", "u:<userId> or a:<anonymousId>");
  return withJson(withServers(command)).action((person: string, options: ServerOptions & JsonOption) =>
    report(options, () => {
      const configuration = configurationOf(options);
      return withBoth(configuration, async (_log, state) =>
        outcome(person, await ledgerOf(state, configuration, person)),
      );
    }),
  );
}

async function ledgerOf(state: StateStore, configuration: Configuration, person: string): Promise<View<ConsentLedger>> {
  if (!isPersonKey(person))
    throw new AttuneError("ATTUNE_USAGE", `"${person}" is no person: u:<userId> or a:<anonymousId>`);
  const partition = partitionOfPerson(person, configuration.partitions);
  const [bytes] = await state.loadProfiles(partition, [personToken(person)]);
  if (bytes === undefined) throw new AttuneError("ATTUNE_NOT_FOUND", `nothing is known of ${person}`);
  return createEngine(buildEngineContext(configuration)).decode(bytes).read("consent");
}

function outcome(person: string, ledger: View<ConsentLedger>): Outcome {
  const valid = verifyLedger(ledger);
  const { entries, dropped, base } = ledger;
  return {
    fields: {
      person,
      valid,
      dropped,
      base,
      entries: entries.map((entry, i) => ({
        place: dropped + i,
        ...entry,
        validUntil: Number.isFinite(entry.validUntil) ? entry.validUntil : null,
      })),
    },
    lines: [
      ...entries.map((entry, i) => line(entry, dropped + i)),
      ...(entries.length === 0 ? [`${safeText(person)} has said nothing about consent.`] : []),
      valid ? "The chain of hashes is whole." : "The chain of hashes is BROKEN: an entry was changed or left out.",
    ],
    exitCode: valid ? 0 : 1,
  };
}

function line(
  { purpose, channel, granted, time, validUntil, source, text, hash }: ConsentEntry,
  place: number,
): string {
  const until = granted && Number.isFinite(validUntil) ? ` until ${new Date(validUntil).toISOString()}` : "";
  const wording = text === "" ? "" : `, text ${safeText(text)}`;
  const what = `${granted ? "agreed to" : "refused"} ${safeText(purpose)} on ${channel}${until}`;
  return `${String(place).padStart(3)}  ${new Date(time).toISOString()}  ${what}  (${safeText(source)}${wording})  ${hash.slice(0, 12)}`;
}
