import type { Logger } from "pino";
import { Dispatcher } from "../channels/dispatcher/index.js";
import { type InboxWriter, PROVIDERS } from "../channels/providers/index.js";
import { Renderer, withMjml } from "../channels/render/index.js";
import { SuppressionList } from "../channels/suppression/index.js";
import type { Configuration } from "../config/index.js";
import type { EngineContext } from "../domain/context.js";
import { AttuneError } from "../domain/errors.js";
import type { Channel } from "../domain/message.js";
import { signerOf } from "../links/index.js";
import type { ChannelAdapter } from "../ports/channel.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { Rounds } from "../worker/rounds.js";
import { EngineInStep } from "./engine-in-step.js";
import { openDeliveries, openState } from "./open-adapters.js";
import { openScoring } from "./scoring/open-scoring.js";

export interface DispatchOptions {
  readonly context: EngineContext;
  readonly log: EventLog;
  /** The profiles. */
  readonly state: StateStore;
  readonly inbox: InboxWriter;
  readonly logger: Logger;
  /** ms since the epoch. */
  readonly now: () => number;
}

export interface Dispatching {
  /** Channels at work in this process. */
  channels(): Channel[];
  stop(): Promise<void>;
}

/** How often it is looked which population snapshot and models are in force. */
const REFRESH_MS = 60_000;

/** Delivers the channels that the configuration names. @throws AttuneError ATTUNE_CONFIG_INVALID | ATTUNE_STATE_UNAVAILABLE | ATTUNE_STATE_FOREIGN */
export async function startDispatcher(
  configuration: Pick<Configuration, "state" | "dispatcher" | "links" | "layouts" | "models" | "scoring">,
  options: DispatchOptions,
): Promise<Dispatching> {
  const { context, log, state, inbox, logger, now } = options;
  const { dispatcher: settings, links, layouts } = configuration;
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    const failed: unknown[] = [];
    for (const undo of stops.splice(0).toReversed()) await undo().catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw new AggregateError(failed, "a part of the dispatcher did not close");
  };
  try {
    const store = await openDeliveries(configuration, log);
    stops.push(() => store.close());
    const list = await openState(configuration, { space: "suppressions" });
    stops.push(() => list.close());
    const suppressions = new SuppressionList(
      list,
      links.keys.map(({ secret }) => secret),
    );
    const adapters = await openAdapters(configuration, inbox, stops);
    const engine = new EngineInStep(context, state, openScoring(configuration));
    const onFailure = (error: unknown): void =>
      logger.warn({ err: String(error) }, "what is in force can't be read; messages are checked under what was before");
    const rounds = new Rounds({ everyMs: REFRESH_MS, isOurs: () => true, round: () => engine.refresh(), onFailure });
    await rounds.now();
    rounds.start();
    stops.push(() => rounds.stop());
    const renderer = new Renderer({
      layouts: await withMjml(layouts),
      links: signerOf(links),
      tracking: settings.tracking,
    });
    const stores = { log, state, store, suppressions };
    const dispatcher = new Dispatcher({
      ...stores,
      engine,
      renderer,
      adapters,
      settings,
      now,
      random: Math.random,
      logger,
    });
    stops.push(() => dispatcher.stop());
    await dispatcher.start();
    return { channels: () => dispatcher.channels, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

async function openAdapters(
  { dispatcher }: Pick<Configuration, "dispatcher">,
  inbox: InboxWriter,
  stops: (() => Promise<unknown>)[],
): Promise<ReadonlyMap<Channel, ChannelAdapter>> {
  const adapters = new Map<Channel, ChannelAdapter>();
  for (const { channel, adapter: name, options, timeoutMs } of dispatcher.deliveries) {
    const provider = PROVIDERS.get(name);
    if (provider === undefined)
      throw new AttuneError("ATTUNE_CONFIG_INVALID", `${channel}: there is no adapter "${name}"`);
    const adapter = await provider.open(options, { channel, timeoutMs, inbox });
    stops.push(() => adapter.close());
    adapters.set(channel, adapter);
  }
  return adapters;
}
