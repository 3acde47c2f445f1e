import { type Static, Type } from "@sinclair/typebox";
import { apiSchema } from "./api.js";
import { dispatcherSchema, linksSchema } from "./delivery.js";
import { channelsSchema, engineSchema } from "./engine.js";
import { count, duration, entry, flag, group, id, text } from "./fields.js";

/** What stands in config/attune.yaml. Every key has a default: an empty file is a configuration. */

/** Made for development on one machine; `attune doctor` warns of it. */
export const DEVELOPMENT_WRITE_KEY = "attune-dev";

const writeKey = entry("A key that a site or service sends its events with.", {
  name: id("What this source is called in profiles, metrics and the dead letters."),
  key: text("The key itself. Browsers show it to everybody: it names a source, it is no secret of yours.", {
    maxLength: 200,
  }),
  origins: Type.Array(text("https://shop.example.com, or * for any.", { maxLength: 300 }), {
    maxItems: 100,
    description: "The web origins that may use it from a browser. Empty: any, and callers without an origin (servers).",
    default: [],
  }),
  eventsPerSecond: count("Events a second over all its senders; above it the answer is 429.", {
    default: 20_000,
    minimum: 1,
    maximum: 1_000_000,
  }),
});

const collector = group("The HTTP intake.", {
  host: text("The address to listen on; 0.0.0.0 for all.", { default: "127.0.0.1", maxLength: 255 }),
  port: count("The port to listen on; 0 takes a free one.", { default: 8080, minimum: 0, maximum: 65_535 }),
  writeKeys: Type.Array(writeKey, {
    minItems: 1,
    maxItems: 1_000,
    description: "Who may send events.",
    default: [{ name: "development", key: DEVELOPMENT_WRITE_KEY }],
  }),
  limits: group("Bounds of one request; those of a single event are fixed (32 KB, 32 levels).", {
    batchBytes: count("Bytes of one request, as sent and unpacked.", {
      default: 512_000,
      minimum: 1_024,
      maximum: 16_777_216,
    }),
    batchEvents: count("Events in one request.", { default: 500, minimum: 1, maximum: 10_000 }),
  }),
  inFlightRequests: count("Requests in work at once; above it the answer is 503.", {
    default: 1_000,
    minimum: 1,
    maximum: 100_000,
  }),
  inFlightBytes: count("Bytes of their bodies at once; above it the answer is 503.", {
    default: 67_108_864,
    minimum: 1_024,
    maximum: 8_589_934_592,
  }),
  requestTimeout: duration("A request whose body hasn't arrived after this long is given up.", {
    default: "10 s",
    minimum: "1 s",
    maximum: "5 min",
  }),
  trustProxy: count("Proxies in front whose X-Forwarded-* headers are believed.", {
    default: 0,
    minimum: 0,
    maximum: 10,
  }),
  publicUrl: Type.String({
    maxLength: 300,
    description: "The address that browsers reach the collector at; empty: the request's own Host.",
    default: "",
  }),
  browserBatches: group("How the browser SDK gathers events before it sends them.", {
    size: count("Events; 1 sends each at once.", { default: 1, minimum: 1, maximum: 100 }),
    wait: duration("It waits no longer than this for them.", { default: "3 s", minimum: "100 ms", maximum: "1 min" }),
  }),
  storeClientIp: Type.Boolean({ description: "Keep a browser's address in the event's context.ip.", default: false }),
});

