/** What the HTTP API needs to know; src/config fills it from attune.yaml. It listens where the collector does. */

/**
 * What a server key may do: read recommendations of anybody, change the catalogue, read and change and erase people, ask for decisions, hand in
 * bounces.
 */
export const API_SCOPES = ["recommendations", "items", "people", "decisions", "receipts"] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/** A key of a server of the shop's. It is a secret: with it everybody's recommendations can be read. */
export interface ApiKey {
  readonly name: string;
  readonly key: string;
  readonly scopes: readonly ApiScope[];
  /** In the long run; two seconds' worth at once. */
  readonly requestsPerSecond: number;
}

export interface ApiSettings {
  readonly keys: readonly ApiKey[];
  /** What all holders of one write key, which browsers show to everybody, may read a second. */
  readonly publicRequestsPerSecond: number;
  readonly preferenceCentre: PreferenceCentreSettings;
  /** Secrets (`whsec_<base64>`) of services that tell by signed webhooks what became of messages; all verify, so that they can be changed. */
  readonly receiptSecrets: readonly string[];
}

/** The pages on which people choose what they get. */
export interface PreferenceCentreSettings {
  /** Who writes, in the page's title. */
  readonly shop: string;
  /** Traits that people may put right themselves; whatever decides about prices or rights is none of them. */
  readonly correctable: readonly string[];
  /** How topics, actions, segments, purposes and traits are called, by id, in a language; what has no name is shown as its id in plain words. */
  readonly names: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const DEFAULT_PREFERENCE_CENTRE: PreferenceCentreSettings = {
  shop: "",
  correctable: ["firstName", "lastName", "name", "birthday", "gender", "city", "postalCode", "country", "timezone"],
  names: {},
};

/** Made for development on one machine; `attune up` and `attune doctor` warn of it. */
export const DEVELOPMENT_API_KEY = "attune-dev-server";
