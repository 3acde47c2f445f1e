import {
  type Act,
  causedVisit,
  chanceOf,
  crawl,
  type Device,
  type Order,
  type Outing,
  outingsOf,
  type Person,
  type Population,
  react,
  type ShopCall,
  storeVisit,
  visit,
} from "../population/index.js";
import { Agenda } from "../agenda.js";
import type { AnswerKind, Happening } from "./happening.js";
import { OnsiteInbox } from "./onsite-inbox.js";
import { People } from "./people.js";
import { receiptOf } from "./receipts.js";
import type { Sender, Sent } from "./sender.js";
import { actionOf, newTally, type Tally } from "./tally.js";

const DAY_MS = 86_400_000;
/** Somebody is taken to be on the site so long after the last thing they did there. */
const STAYS_MS = 120_000;
/** A mail program fetches the pictures of what comes in so soon. */
const PREFETCHES_AFTER_MS = 1_000;

interface WorldOptions {
  readonly population: Population;
  readonly sender: Sender;
  /** The story begins; the sender begins to speak, and it is measured; it ends. ms since the epoch. */
  readonly from: number;
  readonly live: number;
  readonly until: number;
  readonly signal?: AbortSignal | undefined;
  /** Days of virtual time that are over. */
  readonly onProgress?: ((days: number) => void) | undefined;
}

/**
 * A population, and somebody who speaks to it, in virtual time: what people do is told to the sender, what the sender says reaches them, and what they do
 * then is drawn from the truth. Resolves to what came of each person, in the population's order; people are changed by it, so each world needs a
 * population of its own.
 * @throws the signal's reason
 */
export async function runWorld(options: WorldOptions): Promise<readonly Tally[]> {
  const world = new World(options);
  await world.run();
  return world.tallies;
}

