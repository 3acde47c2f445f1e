import { PROVIDERS } from "../../channels/providers/index.js";
import { type Configuration, isLoopback } from "../../config/index.js";
import { isAttuneError } from "../../domain/errors.js";
import { DEVELOPMENT_LINK_SECRET } from "../../links/index.js";
import { type Check, failed, passed, warned } from "./check.js";

/** Whether what is delivered can leave: each adapter's provider is asked, and the links in messages are looked at. */
export async function checkChannels(configuration: Configuration): Promise<Check[]> {
  const { deliveries } = configuration.dispatcher;
  if (deliveries.length === 0)
    return [passed("delivery", "no channel is delivered by Attune: channel services take the messages from the log")];
  return [...(await Promise.all(deliveries.map(checkDelivery))), ...checkLinks(configuration)];
}

type Delivery = Configuration["dispatcher"]["deliveries"][number];

async function checkDelivery({ channel, adapter: name, options, timeoutMs }: Delivery): Promise<Check> {
  const provider = PROVIDERS.get(name);
  if (provider === undefined)
    return failed(`delivery of ${channel}`, `there is no adapter ${name}`, "see config/README.md", 2);
  try {
    // The doctor puts nothing into an inbox.
    const adapter = await provider.open(options, { channel, timeoutMs, inbox: { put: () => Promise.resolve() } });
    try {
      await adapter.ping();
      return passed(`delivery of ${channel}`, `${name} (${adapter.endpoint})`);
    } finally {
      await adapter.close();
    }
  } catch (error) {
    const exitCode = isAttuneError(error, "ATTUNE_CONFIG_INVALID") ? 2 : 3;
    const fix = isAttuneError(error) ? error.fix : "check the adapter's options, and that its server runs";
    return failed(`delivery of ${channel}`, error instanceof Error ? error.message : String(error), fix, exitCode);
  }
}

function checkLinks({ links, dispatcher, collector: { host } }: Configuration): Check[] {
  const isSample = links.keys.some(({ secret }) => secret === DEVELOPMENT_LINK_SECRET);
  if (isSample) {
    const fix = "set ATTUNE_LINK_SECRET to a long random text";
    const message = "the sample secret signs them: anybody could make them too";
    return [isLoopback(host) ? warned("links", message, fix) : failed("links", message, fix, 2)];
  }
  const sendsMail = dispatcher.deliveries.some(({ channel, adapter }) => channel === "email" && adapter !== "file");
  if (links.publicUrl === "" && sendsMail) {
    const message = "e-mails carry no way to unsubscribe: mailbox providers refuse such mail";
    return [warned("links", message, "set links.publicUrl to where people reach this Attune")];
  }
  return [passed("links", links.publicUrl === "" ? "none" : `${links.publicUrl}, ${links.keys.length} keys`)];
}
