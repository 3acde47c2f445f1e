import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder to read the configuration from: the one named, else ./config where it holds an attune.yaml, else the one Attune ships. */
export function configurationFolder(named: string | undefined, workingFolder = "."): string {
  if (named !== undefined) return named;
  const own = path.join(workingFolder, "config");
  return existsSync(path.join(own, "attune.yaml")) ? own : shippedFolder();
}

/** The package's own config folder, seen from src/config/ and from dist/src/config/ alike. */
export function shippedFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, "config", "attune.yaml"))) {
    const parent = path.dirname(folder);
    if (parent === folder) return "config";
    folder = parent;
  }
  return path.join(folder, "config");
}
