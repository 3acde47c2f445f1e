import type { Suspicion } from "../../ports/state-store.js";
import type { Attempt, ConditionalWrites } from "./conditional-writes.js";
import { doubles } from "./log-layout.js";
import type { StateTables } from "./state-layout.js";

/** Until when a lease or a member counts, and whose it is. */
interface Claim {
  readonly until: number;
  readonly token: string;
}

/**
 * The small things that owners share beside the partitions' state: leases, members, suspicions, the identity. Times are the machine's
 * clock, which all who open the folder share.
 */
export class SharedNotes {
  readonly #tables: StateTables;
  readonly #writes: ConditionalWrites;

  constructor(tables: StateTables, writes: ConditionalWrites) {
    this.#tables = tables;
    this.#writes = writes;
  }

  /** Changes one note, knowing what it holds: `change` gives the new value, undefined to remove it, or "leave". */
  async #change(name: string, change: (held: Buffer | undefined) => Buffer | undefined | "leave"): Promise<boolean> {
    const { shared } = this.#tables;
    const key = Buffer.from(name, "latin1");
    const attempt: Attempt = () => {
      const entry = shared.getEntry(key);
      const value = change(entry?.value);
      if (value === "leave" || (value === undefined && entry === undefined)) return undefined;
      const version = entry?.version ?? 0;
      return { table: shared, key, version, writes: [{ table: shared, key, value, version: version + 1 }] };
    };
    return (await this.#writes.repeat(name, attempt)) === "written";
  }

  #read(name: string): Buffer | undefined {
    this.#tables.environment.resetReadTxn();
    return this.#tables.shared.get(Buffer.from(name, "latin1"));
  }

  acquire(partition: number, token: string, ttlMs: number): Promise<boolean> {
    return this.#change(`lease ${partition}`, (held) => {
      const claim = decodeClaim(held);
      const free = claim === undefined || claim.token === token || claim.until <= Date.now();
      return free ? encodeClaim({ until: Date.now() + ttlMs, token }) : "leave";
    });
  }

  async renew(partitions: readonly number[], token: string, ttlMs: number): Promise<number[]> {
    const held = await Promise.all(
      partitions.map((partition) =>
        this.#change(`lease ${partition}`, (value) => {
          const claim = decodeClaim(value);
          const mine = claim?.token === token && claim.until > Date.now();
          return mine ? encodeClaim({ until: Date.now() + ttlMs, token }) : "leave";
        }),
      ),
    );
    return partitions.filter((_, i) => held[i]);
  }

  async release(partition: number, token: string): Promise<void> {
    await this.#change(`lease ${partition}`, (held) => (decodeClaim(held)?.token === token ? undefined : "leave"));
  }

  async announce(member: string, ttlMs: number): Promise<number> {
    await this.#change(`member ${member}`, () => encodeClaim({ until: Date.now() + ttlMs, token: member }));
    this.#tables.environment.resetReadTxn();
    const dead: string[] = [];
    let living = 0;
    const range = { start: Buffer.from("member "), end: Buffer.from("member!") };
    for (const { key, value } of this.#tables.shared.getRange(range)) {
      const claim = decodeClaim(value);
      if (claim !== undefined && claim.until > Date.now()) living++;
      else dead.push(key.toString("latin1"));
    }
    for (const name of dead)
      await this.#change(name, (held) => ((decodeClaim(held)?.until ?? 0) > Date.now() ? "leave" : undefined));
    return living;
  }

  async withdraw(member: string): Promise<void> {
    await this.#change(`member ${member}`, () => undefined);
  }

  async identify(identity: string): Promise<string> {
    await this.#change("identity", (held) => (held === undefined ? Buffer.from(identity, "utf8") : "leave"));
    return this.#read("identity")?.toString("utf8") ?? identity;
  }

  readSuspicion(partition: number): Suspicion | undefined {
    const value = this.#read(`suspicion ${partition}`);
    return value === undefined ? undefined : { seq: value.readDoubleLE(0), tries: value.readDoubleLE(8) };
  }

  async writeSuspicion(partition: number, suspicion: Suspicion | undefined): Promise<void> {
    const value = suspicion === undefined ? undefined : doubles([suspicion.seq, suspicion.tries]);
    await this.#change(`suspicion ${partition}`, () => value);
  }
}

function encodeClaim(claim: Claim): Buffer {
  return Buffer.concat([doubles([claim.until]), Buffer.from(claim.token, "utf8")]);
}

function decodeClaim(value: Buffer | undefined): Claim | undefined {
  return value === undefined ? undefined : { until: value.readDoubleLE(0), token: value.toString("utf8", 8) };
}
