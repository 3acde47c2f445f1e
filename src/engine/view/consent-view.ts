import { inForce } from "../../domain/consent.js";
import { CHANNELS } from "../../domain/message.js";
import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";

/** Every purpose that the configuration or the ledger names, on every channel. */
export function consentOf({ draft, context, now }: Basis): View["consent"] {
  const ledger = draft.read("consent");
  const granted: string[] = [];
  const denied: string[] = [];
  if (ledger.entries.length === 0) return { granted, denied };
  const purposes = new Set(context.consent.purposes.keys());
  for (const { purpose } of ledger.entries) if (purpose !== "*") purposes.add(purpose);
  for (const purpose of purposes) {
    for (const channel of CHANNELS) {
      const { state } = inForce(ledger, purpose, channel, now);
      if (state === "granted") granted.push(`${purpose}/${channel}`);
      if (state === "denied") denied.push(`${purpose}/${channel}`);
    }
  }
  return { granted, denied };
}
