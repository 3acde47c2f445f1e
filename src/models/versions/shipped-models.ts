import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The version that comes with Attune: current as long as none is promoted. */
export const STARTER = "starter";

/** The package's own models folder, seen from src/models/versions/ and from dist/src/models/versions/ alike. */
export function shippedModels(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, "package.json"))) {
    const parent = path.dirname(folder);
    if (parent === folder) return "models";
    folder = parent;
  }
  return path.join(folder, "models");
}
