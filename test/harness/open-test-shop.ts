/**
 * The story tests' shop: the real engine, the real owners of four partitions, the embedded adapters in a temporary folder, the shipped
 * configuration; only the clock is virtual. Every verb resolves when all that it leads to has happened.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isSettled } from "../../src/commands/demo/settled.js";
import { openBoth } from "../../src/app/open-adapters.js";
import { type ReplayReport, verifyReplay } from "../../src/app/replay.js";
import { ServingKeeper } from "../../src/app/serving/keeper.js";
import { openSources } from "../../src/app/open-sources.js";
import { ScoringKeeper } from "../../src/app/scoring/scoring-keeper.js";
import { KeptScoring, ScoringModels } from "../../src/app/scoring/scoring-models.js";
import { Recommenders, SharedSource } from "../../src/app/serving/source.js";
import { buildEngineContext, type Configuration, requireConfiguration, shippedFolder } from "../../src/config/index.js";
import type { EngineContext } from "../../src/domain/context.js";
import type { Decision } from "../../src/domain/decision.js";
import type { JsonObject, PersonEvent } from "../../src/domain/event.js";
import type { ItemFields, LivePopularity } from "../../src/domain/item.js";
import type { Channel, Message } from "../../src/domain/message.js";
import { isPersonKey, partitionOfPerson, type PersonKey, personToken } from "../../src/domain/person.js";
import type { ScoringPin, ScoringSource } from "../../src/domain/scoring.js";
import type { ServingPin } from "../../src/domain/serving.js";
import { parseTimerId, type Timer } from "../../src/domain/timer.js";
import { parseDuration } from "../../src/domain/time.js";
import { type DeadLetter, decodeDeadLetter, normaliseCall } from "../../src/domain/wire/index.js";
import { decodeDecision, decodeMessage } from "../../src/domain/wire/outbound.js";
import { createEngine, type Profile } from "../../src/engine/index.js";
import type { RecommenderModel } from "../../src/models/recommender/model.js";
import { ModelStore } from "../../src/models/recommender/store.js";
import type { EventLog, LogRecord, Topic } from "../../src/ports/event-log.js";
import type { StateStore } from "../../src/ports/state-store.js";
import type { Alarm } from "../../src/worker/alarm.js";
import { catalogueEntry, contextEntry, internalEvent } from "../../src/worker/effects.js";
import type { PinSources } from "../../src/worker/engine-in-force.js";
import { PartitionOwner } from "../../src/worker/partition-owner.js";
import { refreshPopularity } from "../../src/worker/popularity-refresh.js";
import { refreshPopulation } from "../../src/worker/population-refresh.js";
import { refreshScoring, type Told } from "../../src/worker/scoring-refresh.js";
import { type Present, refreshServing } from "../../src/worker/serving-refresh.js";
import { decodeTotals } from "../../src/worker/totals.js";
import { type Call, identify, order, product, track, type Who } from "./calls.js";

export interface TestShopOptions {
  /** The virtual clock at the beginning, ISO 8601. */
  readonly now: string;
  /** A configuration folder in place of the one Attune ships; it is read once. */
  readonly folder?: string;
  /** Keep only the treatments on these channels, so that a story is about one of them. */
  readonly channels?: readonly Channel[];
  readonly configure?: (configuration: Configuration) => Configuration;
  /** The partitions' owners take their turns at the same time, not one after the other. */
  readonly inParallel?: boolean;
  /** Models that the story makes up, in place of those in the models' folder. They score once a pin names them (pinScoring). */
  readonly scoring?: ScoringSource;
  /** Addresses of running servers, in place of the embedded log and state. */
  readonly servers?: { readonly log: string; readonly state: string };
}

export interface TakeOptions {
  /** An import of history. */
  readonly history?: boolean;
  /** The clock moves there first, and nothing that falls due on the way happens before they are applied. */
  readonly at?: number;
  /** The log's own id of the entry, where it isn't the messageId: as if the log's dedupe window had passed. */
  readonly entryId?: string;
}

const PARTITIONS = 4;
/** Whatever a story does, it has come to rest long before. */
const MOST_IDLE_MS = 60_000;

