import type { ConfigProblem } from "../problems.js";
import type { CouponsFile, PoolFile } from "../schema/coupons.js";
import type { Source, Sources } from "../sources.js";
import { Mistakes } from "./mistakes.js";

/** What belongs to which kind of pool. */
const NEEDED = { list: ["codes"], generated: ["secret"] } as const;
const FOREIGN = { list: ["prefix", "secret"], generated: ["codes"] } as const;

/** coupons.yaml */
export function checkCoupons({ value: { pools }, file }: Source<CouponsFile>): ConfigProblem[] {
  const mistakes = new Mistakes(file);
  mistakes.repeated(
    pools.map(({ id }) => id),
    "pool",
    (i) => ["pools", i, "id"],
  );
  for (const [i, pool] of pools.entries()) {
    checkPool(pool, i, mistakes);
    // Codes of two pools may only be told apart by what they begin with.
    const twin = pools.findIndex((other) => other.kind === "generated" && prefixOf(other) === prefixOf(pool));
    if (pool.kind === "generated" && twin < i) {
      const message = `"${pools[twin]?.id}" makes codes with this prefix already: the same code could be given twice`;
      mistakes.add("ATTUNE_CONFIG_DUPLICATE_ID", ["pools", i, "prefix"], message);
    }
  }
  return mistakes.found;
}

/** A list is dealt out to the partitions like cards: with fewer codes than partitions some people could never get one. */
export function checkPoolSizes({ coupons, codes }: Sources, partitions: number): ConfigProblem[] {
  const mistakes = new Mistakes(coupons.file);
  for (const [i, { id, codes: name }] of coupons.value.pools.entries()) {
    const count = codes.get(id)?.length ?? partitions;
    if (count >= partitions) continue;
    const message = `${name} has ${count} codes for ${partitions} partitions, and each gives codes of its own: the people of ${partitions - count} partitions could never get one; add at least ${partitions - count} codes at its end`;
    mistakes.add("ATTUNE_CONFIG_POLICY", ["pools", i], message);
  }
  return mistakes.found;
}

function prefixOf({ prefix }: PoolFile): string {
  return prefix ?? "";
}

function checkPool(pool: PoolFile, i: number, mistakes: Mistakes): void {
  for (const key of NEEDED[pool.kind]) {
    if (pool[key] === undefined) {
      mistakes.add(
        "ATTUNE_CONFIG_MISSING_KEY",
        ["pools", i],
        `"${key}" is missing: a pool of kind ${pool.kind} needs it`,
      );
    }
  }
  for (const key of FOREIGN[pool.kind]) {
    if (pool[key] !== undefined) {
      mistakes.addAtKey("ATTUNE_CONFIG_POLICY", ["pools", i], key, `a pool of kind ${pool.kind} has no ${key}`);
    }
  }
}
