import { statfs } from "node:fs/promises";
import path from "node:path";
import { DEVELOPMENT_API_KEY } from "../../api/settings.js";
import {
  type Configuration,
  DEVELOPMENT_COUPON_SECRET,
  DEVELOPMENT_WRITE_KEY,
  isLoopback,
} from "../../config/index.js";
import { type Check, failed, passed, warned } from "./check.js";

/** What can be seen without a server: Node, the disk, the write keys. */

const LEAST_NODE: readonly number[] = [20, 19, 0];
/** Below this a log that keeps a month of a small shop fills the disk. */
const LEAST_FREE_BYTES = 1_000_000_000;

export async function checkHere(configuration: Configuration | undefined): Promise<Check[]> {
  const checks = [checkNode()];
  if (configuration === undefined) return checks;
  if (configuration.log.startsWith("embedded:") || configuration.state.startsWith("embedded:"))
    checks.push(await checkDisk(configuration.data));
  checks.push(...checkWriteKeys(configuration), ...checkServerKeys(configuration));
  checks.push(...checkCouponSecrets(configuration));
  if (configuration.engine.actions.length === 0) {
    checks.push(
      warned("actions", "no action is configured: nothing will ever be said", "add files to the folder actions/"),
    );
  }
  return checks;
}

/** Whether a version such as "2.12.7" or "2.15.1-beta.1" is `least` or newer. */
export function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split(/[.-]/, 3).map(Number);
  for (const [i, wanted] of least.entries()) {
    const part = parts[i] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

function checkNode(): Check {
  const { node } = process.versions;
  if (isAtLeast(node, LEAST_NODE)) return passed("node", node);
  return failed("node", `${node} is too old`, `install Node ${LEAST_NODE.join(".")} or newer`);
}

async function checkDisk(folder: string): Promise<Check> {
  for (let existing = path.resolve(folder); ; existing = path.dirname(existing)) {
    try {
      const { bavail, bsize } = await statfs(existing);
      const free = bavail * bsize;
      const message = `${(free / 1e9).toFixed(1)} GB free for ${folder}`;
      return free >= LEAST_FREE_BYTES
        ? passed("disk", message)
        : warned("disk", message, "make room, or give another folder by --data");
    } catch (error) {
      if (path.dirname(existing) === existing)
        return warned("disk", `can't be looked at: ${String(error)}`, "check the folder by hand");
    }
  }
}

/** Whoever knows the secret of a pool can make its codes. */
function checkCouponSecrets({ engine }: Configuration): Check[] {
  const generated = Object.values(engine.coupons).filter((pool) => pool.kind === "generated");
  if (generated.length === 0) return [];
  const open = generated.filter(({ secret }) => secret === DEVELOPMENT_COUPON_SECRET).map(({ id }) => id);
  if (open.length === 0) return [passed("coupon codes", `${generated.length} pools with a secret of your own`)];
  return [
    warned(
      "coupon codes",
      `the sample secret makes the codes of ${open.join(", ")}: anybody could make them too`,
      "set ATTUNE_COUPON_SECRET to a long random text, or give a secret in coupons.yaml",
    ),
  ];
}

function checkWriteKeys({ collector }: Configuration): Check[] {
  const { host, writeKeys } = collector;
  const isLocal = isLoopback(host);
  const isSample = writeKeys.some(({ key }) => key === DEVELOPMENT_WRITE_KEY);
  if (!isSample) return [passed("write keys", `${writeKeys.length} of your own`)];
  const fix = "give write keys of your own under collector.writeKeys before anybody else can reach the collector";
  return [
    isLocal
      ? warned(
          "write keys",
          `the sample key "${DEVELOPMENT_WRITE_KEY}" is in use; the collector listens on this machine only`,
          fix,
        )
      : failed(
          "write keys",
          `the sample key "${DEVELOPMENT_WRITE_KEY}" is in use, and the collector listens on ${host}`,
          fix,
        ),
  ];
}

/** Whoever has a server key can read everybody's recommendations. */
function checkServerKeys({ api, collector: { host } }: Configuration): Check[] {
  if (api.keys.length === 0) return [];
  if (!api.keys.some(({ key }) => key === DEVELOPMENT_API_KEY))
    return [passed("server keys", `${api.keys.length} of your own`)];
  const isLocal = isLoopback(host);
  const where = isLocal ? "the API listens on this machine only" : `the API listens on ${host}`;
  const message = `the sample key "${DEVELOPMENT_API_KEY}" is in use; ${where}`;
  const fix = "give keys of your own under api.keys before anybody else can reach the API";
  return [isLocal ? warned("server keys", message, fix) : failed("server keys", message, fix)];
}
