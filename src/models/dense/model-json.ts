import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { DenseModel } from "./model.js";

/** model.json: https://www.tensorflow.org/js/guide/save_load, one group of single-precision weights. */
const schema = Type.Object({
  modelTopology: Type.Object({}),
  weightsManifest: Type.Array(
    Type.Object({
      weights: Type.Array(
        Type.Object({
          name: Type.String(),
          shape: Type.Array(Type.Integer({ minimum: 0, maximum: 1e6 }), { maxItems: 8 }),
          dtype: Type.Literal("float32"),
        }),
        { maxItems: 1_000 },
      ),
    }),
    { minItems: 1, maxItems: 1 },
  ),
});

export function modelJson({ topology, weightSpecs }: Omit<DenseModel, "manifest">, weightsFile: string): string {
  const weightsManifest = [{ paths: [weightsFile], weights: weightSpecs }];
  return `${JSON.stringify({ format: "layers-model", modelTopology: topology, weightsManifest }, undefined, 2)}\n`;
}

/** undefined: it is none. */
export function readModelJson(value: unknown): Pick<DenseModel, "topology" | "weightSpecs"> | undefined {
  if (!Value.Check(schema, value)) return undefined;
  return { topology: value.modelTopology, weightSpecs: value.weightsManifest[0]?.weights ?? [] };
}
