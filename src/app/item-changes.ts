import type { JsonObject } from "../domain/event.js";
import { partitionOfToken, personToken, type PersonKey } from "../domain/person.js";
import type { Engine } from "../domain/step.js";
import { fingerprint } from "../domain/wire/ids.js";
import { normaliseCall } from "../domain/wire/index.js";
import type { Profile } from "../engine/index.js";
import type { EventLog, LogEntry } from "../ports/event-log.js";
import type { StateStore } from "../ports/state-store.js";
import type { ChangedItem, ItemChange, LaunchedCollection } from "./item-change.js";
import { storedProfiles } from "./stored-profiles.js";

/** What events of the catalogue come from, in place of a write key's name. */
export const CATALOGUE = "catalogue";
const AT_ONCE = 1_000;

export interface AppendedChanges {
  /** People whom a change concerns. */
  readonly people: number;
  /** Events for them, those that the log held already left out. */
  readonly appended: number;
  readonly duplicates: number;
}

/**
 * Tells people of changes in the catalogue: looks through all stored profiles for who has viewed, saved or put in the cart an item, or is interested in
 * a collection's category or tags, and appends an event for each to the log. Whether anything is said is decided there. An event's id hangs
 * on the change and the person: told again, it is the same event.
 */
export async function appendItemChanges(
  log: EventLog,
  state: StateStore,
  engine: Pick<Engine<Profile>, "decode">,
  changes: readonly ItemChange[],
  { now, onProgress }: { readonly now: number; readonly onProgress?: (profiles: number) => void },
): Promise<AppendedChanges> {
  const index = new ChangeIndex(changes);
  const counts = { people: 0, appended: 0, duplicates: 0 };
  let batch: LogEntry[] = [];
  const flush = async (): Promise<void> => {
    const { stored, duplicates } = await log.append(batch);
    counts.appended += stored;
    counts.duplicates += duplicates;
    batch = [];
  };
  for await (const [person, profile] of storedProfiles(state, log.partitions, engine)) {
    onProgress?.(1);
    const news = index.newsFor(profile);
    if (news.length === 0) continue;
    counts.people++;
    for (const each of news) batch.push(entryOf(each, person, log.partitions, now));
    if (batch.length >= AT_ONCE) await flush();
  }
  if (batch.length > 0) await flush();
  return counts;
}

/** One event that a change makes for a person. */
interface News {
  readonly change: ItemChange;
  readonly event: string;
  readonly properties: JsonObject;
}

class ChangeIndex {
  readonly #items = new Map<string, Numbered<ChangedItem>[]>();
  readonly #collections: Numbered<LaunchedCollection>[] = [];

  constructor(changes: readonly ItemChange[]) {
    for (const [number, change] of changes.entries()) {
      if (change.kind === "collection") {
        this.#collections.push({ number, change });
        continue;
      }
      const others = this.#items.get(change.item);
      if (others === undefined) this.#items.set(change.item, [{ number, change }]);
      else others.push({ number, change });
    }
  }

  /** In the order of the changes. */
  newsFor(profile: Profile): News[] {
    const found: (Numbered<ItemChange> & { readonly seen: number | undefined })[] = [];
    if (this.#items.size > 0) {
      for (const [item, seen] of wantedItems(profile))
        for (const each of this.#items.get(item) ?? []) found.push({ ...each, seen });
    }
    if (this.#collections.length > 0) {
      const { categories, tags } = profile.read("interests");
      for (const each of this.#collections) {
        const { taste } = each.change;
        const isToTaste =
          categories.keys.some((key) => taste.categories.has(key)) || tags.keys.some((key) => taste.tags.has(key));
        if (isToTaste) found.push({ ...each, seen: undefined });
      }
    }
    return found.sort((a, b) => a.number - b.number).flatMap(({ change, seen }) => newsOf(change, seen));
  }
}

interface Numbered<T> {
  readonly number: number;
  readonly change: T;
}

/** Items that the person viewed, saved or has in the cart, each with the price at which it was seen last. */
function wantedItems(profile: Profile): Map<string, number | undefined> {
  const wanted = new Map<string, number | undefined>();
  for (const { id, kind, price } of profile.read("items"))
    if (kind !== "order") wanted.set(id, price ?? wanted.get(id));
  for (const { item, price } of profile.read("saved")) wanted.set(item, wanted.get(item) ?? price);
  for (const { item, price } of profile.read("cart").lines) wanted.set(item, price ?? wanted.get(item));
  return wanted;
}

function newsOf(change: ItemChange, seen: number | undefined): News[] {
  if (change.kind === "collection") {
    const { collection, category, tags, products } = change;
    const properties = {
      collection,
      ...(category === undefined ? {} : { category }),
      tags: [...tags],
      products: [...products],
    };
    return [{ change, event: "Collection Launched", properties }];
  }
  const { item, price, oldPrice, inStock } = change;
  const before = oldPrice ?? seen;
  const product = { product_id: item, ...(price === undefined ? {} : { price }) };
  const news: News[] = [];
  if (inStock !== undefined)
    news.push({ change, event: inStock ? "Product Back in Stock" : "Product Out of Stock", properties: product });
  if (price !== undefined && before !== undefined && price < before)
    news.push({ change, event: "Product Price Dropped", properties: { ...product, old_price: before } });
  return news;
}

function entryOf({ change, event, properties }: News, person: PersonKey, partitions: number, now: number): LogEntry {
  const messageId = `${CATALOGUE}:${change.id}:${fingerprint(`${event} ${person}`)}`;
  const id = person.slice(2);
  const call = {
    type: "track",
    event,
    ...(person.startsWith("u:") ? { userId: id } : { anonymousId: id }),
    messageId,
    timestamp: new Date(change.time ?? now).toISOString(),
    properties,
  };
  const checked = normaliseCall(call, { receivedAt: now, source: CATALOGUE, newId: () => messageId });
  if (!checked.ok) throw new Error(`an event of the catalogue is refused: ${checked.message}`);
  const token = personToken(person);
  return {
    topic: "events",
    partition: partitionOfToken(token, partitions),
    id: checked.id,
    payload: checked.payload,
    person: token,
  };
}
