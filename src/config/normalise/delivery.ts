import type { DeliverySettings, DispatcherSettings } from "../../channels/settings.js";
import { CHANNELS } from "../../domain/message.js";
import type { LinkSettings } from "../../links/settings.js";
import { isLoopback } from "../addresses.js";
import { toMs } from "../check.js";
import type { Overrides } from "../overrides.js";
import type { AttuneFile } from "../schema/attune.js";

export function dispatcherOf({ channels, dispatcher }: AttuneFile): DispatcherSettings {
  const { lease, most, tracking } = dispatcher;
  const deliveries = CHANNELS.flatMap((channel): DeliverySettings[] => {
    const { delivery } = channels[channel];
    if (delivery === undefined) return [];
    const { timeout, retryFirst, retryMost, keep, onUnknown, ...rest } = delivery;
    return [
      {
        channel,
        ...rest,
        timeoutMs: toMs(timeout),
        retryFirstMs: toMs(retryFirst),
        retryMostMs: toMs(retryMost),
        // A mail that comes twice has the same Message-ID; a text message that comes twice is two.
        onUnknown: onUnknown ?? (channel === "email" ? "retry" : "drop"),
        keepMs: toMs(keep),
      },
    ];
  });
  return { deliveries, leaseTtlMs: toMs(lease), most, tracking };
}

/** Who starts Attune on one machine gets links that work there. */
export function linksOf({ links, collector }: AttuneFile, overrides: Overrides): LinkSettings {
  const host = overrides.host ?? collector.host;
  const port = overrides.port ?? collector.port;
  const own = isLoopback(host) && port > 0 ? `http://${host.includes(":") ? `[${host}]` : host}:${port}` : "";
  const publicUrl = links.publicUrl === "" ? own : links.publicUrl.replace(/\/+$/, "");
  return { publicUrl, keys: links.keys };
}