const worker = group("The partitions' owners.", {
  threads: count("Threads; 0 = one a core, at most 4.", { default: 0, minimum: 0, maximum: 64 }),
  batchEvents: count("Events applied between two looks at the clock.", { default: 512, minimum: 1, maximum: 65_536 }),
  checkpointEvents: count("A checkpoint after this many events ...", {
    default: 4_096,
    minimum: 1,
    maximum: 1_000_000,
  }),
  checkpointEvery: duration("... or this long after the first event that isn't committed.", {
    default: "500 ms",
    minimum: "1 ms",
    maximum: "1 min",
  }),
  commitPause: duration("The least pause between two commits of one partition; the first one doesn't wait.", {
    default: "5 ms",
    minimum: "0 ms",
    maximum: "1 s",
  }),
  cachedProfiles: count("Profiles kept decoded in memory, over all partitions.", {
    default: 100_000,
    minimum: 16,
    maximum: 100_000_000,
  }),
  unpublishedEntries: count(
    "Messages and decisions of one partition committed but not published before it stops reading.",
    {
      default: 20_000,
      minimum: 16,
      maximum: 1_000_000,
    },
  ),
  poisonAttempts: count("How often an event may take its thread down before it goes to the dead letters.", {
    default: 3,
    minimum: 1,
    maximum: 100,
  }),
  timerTick: duration("How often due timers are looked for.", {
    default: "250 ms",
    minimum: "10 ms",
    maximum: "1 min",
  }),
  timerBatch: count("Timers of one partition turned into events at once.", {
    default: 1_000,
    minimum: 1,
    maximum: 100_000,
  }),
  settle: duration("Overdue timers wait until no event of the past has come in for this long.", {
    default: "2 s",
    minimum: "0 ms",
    maximum: "10 min",
  }),
  population: duration("How often what is learnt of everybody is put together of all partitions; 0 s = never.", {
    default: "10 min",
    minimum: "0 s",
    maximum: "7 days",
  }),
  lease: duration("A partition's lease runs out this long after its last renewal.", {
    default: "5 s",
    minimum: "500 ms",
    maximum: "5 min",
  }),
  watchdog: duration("A thread stuck in one event for longer is ended.", {
    default: "2 s",
    minimum: "100 ms",
    maximum: "5 min",
  }),
  drain: duration("A stop waits this long for the last checkpoint and its messages.", {
    default: "10 s",
    minimum: "100 ms",
    maximum: "5 min",
  }),
});

const retention = group("How long and how much the log keeps.", {
  keep: duration("Records are kept so long: replay, training and erasure reach back so far.", {
    default: "30 days",
    minimum: "1 min",
    maximum: "3660 days",
  }),
  dedupeWindow: duration("An event's id is stored only once within this time.", {
    default: "10 min",
    minimum: "1 s",
    maximum: "7 days",
  }),
  bytesPerPartition: count("Bytes of one partition's events; a full one refuses new ones. 0 = as much as there is.", {
    default: 0,
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
  }),
  replicas: count("Copies in a NATS cluster: 1, 3 or 5.", { default: 1, minimum: 1, maximum: 5 }),
});

const scoring = group("The models that score: intent on every event, propensity on every candidate, purchase timing.", {
  enabled: flag("Off: nothing is scored, and nothing is expected of anybody.", true),
  refresh: duration("How often a newly promoted version and a new shadow come into force.", {
    default: "10 s",
    minimum: "1 s",
    maximum: "1 day",
  }),
});

export const attuneSchema = group("Attune's settings.", {
  log: text("Where the log is: embedded (in the data folder), embedded:<folder>, or nats://host:port.", {
    default: "embedded",
  }),
  state: text("Where the state is: embedded (in the data folder), embedded:<folder>, or redis://host:port.", {
    default: "embedded",
  }),
  data: text("The folder of the embedded log and state.", { default: "./data" }),
  models: text("The folder of the models that `attune train` makes and that recommend and score.", {
    default: "./models",
  }),
  partitions: count("Partitions of the log; fixed when the log is created.", {
    default: 16,
    minimum: 1,
    maximum: 1_024,
  }),
  scoring,
  retention,
  collector,
  api: apiSchema,
  worker,
  channels: channelsSchema,
  dispatcher: dispatcherSchema,
  links: linksSchema,
  engine: engineSchema,
});

export type AttuneFile = Static<typeof attuneSchema>;