export async function openTestShop(options: TestShopOptions): Promise<TestShop> {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-test-shop-"));
  const read = requireConfiguration(options.folder ?? shippedFolder(), {
    environment: {},
    overrides: {
      log: "embedded",
      state: "embedded",
      ...options.servers,
      data: folder,
      models: path.join(folder, "models"),
      partitions: PARTITIONS,
    },
  });
  const given = options.configure?.(read) ?? read;
  // The calls of tests are a server's.
  const configuration = { ...given, engine: { ...given.engine, accountMergers: [SOURCE] } };
  const { log, state } = await openBoth(configuration);
  const shop = new TestShop(folder, only(configuration, options.channels), log, state, Date.parse(options.now));
  shop.scoring = options.scoring;
  shop.inParallel = options.inParallel ?? false;
  await shop.open();
  return shop;
}

/** Where the shop's calls come from, as if through a write key of this name. */
const SOURCE = "test";

function only(configuration: Configuration, channels: readonly Channel[] | undefined): Configuration {
  if (channels === undefined) return configuration;
  const actions = configuration.engine.actions
    .map((action) => ({ ...action, treatments: action.treatments.filter((one) => channels.includes(one.channel)) }))
    .filter((action) => action.treatments.length > 0);
  return { ...configuration, engine: { ...configuration.engine, actions } };
}

export class TestShop {
  readonly log: EventLog;
  readonly state: StateStore;
  configuration: Configuration;
  /** What the engine decides under, but for the population. */
  context: EngineContext;
  inParallel = false;
  scoring: ScoringSource | undefined;
  readonly alarms: Alarm[] = [];
  readonly #folder: string;
  #engine: ReturnType<typeof createEngine>;
  #owners: PartitionOwner<Profile>[] = [];
  #keeper: ServingKeeper;
  #told: Present | undefined;
  #scoringKeeper: ScoringKeeper;
  #toldScoring: Told | undefined;
  #popularity: LivePopularity | undefined;
  #now: number;
  #calls = 0;

  constructor(folder: string, configuration: Configuration, log: EventLog, state: StateStore, now: number) {
    this.#folder = folder;
    this.log = log;
    this.state = state;
    this.configuration = configuration;
    this.#now = now;
    this.context = buildEngineContext(configuration);
    this.#engine = createEngine(this.context);
    this.#keeper = new ServingKeeper(log, configuration.models);
    this.#scoringKeeper = new ScoringKeeper(configuration.models);
  }

