import type { Commit, StateStore } from "../../src/ports/state-store.js";

/** The ablations: a store that breaks one promise of the commit, so that the verifier can prove that it would notice. */

/** Whoever commits wins: what is stored is taken for what was expected. */
export function withoutCompareAndSet(state: StateStore): StateStore {
  const commit = async (wanted: Commit): Promise<"committed" | "conflict"> => {
    for (;;) {
      const expected = await state.loadOffset(wanted.partition);
      if ((await state.commit({ ...wanted, expected })) === "committed") return "committed";
    }
  };
  return overriding(state, { commit });
}

/** What is to be published is held in memory only. */
export function withoutOutbox(state: StateStore): StateStore {
  return overriding(state, { commit: (wanted) => state.commit({ ...wanted, outbox: [] }) });
}

function overriding(state: StateStore, own: Partial<StateStore>): StateStore {
  return new Proxy(state, {
    get(target, name): unknown {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
