import { toMs } from "../check.js";
import type { EngineSettings } from "../configuration.js";
import type { Sources } from "../sources.js";

export function poolsOf({ coupons, codes }: Sources): EngineSettings["coupons"] {
  const pools = coupons.value.pools.map(({ id, kind, valid, prefix, secret }) => {
    const pool = { id, validMs: toMs(valid) };
    return kind === "list"
      ? ([id, { ...pool, kind, codes: codes.get(id) ?? [] }] as const)
      : ([id, { ...pool, kind, prefix: prefix ?? "", secret: secret ?? "" }] as const);
  });
  return Object.fromEntries(pools);
}
