import type { Command } from "commander";
import { allDeliveries, deliveriesOf, one, queueAgain, recordOf } from "../channels/dispatcher/index.js";
import type { Configuration } from "../config/index.js";
import { DELIVERY_STATES, type Delivery, type DeliveryState, isFinal } from "../domain/delivery.js";
import { AttuneError } from "../domain/errors.js";
import { CHANNELS, type Channel } from "../domain/message.js";
import { isPersonKey, partitionOfPerson, type PersonKey, personToken } from "../domain/person.js";
import { isoTime } from "../domain/wire/index.js";
import { decodeMessage } from "../domain/wire/outbound.js";
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
import { withDeliveries } from "./servers.js";

type DeliveryOptions = ServerOptions & JsonOption;
interface ListOptions extends DeliveryOptions {
  readonly count: number;
  readonly only?: DeliveryState;
  readonly channel?: Channel;
  readonly person?: PersonKey;
}

/** `attune deliveries list | show | retry`: what became of messages on their way out. */
export function deliveriesCommand(): Command {
  const command = createCommand("deliveries", "Look at what became of messages on their way out, and send one again", [
    "attune deliveries list --only failed",
    "attune deliveries show <message>",
    "attune deliveries retry <message>",
  ]);
  command.addCommand(
    withJson(
      withServers(
        createCommand("list", "List deliveries, the newest first", [
          "attune deliveries list --channel email --only suppressed",
          "attune deliveries list --person u:ada --json",
        ]),
      ),
    )
      .option("--count <n>", "at most so many", wholeNumber(1, 10_000), 50)
      .option("--only <state>", `only those ${DELIVERY_STATES.join(", ")}`, oneOf(DELIVERY_STATES))
      .option("--channel <channel>", CHANNELS.join(", "), oneOf(CHANNELS))
      .option("--person <person>", "u:<userId> or a:<anonymousId>", parsePerson)
      .action((options: ListOptions) => report(options, () => list(options))),
  );
  command.addCommand(
    withJson(withServers(createCommand("show", "Show one delivery", ["attune deliveries show <message>"])))
      .argument("<message>", "the message's id")
      .action((message: string, options: DeliveryOptions) => report(options, () => show(message, options))),
  );
  command.addCommand(
    withJson(withServers(createCommand("retry", "Queue a delivery again", ["attune deliveries retry <message>"])))
      .argument("<message>", "the message's id")
      .addHelpText(
        "after",
        "\nFor what failed, was suppressed or is unknown: everything is checked again, its deadline too. What is unknown may arrive twice. Caps no longer count it.",
      )
      .action((message: string, options: DeliveryOptions) => report(options, () => retry(message, options))),
  );
  return command;
}

function list(options: ListOptions): Promise<Outcome> {
  return withDeliveries(configurationOf(options), async ({ deliveries }) => {
    const { count, only, channel, person } = options;
    let total = 0;
    let shown: Delivery[] = [];
    const newest = (): Delivery[] => shown.toSorted((a, b) => b.at - a.at).slice(0, count);
    const found =
      person === undefined ? allDeliveries(deliveries) : await deliveriesOf(deliveries, personToken(person));
    for await (const delivery of found) {
      if (only !== undefined && delivery.state !== only) continue;
      if (channel !== undefined && delivery.channel !== channel) continue;
      total++;
      shown.push(delivery);
      if (shown.length >= 2 * count) shown = newest();
    }
    shown = newest();
    return {
      fields: { total, shown: shown.length, deliveries: shown.map(fieldsOf) },
      lines: [
        ...shown.map(({ at, state: is, channel: by, message, code }) =>
          `${isoTime(at)} ${is.padEnd(10)} ${by.padEnd(7)} ${safeText(message)}  ${safeText(code)}`.trimEnd(),
        ),
        `${grouped(total)} deliver${total === 1 ? "y" : "ies"}${shown.length < total ? `, ${grouped(shown.length)} shown` : ""}`,
      ],
    };
  });
}

function show(message: string, options: DeliveryOptions): Promise<Outcome> {
  return withDeliveries(configurationOf(options), async ({ deliveries }) => {
    const delivery = await one(deliveries, message);
    if (delivery === undefined) throw notFound(message);
    const { person, channel, action, state, at, attempts, code, providerId, expiresAt, notBefore } = delivery;
    return {
      fields: fieldsOf(delivery),
      lines: [
        `message    ${safeText(message)}`,
        `person     ${safeText(person)}`,
        `channel    ${channel}`,
        `action     ${safeText(action)}`,
        `state      ${state} since ${isoTime(at)}${code === "" ? "" : `: ${safeText(code)}`}`,
        `attempts   ${attempts}${isFinal(state) ? "" : `, the next not before ${isoTime(notBefore)}`}`,
        `deadline   ${isoTime(expiresAt)}`,
        ...(providerId === "" ? [] : [`provider   ${safeText(providerId)}`]),
      ],
    };
  });
}

function retry(message: string, options: DeliveryOptions): Promise<Outcome> {
  const configuration = configurationOf(options);
  return withDeliveries(configuration, async ({ log, deliveries }) => {
    const record = await recordOf(deliveries, message);
    if (record === undefined) throw notFound(message);
    if (Date.now() >= record.expiresAt)
      throw new AttuneError("ATTUNE_USAGE", `the deadline of "${safeText(message)}" has passed: it would not be sent`);
    const stored = await log.at("actions", partitionOfPerson(record.person, log.partitions), record.seq);
    // A log that lost its tail gives its places out again.
    if (stored === undefined || decodeMessage(stored.payload)?.id !== message)
      throw new AttuneError("ATTUNE_NOT_FOUND", "the log no longer holds the message itself");
    const how = { now: Date.now(), keepMs: keepMsOf(configuration, record.channel) };
    if (!(await queueAgain(deliveries, record, stored.payload, how)))
      throw new AttuneError(
        "ATTUNE_USAGE",
        `"${safeText(message)}" is ${record.state}: only what ended unsent is tried again`,
      );
    return {
      fields: { message, channel: record.channel, before: record.state, state: "queued" },
      lines: [`queued again; a dispatcher sends it (attune up): attune deliveries show ${safeText(message)}`],
    };
  });
}

function keepMsOf({ dispatcher }: Configuration, channel: Channel): number {
  return dispatcher.deliveries.find((each) => each.channel === channel)?.keepMs ?? 0;
}

function fieldsOf({ at, notBefore, expiresAt, ...delivery }: Delivery): Record<string, unknown> {
  const times = { at: isoTime(at), expiresAt: isoTime(expiresAt) };
  return { ...delivery, ...times, ...(isFinal(delivery.state) ? {} : { notBefore: isoTime(notBefore) }) };
}

function notFound(message: string): AttuneError {
  return new AttuneError("ATTUNE_NOT_FOUND", `there is no delivery of a message "${safeText(message)}"`);
}

function oneOf<T extends string>(known: readonly T[]): (text: string) => T {
  return (text) => {
    const found = known.find((each) => each === text);
    if (found === undefined) throw new AttuneError("ATTUNE_USAGE", `"${text}" is none of ${known.join(", ")}`);
    return found;
  };
}

function parsePerson(text: string): PersonKey {
  if (isPersonKey(text)) return text;
  throw new AttuneError("ATTUNE_USAGE", `"${text}" is no person: write u:<userId> or a:<anonymousId>`);
}
