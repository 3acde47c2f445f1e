import type { ApiParts } from "../api/index.js";
import { SuppressionList } from "../channels/suppression/index.js";
import type { Configuration } from "../config/index.js";
import type { Engine } from "../domain/step.js";
import type { Profile } from "../engine/index.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { openState } from "./open-adapters.js";
import { personRecords } from "./person-records.js";

/** A worker that is well has applied an event long before. */
const PATIENCE_MS = 3_000;

export interface PeopleOptions {
  readonly log: EventLog;
  readonly state: StateStore;
  readonly engine: Pick<Engine<Profile>, "decode">;
}

export interface OpenedPeople {
  readonly parts: Pick<ApiParts, "records" | "suppressions" | "twilioTokens" | "patienceMs">;
  close(): Promise<void>;
}

/** What the API knows of people beside their profiles: records in the log, deliveries, addresses that nobody writes to. */
export async function openPeople(configuration: Configuration, options: PeopleOptions): Promise<OpenedPeople> {
  const deliveries = await openState(configuration, { space: "deliveries" });
  let suppressed: StateStore | undefined;
  try {
    suppressed = await openState(configuration, { space: "suppressions" });
    const secrets = configuration.links.keys.map(({ secret }) => secret);
    const parts = {
      records: personRecords({ ...options, deliveries }),
      suppressions: new SuppressionList(suppressed, secrets),
      twilioTokens: twilioTokens(configuration),
      patienceMs: PATIENCE_MS,
    };
    const stores = [deliveries, suppressed];
    return { parts, close: async () => void (await Promise.all(stores.map((store) => store.close()))) };
  } catch (error) {
    await Promise.allSettled([deliveries.close(), suppressed?.close()]);
    throw error;
  }
}

/** What Twilio signs its reports with: the account's own token, which an API key's secret is not. */
function twilioTokens({ dispatcher }: Configuration): string[] {
  return dispatcher.deliveries.flatMap(({ adapter, options }) => {
    const { authToken, apiKey } = options;
    return adapter === "twilio" && apiKey === undefined && typeof authToken === "string" ? [authToken] : [];
  });
}
