import path from "node:path";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { invalid } from "../npy.js";
import { readCheckedJson, writeFacts } from "../versions/files.js";
import { MANIFEST_FILE, manifestText } from "../versions/manifest-file.js";
import type { VersionForm } from "../versions/version-form.js";
import { cardOf } from "./card.js";
import { type PurchaseTimingManifest, readPurchaseTimingManifest } from "./manifest.js";
import type { PurchaseTimingVersion } from "./model.js";
import { parametersProblem, type PurchaseTimingParameters } from "./parameters.js";

const PARAMETERS_FILE = "parameters.json";
const CARD_FILE = "CARD.md";
const REPORT_FILE = "report.html";

const SCHEMA = Type.Object({
  pace: Type.Object({ shape: Type.Number(), rate: Type.Number() }),
  leaving: Type.Object({ a: Type.Number(), b: Type.Number() }),
  oneTime: Type.Number(),
  regularity: Type.Array(Type.Object({ k: Type.Number(), share: Type.Number() })),
  spending: Type.Object({ p: Type.Number(), q: Type.Number(), scale: Type.Number() }),
});

export const PURCHASE_TIMING_FORM: VersionForm<PurchaseTimingManifest, PurchaseTimingVersion> = {
  readManifest: readPurchaseTimingManifest,

  async read(folder) {
    const manifest = await readPurchaseTimingManifest(folder);
    const parameters = await readCheckedJson(folder, PARAMETERS_FILE, manifest.files[PARAMETERS_FILE]);
    if (!Value.Check(SCHEMA, parameters)) {
      const first = Value.Errors(SCHEMA, parameters).First();
      throw invalid(path.join(folder, PARAMETERS_FILE), `${first?.path ?? ""} ${first?.message ?? ""}`.trim());
    }
    checkParameters(parameters, path.join(folder, PARAMETERS_FILE));
    return { manifest, parameters };
  },

  async write(folder, { manifest, parameters }, { report }) {
    const text = `${JSON.stringify(parameters, undefined, 2)}\n`;
    const files = { [PARAMETERS_FILE]: await writeFacts(path.join(folder, PARAMETERS_FILE), text) };
    const written = { ...manifest, files };
    await writeFacts(path.join(folder, CARD_FILE), cardOf(written, parameters));
    if (report !== undefined) await writeFacts(path.join(folder, REPORT_FILE), report);
    await writeFacts(path.join(folder, MANIFEST_FILE), manifestText(written));
  },

  async check({ manifest, parameters }) {
    checkParameters(parameters, `version ${manifest.version}`);
  },
};

function checkParameters(parameters: PurchaseTimingParameters, where: string): void {
  const wrong = parametersProblem(parameters);
  if (wrong !== undefined) throw invalid(where, wrong);
}
