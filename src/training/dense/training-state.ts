import { Packr } from "msgpackr";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { writeAtomically } from "../../models/atomic-file.js";
import type { Layer } from "./layers.js";

/** A training after some epoch: whoever goes on from it ends where an uninterrupted one does. */
export interface TrainingState {
  readonly epoch: number;
  readonly layers: readonly Layer[];
  readonly optimizer: readonly {
    readonly name: string;
    readonly values: Float32Array;
    readonly shape: readonly number[];
  }[];
  /** By epoch: log loss on the later slice. */
  readonly losses: readonly number[];
  readonly best: { readonly epoch: number; readonly loss: number; readonly layers: readonly Layer[] } | undefined;
}

export interface Checkpoint {
  load(): Promise<TrainingState | undefined>;
  save(state: TrainingState): Promise<void>;
}

const packr = new Packr({ moreTypes: true });

/** A checkpoint in a file; one that was kept for other data or another recipe (`key`) counts as none. */
export function fileCheckpoint(file: string, key: string): Checkpoint {
  return {
    async load() {
      if (!existsSync(file)) return undefined;
      const kept = unpacked(await readFile(file));
      return kept?.key === key ? kept.state : undefined;
    },
    async save(state) {
      await writeAtomically(file, packr.pack({ key, state }));
    },
  };
}

function unpacked(bytes: Uint8Array): { readonly key: string; readonly state: TrainingState } | undefined {
  try {
    return packr.unpack(bytes) as { key: string; state: TrainingState };
  } catch {
    // Cut off by what ended the training: it begins anew.
    return undefined;
  }
}
