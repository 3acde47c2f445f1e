import { type Static, Type } from "@sinclair/typebox";
import { amount, count, counts, group, oneOf } from "../recipe-fields.js";

/** How a dense network is trained, calibrated and measured: the part that recipes of all dense models share. */
export const DENSE_FIELDS = {
  network: group("Layers that are fully connected, trained with Adam (Kingma and Ba 2015).", {
    hidden: counts("Units of the hidden layers, from the first on; none: logistic regression.", {
      default: [16],
      most: 6,
      minimum: 1,
      maximum: 512,
    }),
    activation: oneOf("Of the hidden layers.", ["relu", "tanh"], "relu"),
    learningRate: amount("Adam's step.", { default: 0.003, minimum: 1e-6, maximum: 1 }),
    weightDecay: amount(
      "Half of the squares of all weights (not the biases) count like the loss of so many rows: more data, less of it.",
      {
        default: 200,
        minimum: 0,
        maximum: 1_000_000,
      },
    ),
    batch: count("Rows a step.", { default: 1024, minimum: 16, maximum: 65_536 }),
    epochs: count("Passes over the rows, at most.", { default: 40, minimum: 1, maximum: 1_000 }),
    patience: count("It stops after so many passes without a better log loss on the later slice.", {
      default: 5,
      minimum: 1,
      maximum: 100,
    }),
    positiveWeight: amount(
      "A rare yes counts as much more as there are more noes, up to this; the bias of the output takes it back exactly. 1 = no weights.",
      { default: 10, minimum: 1, maximum: 10_000 },
    ),
  }),
  calibration: oneOf(
    "How outputs become probabilities, on a slice of its own: platt (two numbers), isotonic (steps; wants thousands of rows), none.",
    ["platt", "isotonic", "none"],
    "platt",
  ),
  slices: group(
    "Shares of the rows whose answer is known, the newest first: test, calibrate, stop. The others are fitted on.",
    {
      test: amount("Measured on: later than all the rest, what follows each of them included.", {
        default: 0.2,
        minimum: 0.01,
        maximum: 0.8,
      }),
      calibrate: amount("Outputs are calibrated on.", { default: 0.3, minimum: 0.01, maximum: 0.5 }),
      stop: amount("Fitting stops by.", { default: 0.1, minimum: 0.01, maximum: 0.5 }),
    },
  ),
  least: group("With less than this nothing is saved: it would be chance.", {
    rows: count("Rows.", { default: 2_000, minimum: 100, maximum: 1_000_000_000 }),
    people: count("People.", { default: 100, minimum: 2, maximum: 1_000_000_000 }),
    positives: count("Rows of each answer, among those fitted on; an output with fewer stays silent (0).", {
      default: 30,
      minimum: 1,
      maximum: 1_000_000_000,
    }),
  }),
} as const;

const DENSE_SCHEMA = Type.Object(DENSE_FIELDS);
export type DenseRecipe = Static<typeof DENSE_SCHEMA>;