class World {
  readonly tallies: readonly Tally[];
  readonly #options: WorldOptions;
  readonly #agenda = new Agenda<Happening>();
  readonly #people: People;
  readonly #onsite = new OnsiteInbox();
  /** Visits that messages led to. */
  #caused = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    const { population, from, until } = options;
    this.#people = new People(population);
    this.tallies = population.people.map(newTally);
    for (const person of population.people) {
      for (const outing of outingsOf(person, from, until)) {
        this.#agenda.add(outing.time, { kind: "outing", person, outing });
      }
    }
  }

  async run(): Promise<void> {
    const { sender, from, until, signal, onProgress } = this.#options;
    signal?.throwIfAborted();
    let days = 0;
    for (;;) {
      const [next, woken] = [this.#agenda.next, sender.next];
      const now = Math.min(next, woken);
      if (now >= until) return;
      if (now >= from + (days + 1) * DAY_MS) {
        days = Math.floor((now - from) / DAY_MS);
        onProgress?.(days);
        // So that a signal is heard.
        await new Promise(setImmediate);
        signal?.throwIfAborted();
      }
      if (woken <= next) {
        this.#deliver(await sender.wake(woken), woken);
        continue;
      }
      const happening = this.#agenda.take();
      if (happening !== undefined) this.#happen(happening, now);
    }
  }

  #happen(happening: Happening, now: number): void {
    const { person } = happening;
    switch (happening.kind) {
      case "outing":
        return this.#goOut(person, happening.outing, now);
      case "act":
        return this.#act(happening, now);
      case "answer":
        return this.#answer(person, happening.message, happening.answer, now);
      case "prefetched":
        return this.#tell(receiptOf(person, happening.message, "opened", now), now);
    }
  }

  #goOut(person: Person, { to, need, number }: Outing, now: number): void {
    if (need !== undefined && person.situation.met.has(need)) return;
    if (to === "store") {
      const bought = need === undefined ? undefined : storeVisit(person, need, number, now);
      if (bought === undefined) return;
      this.#count(person, bought.order, now, undefined);
      return this.#tell(bought.call, now);
    }
    const random = chanceOf(person, "visit", number);
    const device = random.pick(person.devices);
    const how = { id: `v${number}`, device, random };
    this.#follow(
      person,
      person.isBot ? crawl(person, how, now) : visit(person, { ...how, need }, now),
      device,
      undefined,
    );
  }

  #follow(person: Person, acts: Iterator<Act>, device: Device, because: Sent | undefined): void {
    const { done, value: act } = acts.next();
    if (done !== true) this.#agenda.add(act.time, { kind: "act", person, act, rest: acts, device, because });
  }

  #act({ person, act, rest, device, because }: Extract<Happening, { kind: "act" }>, now: number): void {
    person.situation.here = { until: now + STAYS_MS, device };
    if (act.order !== undefined) this.#count(person, act.order, now, because);
    this.#tell(act.call, now);
    this.#show(person, now);
    this.#follow(person, rest, device, because);
  }

  /** Tells the sender, and lets what it says to it leave. */
  #tell(call: ShopCall | undefined, now: number): void {
    if (call === undefined) return;
    this.#deliver(this.#options.sender.hear(call, now, now < this.#options.live), now);
  }

  #deliver(messages: readonly Sent[], now: number): void {
    for (const message of messages) {
      const person = this.#people.of(message.person);
      if (person === undefined || now >= message.expiresAt) continue;
      if (message.channel === "onsite") {
        this.#onsite.put(person, message);
        if (person.situation.here.until > now) this.#show(person, now);
      } else {
        this.#reach(person, message, now);
      }
    }
  }

  #show(person: Person, now: number): void {
    for (const message of this.#onsite.take(person, now)) this.#reach(person, message, now);
  }

  #reach(person: Person, message: Sent, now: number): void {
    const tally = this.#tallyOf(person);
    tally.sent[message.channel]++;
    actionOf(tally, message).sent++;
    const { opens, clicks, comes, leaves } = react(person, message, now, this.#people.numberToday(person, now));
    const add = (time: number | undefined, answer: AnswerKind): void => {
      if (time !== undefined) this.#agenda.add(time, { kind: "answer", person, message, answer });
    };
    if (person.prefetches && message.channel === "email") {
      this.#agenda.add(now + PREFETCHES_AFTER_MS, { kind: "prefetched", person, message });
    }
    add(opens, "opened");
    add(clicks, "clicked");
    add(comes, "came");
    add(leaves, "left");
  }

  #answer(person: Person, message: Sent, answer: AnswerKind, now: number): void {
    const tally = this.#tallyOf(person);
    const { channel } = message;
    if (answer === "left") {
      if (person.situation.left.has(channel)) return;
      person.situation.left.add(channel);
      tally.left[channel]++;
      actionOf(tally, message).left++;
    } else if (answer === "opened") {
      tally.opened[channel]++;
    } else if (answer === "clicked") {
      tally.clicked[channel]++;
      actionOf(tally, message).clicked++;
    }
    if (answer !== "came") this.#tell(receiptOf(person, message, answer, now), now);
    if (answer === "clicked" || answer === "came") this.#bring(person, message, answer, now);
  }

  /** They come because of a message: to what it shows where they clicked, else to the front page. */
  #bring(person: Person, message: Sent, answer: AnswerKind, now: number): void {
    const { random, caused } = causedVisit(person, message, now);
    const { here } = person.situation;
    const device = here.until > now && here.device !== undefined ? here.device : random.pick(person.devices);
    const why = { ...caused, product: answer === "clicked" ? caused.product : undefined };
    const how = { id: `m${(this.#caused++).toString(36)}`, device, random, need: undefined, caused: why };
    this.#follow(person, visit(person, how, now), device, message);
  }

  #count(person: Person, { total }: Order, now: number, because: Sent | undefined): void {
    if (now < this.#options.live) return;
    const tally = this.#tallyOf(person);
    tally.orders++;
    tally.revenue += total;
    if (because === undefined) return;
    actionOf(tally, because).revenue += total;
  }

  #tallyOf({ place }: Person): Tally {
    return this.tallies[place] as Tally;
  }
}