  /** Everyone's owner begins; where there were owners under another configuration, those have ended. */
  async open(configuration = this.configuration): Promise<void> {
    for (const owner of this.#owners) await owner.stop();
    this.configuration = configuration;
    this.context = buildEngineContext(configuration);
    const engine = createEngine(this.context);
    this.#engine = engine;
    const { log, state } = this;
    // Stories are told in order: nothing of the past is still on its way, so that no due timer has to wait for it.
    const settings = { ...configuration.worker, timerTickMs: 0, settleMs: 0 };
    const recommenders = new Recommenders(this.context.recommendations);
    const keeper = new ServingKeeper(log, configuration.models);
    this.#keeper = keeper;
    this.#told = undefined;
    const scoringKeeper = new ScoringKeeper(configuration.models);
    this.#scoringKeeper = scoringKeeper;
    this.#toldScoring = undefined;
    const models = new ScoringModels();
    this.#owners = Array.from({ length: log.partitions }, (_, partition) => {
      const parts = { partition, log, state, engine, settings, now: () => this.#now };
      const serving = new SharedSource((pin) => keeper.shared(pin), recommenders);
      const scoring = this.scoring ?? new KeptScoring((named) => scoringKeeper.shared(named), models);
      const forget = async (who: string) => {
        await keeper.forget(who);
        await scoringKeeper.forget();
      };
      return new PartitionOwner<Profile>({
        ...parts,
        serving,
        scoring,
        forget,
        onAlarm: (alarm) => this.alarms.push(alarm),
      });
    });
    for (const owner of this.#owners) await owner.start();
  }

  /** The virtual time. */
  get now(): Date {
    return new Date(this.#now);
  }

  /** Takes one Segment call as the collector does, now unless it has a timestamp. */
  async take(call: Call, options: TakeOptions = {}): Promise<void> {
    await this.#store(call, options);
    await this.#untilIdle();
  }

  /** Takes several calls that are all stored before any is applied: a burst, an import. */
  async takeAll(calls: readonly Call[], options: TakeOptions = {}): Promise<void> {
    this.#now = Math.max(this.#now, options.at ?? 0);
    for (const call of calls) await this.#store(call, options);
    await this.#untilIdle();
  }

  async #store(call: Call, { history = false, entryId }: TakeOptions): Promise<void> {
    const messageId = call.messageId ?? `call-${++this.#calls}`;
    const intake = { receivedAt: this.#now, source: SOURCE, history, newId: () => messageId };
    const checked = normaliseCall({ timestamp: this.now.toISOString(), ...call, messageId }, intake);
    if (!checked.ok) throw new Error(`${checked.code}: ${checked.message}`);
    const { id, person, token, payload } = checked;
    const partition = partitionOfPerson(person, this.log.partitions);
    await this.log.append([{ topic: "events", partition, id: entryId ?? id, payload, person: token }]);
  }

  viewed(who: Who, item: string, more: JsonObject = {}): Promise<void> {
    return this.take(track(who, "Product Viewed", product(item, more)));
  }

  added(who: Who, item: string, more: JsonObject = {}): Promise<void> {
    return this.take(track(who, "Product Added", product(item, { quantity: 1, ...more })));
  }

  removed(who: Who, item: string): Promise<void> {
    return this.take(track(who, "Product Removed", product(item, { quantity: 1 })));
  }

  bought(who: Who, orderId: string, items: readonly string[]): Promise<void> {
    return this.take(order(who, orderId, items));
  }

  identified(who: Who, traits: JsonObject = {}): Promise<void> {
    return this.take(identify(who, traits));
  }

  /** Forgets a person. */
  async erase(person: PersonKey): Promise<void> {
    const event: PersonEvent = { type: "erase", id: `erase-${++this.#calls}`, person, time: this.#now, hops: 0 };
    await this.log.append([internalEvent(event, this.log.partitions).entry]);
    await this.#untilIdle();
  }

  /** Lets time pass: "45 min". What falls due on the way happens, each at its own time. */
  async advance(duration: string): Promise<void> {
    const ms = parseDuration(duration);
    if (ms === undefined) throw new Error(`"${duration}" is no duration`);
    await this.advanceTo(this.#now + ms);
  }

  async messages(person?: PersonKey): Promise<Message[]> {
    const all = await this.#read("actions", decodeMessage);
    return person === undefined ? all : all.filter((message) => message.person === person);
  }

  async decisions(person?: PersonKey): Promise<Decision[]> {
    const all = await this.#read("decisions", decodeDecision);
    return person === undefined ? all : all.filter((decision) => decision.person === person);
  }

  async dead(): Promise<DeadLetter[]> {
    return this.#read("dead", decodeDeadLetter);
  }

  /** What Attune knows of a person, as `describe` shows it; undefined where there is no profile. */
  async profile(person: string): Promise<JsonObject | undefined> {
    if (!isPersonKey(person)) throw new Error(`"${person}" is no person key`);
    const partition = partitionOfPerson(person, this.log.partitions);
    const [bytes] = await this.state.loadProfiles(partition, [personToken(person)]);
    return bytes === undefined ? undefined : this.#engine.describe(this.#engine.decode(bytes));
  }

  /** The timers waiting for a person. */
  async timers(person: PersonKey): Promise<Timer[]> {
    const partition = partitionOfPerson(person, this.log.partitions);
    const found: Timer[] = [];
    for await (const chunk of this.state.scanTimers(partition)) {
      for (const { id, due } of chunk) {
        const timer = parseTimerId(id, due);
        if (timer?.person === person) found.push(timer);
      }
    }
    return found;
  }

  /** The person's records that the log still holds. */
  async records(person: PersonKey): Promise<LogRecord[]> {
    const token = personToken(person);
    const all = await this.#records("events", partitionOfPerson(person, this.log.partitions));
    return all.filter((record) => record.headers()["attune-person"] === token);
  }

  /** Every profile's bytes, by the person's token. */
  async profiles(): Promise<Map<string, Buffer>> {
    const all = new Map<string, Buffer>();
    for (let partition = 0; partition < this.log.partitions; partition++) {
      for await (const chunk of this.state.scanProfiles(partition)) {
        for (const [token, bytes] of chunk) all.set(token, Buffer.from(bytes));
      }
    }
    return all;
  }

  /** Makes the population snapshot of what was learnt so far, and brings it into force in every partition. */
  async refreshPopulation(): Promise<void> {
    await refreshPopulation({ log: this.log, state: this.state, engine: this.#engine });
    await this.#untilIdle();
  }

  /** The shop says what it has: items by id. They can be recommended from the next refreshServing on. */
  async declare(items: Readonly<Record<string, ItemFields>>): Promise<void> {
    const entries = Object.entries(items).map(([id, fields]) =>
      catalogueEntry({ kind: "item", id, source: "declared", time: this.#now, fields }),
    );
    await this.log.append(entries);
  }

  /** Saves a model under a version and promotes it; recommendations are made with it from the next refreshServing on. */
  async promote(model: RecommenderModel, version: string): Promise<void> {
    const store = new ModelStore(this.configuration.models);
    await store.save({ ...model, manifest: { ...model.manifest, version } });
    await store.promote(version);
  }

  /** Puts what is popular now into the catalogue's journal. */
  async refreshPopularity(): Promise<LivePopularity | undefined> {
    const { log, state, context } = this;
    const parts = { log, state, policy: context.recommendations.popularity };
    return (this.#popularity = await refreshPopularity(parts, this.#popularity));
  }

  /** Brings the promoted model and the catalogue as they are now into force in every partition. */
  async refreshServing(): Promise<void> {
    const { log, state } = this;
    this.#told = await refreshServing({ log, state, source: this.#keeper }, this.#told);
    await this.#untilIdle();
  }

  /** Puts a pin into every partition's log. */
  async pin(serving: ServingPin): Promise<void> {
    const event = { type: "context", id: `pin-${++this.#calls}`, time: this.#now, hops: 0, serving } as const;
    await this.log.append(this.#owners.map((_, partition) => contextEntry(event, partition)));
    await this.#untilIdle();
  }

  /** Brings the promoted scoring models into force in every partition. */
  async refreshScoring(): Promise<void> {
    const { log, state } = this;
    this.#toldScoring = await refreshScoring({ log, state, source: this.#scoringKeeper }, this.#toldScoring);
    await this.#untilIdle();
  }

  /** Puts a pin of what scores into every partition's log. */
  async pinScoring(scoring: ScoringPin): Promise<void> {
    const event = { type: "context", id: `pin-${++this.#calls}`, time: this.#now, hops: 0, scoring } as const;
    await this.log.append(this.#owners.map((_, partition) => contextEntry(event, partition)));
    await this.#untilIdle();
  }

  /** For what reads the log by itself. */
  sources(): PinSources {
    const opened = openSources(this.configuration, this.log, this.context.recommendations);
    return this.scoring === undefined ? opened : { ...opened, scoring: this.scoring };
  }

  /** What `attune replay --verify` finds. */
  verifyReplay(): Promise<ReplayReport> {
    return verifyReplay(this.log, this.state, this.#engine, this.sources());
  }

  /** Moves the clock to a moment, not back. */
  async advanceTo(moment: number): Promise<void> {
    this.#now = Math.max(this.#now, moment);
    await this.#untilIdle();
  }

  /** One of the totals, over all partitions: "applied", "duplicates", "people", "reasons.consent.unknown" … */
  async total(name: string): Promise<number> {
    let sum = 0;
    for (let partition = 0; partition < this.log.partitions; partition++) {
      const bytes = await this.state.loadTotals(partition);
      sum += (bytes === undefined ? undefined : decodeTotals(bytes)[name]) ?? 0;
    }
    return sum;
  }

  async close(): Promise<void> {
    for (const owner of this.#owners) await owner.stop();
    await this.log.close();
    await this.state.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #untilIdle(): Promise<void> {
    const began = performance.now();
    do {
      if (performance.now() - began > MOST_IDLE_MS)
        throw new Error("something is due or waiting, and nothing comes of it");
      const turns = async (owner: PartitionOwner<Profile>) => {
        while (await owner.turn(0));
      };
      if (this.inParallel) await Promise.all(this.#owners.map(turns));
      else for (const owner of this.#owners) await turns(owner);
    } while (!(await isSettled(this.log, this.state, this.#now)));
  }

  async #read<T>(topic: Topic, decode: (bytes: Uint8Array) => T | undefined): Promise<T[]> {
    const records = await this.#records(topic, undefined);
    return records.flatMap((record) => decode(record.payload) ?? []);
  }

  /** Everything a topic holds now. */
  async #records(topic: Topic, partition: number | undefined): Promise<LogRecord[]> {
    const { last, count } = await this.log.bounds(topic, partition);
    const found: LogRecord[] = [];
    const reader = await this.log.read(topic, partition, { seq: 1 });
    try {
      while (found.length < count && (found.at(-1)?.seq ?? 0) < last) {
        const records = reader.take(1_000);
        if (records.length === 0) await reader.wait(1_000);
        found.push(...records);
      }
    } finally {
      await reader.close();
    }
    return found;
  }
}
