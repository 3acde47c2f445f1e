/** What the HTTP API needs to know; src/config fills it from attune.yaml. It listens where the collector does. */

/** What a server key may do: read recommendations of anybody, change the catalogue. */
export const API_SCOPES = ["recommendations", "items"] as const;
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
}

/** Made for development on one machine; `attune up` and `attune doctor` warn of it. */
export const DEVELOPMENT_API_KEY = "attune-dev-server";
