import type { Scalar } from "@tensorflow/tfjs-core";
import { Pace, type Watch } from "../recommender/pace.js";
import { seededRandom, shuffle } from "../seeded-random.js";
import { type Core, TrainedNetwork } from "./network.js";
import type { DenseRecipe } from "./recipe.js";
import { type Layer, logitsOf } from "./layers.js";
import { type Moments, standardise } from "./standardise.js";
import type { Checkpoint, TrainingState } from "./training-state.js";
import { type AnswerWeights, weighAnswers } from "./answer-weights.js";

/** One head's answers. */
export interface NetworkData {
  /** Raw, row by row. */
  readonly rows: Float32Array;
  readonly fit: Part;
  /** The epoch that is best on it is kept; left out: the last. */
  readonly stop: Part | undefined;
  readonly moments: Moments;
}

/** Rows by number, their answers, and what each counts. */
export interface Part {
  readonly rows: Uint32Array;
  readonly answers: Uint8Array;
  readonly counts: Float32Array;
}

export interface NetworkOutcome {
  /** For standardised rows; the output is the logit of the true share. */
  readonly layers: readonly Layer[];
  readonly epochs: number;
  /** The epoch that was kept, and the log loss of each on the later slice. */
  readonly best: number;
  readonly losses: readonly number[];
}

/** Fits a network on `fit`. The same data, recipe and seed give the same weights on one backend, gone on with or not. */
export async function trainNetwork(
  tf: Core,
  data: NetworkData,
  recipe: DenseRecipe["network"],
  seed: number,
  watch: Watch & { readonly checkpoint?: Checkpoint | undefined } = {},
): Promise<NetworkOutcome> {
  const network = new TrainedNetwork(tf, data.moments.mean.length, recipe, seed);
  let adam: Adam | undefined;
  const size = data.fit.rows.length;
  const batches = Math.max(1, Math.ceil(size / recipe.batch));
  const pace = new Pace(recipe.epochs * batches, watch);
  const weights = weighAnswers(data.fit, recipe.positiveWeight);
  const decay = recipe.weightDecay / data.fit.counts.reduce((sum, each) => sum + each, 0);
  try {
    let state = await watch.checkpoint?.load();
    if (state === undefined) {
      // It begins where a constant would end.
      network.assign(shifted(await network.layers(), weights.prior + weights.shift));
      state = { epoch: 0, layers: await network.layers(), optimizer: [], losses: [], best: undefined };
    } else network.assign(state.layers);
    while (state.epoch < recipe.epochs && state.epoch - (state.best?.epoch ?? 0) < recipe.patience) {
      // A new one for each epoch, from what is kept of the one before: gone on with is then the same as not interrupted, to the last bit.
      adam?.dispose();
      adam = await adamOf(tf, recipe.learningRate, state);
      const order = Uint32Array.from({ length: size }, (_, at) => at);
      shuffle(order, seededRandom(seed + 1 + state.epoch));
      for (let batch = 0; batch < batches; batch++) {
        const chosen = order.subarray(batch * recipe.batch, (batch + 1) * recipe.batch);
        learn(tf, network, adam, data, chosen, weights, decay);
        if (pace.due()) await pace.pause(state.epoch * batches + batch + 1);
      }
      state = await afterEpoch(state, network, adam, data, weights);
      await watch.checkpoint?.save(state);
    }
    pace.end();
    const { best, losses, epoch } = state;
    const kept = losses.filter((loss) => !Number.isNaN(loss));
    return { layers: best?.layers ?? state.layers, epochs: epoch, best: best?.epoch ?? 0, losses: kept };
  } finally {
    network.dispose();
    adam?.dispose();
  }
}

type Adam = ReturnType<Core["train"]["adam"]>;

async function adamOf(tf: Core, learningRate: number, { optimizer }: TrainingState): Promise<Adam> {
  const adam = tf.train.adam(learningRate);
  if (optimizer.length === 0) return adam;
  const weights = optimizer.map(({ name, values, shape }) => ({ name, tensor: tf.tensor(values, [...shape]) }));
  await adam.setWeights(weights);
  for (const { tensor } of weights) tensor.dispose();
  return adam;
}

function learn(
  tf: Core,
  network: TrainedNetwork,
  adam: Adam,
  { rows, moments, fit }: NetworkData,
  chosen: Uint32Array,
  { yes, no }: AnswerWeights,
  decay: number,
): void {
  const size = chosen.length;
  const counts = Float32Array.from(chosen, (at) => {
    return ((fit.counts[at] as number) * (fit.answers[at] === 1 ? yes : no)) / size;
  });
  const inputs = moments.mean.length;
  const values = new Float32Array(size * inputs);
  chosen.forEach((at, place) => standardise(rows, fit.rows[at] as number, moments, values, place * inputs));
  tf.tidy(() => {
    const x = tf.tensor2d(values, [size, inputs]);
    const y = tf.tensor2d(
      Float32Array.from(chosen, (at) => fit.answers[at] as number),
      [size, 1],
    );
    const count = tf.tensor2d(counts, [size, 1]);
    adam.minimize(
      () => {
        const z = network.logits(x);
        // log(1 + e^z) - y z, without overflow.
        const losses = tf.sub(tf.add(tf.relu(z), tf.log1p(tf.exp(tf.neg(tf.abs(z))))), tf.mul(z, y));
        return tf.add<Scalar>(tf.sum(tf.mul(losses, count)), tf.mul(network.decay(), decay));
      },
      false,
      network.variables,
    );
  });
}

async function afterEpoch(
  state: TrainingState,
  network: TrainedNetwork,
  adam: Adam,
  data: NetworkData,
  { shift }: AnswerWeights,
): Promise<TrainingState> {
  const epoch = state.epoch + 1;
  const layers = shifted(await network.layers(), -shift);
  const loss = data.stop === undefined ? Number.NaN : lossOn(layers, network.activation, data, data.stop);
  // Without a slice to stop by each epoch is the best one so far.
  const best = state.best === undefined || !(loss >= state.best.loss) ? { epoch, loss, layers } : state.best;
  const [iterations, ...moments] = await adam.getWeights();
  const optimizer = await Promise.all(
    [iterations, ...moments]
      .flatMap((each) => (each === undefined ? [] : [each]))
      .map(async ({ name, tensor }) => ({
        name,
        values: Float32Array.from(await tensor.data()),
        shape: tensor.shape,
      })),
  );
  // A tensor of its own; the moments are the optimizer's.
  iterations?.tensor.dispose();
  return { epoch, layers: await network.layers(), optimizer, losses: [...state.losses, loss], best };
}

/** Log loss on the later slice. */
function lossOn(
  layers: readonly Layer[],
  activation: DenseRecipe["network"]["activation"],
  { rows, moments }: NetworkData,
  stop: Part,
): number {
  let [sum, all] = [0, 0];
  const row = new Float32Array(moments.mean.length);
  stop.rows.forEach((at, place) => {
    standardise(rows, at, moments, row, 0);
    const z = logitsOf(layers, activation, row)[0] as number;
    const count = stop.counts[place] as number;
    sum += count * (Math.max(z, 0) - (stop.answers[place] as number) * z + Math.log1p(Math.exp(-Math.abs(z))));
    all += count;
  });
  return sum / all;
}

/** The output's bias is `by` higher. */
function shifted(layers: readonly Layer[], by: number): Layer[] {
  return layers.map((layer, at) =>
    at === layers.length - 1 ? { ...layer, bias: layer.bias.map((bias) => bias + by) } : layer,
  );
}
