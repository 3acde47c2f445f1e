/** What the collector needs to know; src/config fills it from attune.yaml. Sizes of a single event are fixed (domain/wire/limits.ts). */

/** A key that a site or service sends its events with. Browsers show it to everybody: it names a source and may only send. */
export interface WriteKey {
  /** What the source is called in profiles and dead letters. */
  readonly name: string;
  readonly key: string;
  /** Web origins that may use it from a browser, e.g. "https://shop.example"; absent, empty or with "*": any. */
  readonly origins?: readonly string[];
  /** Events a second over all its senders, in the long run; absent: no limit. */
  readonly eventsPerSecond?: number;
  /** Events at once before the rate counts; absent: two seconds' worth. */
  readonly burst?: number;
}

export interface CollectorSettings {
  readonly host: string;
  readonly port: number;
  readonly writeKeys: readonly WriteKey[];
  readonly limits: {
    /** Bytes of one request, as sent and unpacked. */
    readonly batchBytes: number;
    /** Events in one request. */
    readonly batchEvents: number;
  };
  /** Requests in work at once; above it the answer is 503. */
  readonly inFlightRequests: number;
  /** Bytes of their bodies; absent: 64 MiB. */
  readonly inFlightBytes?: number;
  /** A request whose body has not arrived after this long is given up, ms. */
  readonly requestTimeoutMs: number;
  /** Which proxies' X-Forwarded-* to believe: true (all), how many hops, or their addresses. Absent: none. */
  readonly trustProxy?: boolean | number | string;
  /** The address that browsers reach the collector at, for the SDKs' settings; absent: the request's own Host. */
  readonly publicUrl?: string;
  /** Let the browser SDK gather events: up to `size`, at most `timeoutMs`. Absent: each is sent at once. */
  readonly browserBatches?: { readonly size: number; readonly timeoutMs: number };
  /** Put the address of a browser into context.ip where the call has none. Absent: no. */
  readonly storeClientIp?: boolean;
}
