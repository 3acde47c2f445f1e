import {
  type Intent,
  type IntentSample,
  MOST_INTENT_SAMPLES,
  type SaidIntent,
  SCORE_UNIT,
} from "../../../domain/intent.js";
import { NO_PREDICTIONS, type Prediction } from "../../../domain/live-calibration.js";
import type { IntentScores } from "../../../domain/scoring.js";
import type { ByteReader } from "../byte-reader.js";
import type { ByteWriter } from "../byte-writer.js";
import { unreadable } from "../unreadable.js";
import { emptyList, packList, type SectionCodec, unpackList } from "./section-codec.js";

/** What models said: probabilities on their grid, 16 bits each. */

function packScore(w: ByteWriter, p: number): void {
  w.half(Math.round(p * SCORE_UNIT));
}

/** 14 bytes. */
export function packSaid(w: ByteWriter, at: number, { session, day, churn }: IntentScores): void {
  w.double(at);
  packScore(w, session);
  packScore(w, day);
  packScore(w, churn);
}

function unpackScore(r: ByteReader): number {
  const score = r.half();
  return score <= SCORE_UNIT ? score / SCORE_UNIT : unreadable("a probability is greater than 1");
}

export function packPredictions(w: ByteWriter, predictions: readonly Prediction[]): void {
  w.byte(predictions.length);
  for (let i = 0; i < predictions.length; i++) {
    const { version, p } = predictions[i] as Prediction;
    w.text(version);
    packScore(w, p);
  }
}

export function unpackPredictions(r: ByteReader): readonly Prediction[] {
  const count = r.byte();
  if (count === 0) return NO_PREDICTIONS;
  return Array.from({ length: count }, () => ({ version: r.text(), p: unpackScore(r) }));
}

function packSample(writer: ByteWriter, sample: IntentSample): void {
  writer.signed(sample.at);
  packList<SaidIntent>(writer, sample.said, (w, said) => {
    w.text(said.version);
    packScore(w, said.session);
    packScore(w, said.day);
  });
}

function unpackSample(reader: ByteReader): IntentSample {
  const at = reader.signed();
  const said = unpackList<SaidIntent>(reader, (r) => ({
    version: r.text(),
    session: unpackScore(r),
    day: unpackScore(r),
  }));
  return { at, said };
}

/** packed/intent.ts writes what stands in front of the samples as it is. */
export const intentCodec: SectionCodec<Intent> = {
  empty: Object.freeze({ at: 0, session: 0, day: 0, churn: 0, sampledAt: 0, samples: emptyList<IntentSample>() }),
  isEmpty: (i) =>
    i.at === 0 && i.session === 0 && i.day === 0 && i.churn === 0 && i.sampledAt === 0 && i.samples.length === 0,
  copy: (i) => ({ ...i, samples: i.samples.slice() }),
  pack(w, i) {
    packSaid(w, i.at, i);
    w.double(i.sampledAt);
    packList(w, i.samples, packSample);
  },
  unpack(r) {
    const intent = {
      at: r.double(),
      session: unpackScore(r),
      day: unpackScore(r),
      churn: unpackScore(r),
      sampledAt: r.double(),
      samples: unpackList(r, unpackSample),
    };
    return intent.samples.length <= MOST_INTENT_SAMPLES ? intent : unreadable("it has too many samples of intent");
  },
};
