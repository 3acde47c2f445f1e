import type { Command } from "commander";
import { AttuneError, ERRORS } from "../domain/errors.js";
import { isoTime } from "../domain/wire/index.js";
import { type FoundLetter, findLetter, readLetters, retryLetter } from "./dead-letters.js";
import {
  configurationOf,
  createCommand,
  type JsonOption,
  type ServerOptions,
  wholeNumber,
  withJson,
  withServers,
} from "./options.js";
import { grouped, type Outcome, report, safeText } from "./report.js";
import { withLog } from "./servers.js";
import { deadFields } from "./tail-lines.js";

type DeadOptions = ServerOptions & JsonOption;
type ListOptions = DeadOptions & { readonly count: number; readonly code?: string };

/** `attune dead list | show | retry`: what could not be applied, and why. */
export function deadCommand(): Command {
  const command = createCommand("dead", "Look at what could not be applied, and try it again", [
    "attune dead list",
    "attune dead show <id>",
    "attune dead retry <id>",
  ]);
  command.addCommand(
    withJson(
      withServers(
        createCommand("list", "List the newest dead letters", ["attune dead list --code ATTUNE_EVENT_NO_ID"]),
      ),
    )
      .option("--count <n>", "at most so many, the newest", wholeNumber(1, 10_000), 50)
      .option("--code <code>", "only those with this code")
      .action((options: ListOptions) => report(options, () => list(options))),
  );
  command.addCommand(
    withJson(
      withServers(
        createCommand("show", "Show one dead letter whole", ["attune dead show <id>", "attune dead show <id> --json"]),
      ),
    )
      .argument("<id>", "as `attune dead list` prints it")
      .action((id: string, options: DeadOptions) => report(options, () => show(id, options))),
  );
  command.addCommand(
    withJson(
      withServers(createCommand("retry", "Append the original bytes to the log again", ["attune dead retry <id>"])),
    )
      .argument("<id>", "as `attune dead list` prints it")
      .addHelpText(
        "after",
        "\nIt comes after what the person did since: the order per person is not kept. A second retry is a second try.",
      )
      .action((id: string, options: DeadOptions) => report(options, () => retry(id, options))),
  );
  return command;
}

function list(options: ListOptions): Promise<Outcome> {
  return withLog(configurationOf(options), async (log) => {
    const { total, letters } = await readLetters(log, options.count, options.code);
    const shown = letters.map(({ letter }) => {
      const { id, code, reason, time, partition, attempts } = letter;
      return { id, code, reason, time: isoTime(time), partition, attempts };
    });
    return {
      fields: { total, shown: shown.length, letters: shown },
      lines: [
        ...shown.map(({ id, code, reason, time }) => `${time} ${safeText(id)}  ${code}: ${safeText(reason)}`),
        `${grouped(total)} dead letter${total === 1 ? "" : "s"}${shown.length < total ? `, ${grouped(shown.length)} shown` : ""}`,
      ],
    };
  });
}

function show(id: string, options: DeadOptions): Promise<Outcome> {
  return withLog(configurationOf(options), async (log) => {
    const { letter } = found(await findLetter(log, id), id);
    const { fix } = ERRORS[letter.code];
    const cut = letter.originalBytes === undefined ? "" : ` (the first of ${grouped(letter.originalBytes)})`;
    return {
      fields: { ...deadFields(letter), fix },
      lines: [
        `id         ${safeText(letter.id)}`,
        `when       ${isoTime(letter.time)}`,
        `code       ${letter.code}`,
        `reason     ${safeText(letter.reason)}`,
        `fix        ${fix}`,
        `source     ${safeText(letter.source ?? "not known")}`,
        `partition  ${letter.partition}${letter.seq === undefined ? "" : `, sequence ${letter.seq}`}, tried ${letter.attempts} times`,
        ...Object.entries(letter.headers ?? {}).map(
          ([name, value]) => `header     ${safeText(name)}: ${safeText(value)}`,
        ),
        `payload    ${grouped(letter.payload.byteLength)} bytes${cut}`,
        safeText(Buffer.from(letter.payload).toString("utf8")),
      ],
    };
  });
}

function retry(id: string, options: DeadOptions): Promise<Outcome> {
  return withLog(configurationOf(options), async (log) => {
    const { letter } = found(await findLetter(log, id), id);
    const { retryId, partition } = await retryLetter(log, letter);
    return {
      fields: { id, retryId, partition, orderKept: false },
      lines: [
        `appended again as ${safeText(retryId)} to partition ${partition}`,
        "It comes after what the person did since: the order per person is not kept. If it fails again, a new dead letter says why.",
      ],
    };
  });
}

function found(letter: FoundLetter | undefined, id: string): FoundLetter {
  if (letter === undefined) throw new AttuneError("ATTUNE_NOT_FOUND", `there is no dead letter "${safeText(id)}"`);
  return letter;
}
