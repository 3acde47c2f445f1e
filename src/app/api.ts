import type { Logger } from "pino";
import { type ApiParts, buildApi, DEVELOPMENT_API_KEY } from "../api/index.js";
import type { Inbox } from "../channels/inbox/index.js";
import { isLoopback, type Configuration } from "../config/index.js";
import type { EngineContext } from "../domain/context.js";
import { NO_RECOMMENDER } from "../domain/recommendation.js";
import { createEngine } from "../engine/index.js";
import { Rounds } from "../worker/rounds.js";
import type { EventLog } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import { ApiRecommender } from "./api-recommender.js";
import { declareItems } from "./catalogue/declare.js";
import { CatalogueJournal } from "./catalogue/journal.js";
import { appendItemChanges } from "./item-changes.js";
import { ItemNews } from "./item-news.js";
import { openPeople } from "./open-people.js";
import { openScoring } from "./scoring/open-scoring.js";
import { PresentTiming } from "./scoring/present-timing.js";
import type { KeeperPort } from "./serving/keeper-port.js";
import { PresentRecommender } from "./serving/present-recommender.js";

export interface ApiOptions {
  readonly log: EventLog;
  readonly state: StateStore;
  readonly inbox: Inbox;
  readonly context: EngineContext;
  readonly keeper: KeeperPort;
  /** Take events in on the same server. */
  readonly collects: boolean;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Makes the ids of questions; left out: random ones. */
  readonly newId?: () => string;
  readonly logger: Logger;
}

export interface Api {
  readonly app: ReturnType<typeof buildApi>;
  /** Looks at once for what was promoted or declared since. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

/** The API over one process's log, state, models and catalogue; it doesn't listen yet. */
export async function openApi(configuration: Configuration, options: ApiOptions): Promise<Api> {
  const { log, state, inbox, context, keeper, collects, now, logger } = options;
  const { enabled, refreshMs } = configuration.recommendations;
  const onFailure = (error: unknown): void =>
    logger.warn({ err: String(error) }, "what is newest can't be recommended with; what was there stays");
  const present = enabled ? new PresentRecommender(keeper, context.recommendations) : undefined;
  const recommender = present === undefined ? undefined : await ApiRecommender.open({ present, refreshMs, onFailure });
  let journal: Promise<CatalogueJournal> | undefined;
  const declare: ApiParts["declare"] = async (declarations) => {
    // Opened by the first change: who only reads keeps one catalogue less.
    journal ??= CatalogueJournal.open(log);
    journal.catch(() => (journal = undefined));
    const declared = await declareItems(await journal, declarations, { now: now() });
    recommender?.refreshSoon();
    news.add(declared.news);
    return declared;
  };
  const engine = createEngine(context);
  const news = new ItemNews({
    tell: (changes) => appendItemChanges(log, state, engine, changes, { now: now() }),
    onFailure: (error, lost) =>
      logger.warn(
        { err: String(error), lost },
        "people could not be told of a new price or stock; lost ones: attune items changed",
      ),
  });
  const timing = new PresentTiming(openScoring(configuration));
  const { scoring } = configuration;
  const rounds = new Rounds({
    everyMs: scoring.enabled ? scoring.refreshMs : 0,
    isOurs: () => true,
    round: async () => void (await timing.refresh(await state.loadStatistics(0))),
    onFailure: (error) => logger.warn({ err: String(error) }, "which models are in force can't be read"),
  });
  await rounds.now();
  warnOfSampleKey(configuration, logger);
  const people = await openPeople(configuration, { log, state, engine });
  const app = buildApi({
    ...people.parts,
    log,
    state,
    engine,
    context,
    settings: configuration.api,
    links: configuration.links,
    inbox,
    server: configuration.collector,
    collects,
    recommender: () => recommender?.now ?? NO_RECOMMENDER,
    timing: () => timing.scoring.purchaseTiming,
    declare,
    now,
    ...(options.newId === undefined ? {} : { newId: options.newId }),
    logger,
  });
  rounds.start();
  return {
    app,
    async refresh() {
      await rounds.now();
      await recommender?.refresh();
    },
    async stop() {
      await app.close();
      await rounds.stop();
      await news.stop();
      await recommender?.stop();
      await people.close();
    },
  };
}

function warnOfSampleKey({ api, collector: { host } }: Configuration, logger: Logger): void {
  if (isLoopback(host) || !api.keys.some(({ key }) => key === DEVELOPMENT_API_KEY)) return;
  const message = "the API's sample key is in use and others can reach the port: give keys of your own under api.keys";
  logger.warn({ host }, message);
}
