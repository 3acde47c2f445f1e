/** A function to minimise. Fills `gradient` where it is asked for. Infinite where it has no value. */
export type Objective = (x: Float64Array, gradient?: Float64Array) => number;

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
}

const MOST_ITERATIONS = 200;
const MOST_HALVINGS = 30;
/** Armijo's condition. */
const SUFFICIENT = 1e-4;
const FLAT = 1e-9;
/** No parameter (a logarithm or log-odds) moves by more in one step. */
const LONGEST_STEP = 2;

/** BFGS with backtracking (Nocedal, Wright 2006, Numerical Optimization, 6.1). Deterministic. */
export async function minimise(
  objective: Objective,
  start: Float64Array,
  onIteration?: (iteration: number) => Promise<void>,
): Promise<Minimum> {
  const size = start.length;
  let x = start.slice();
  let gradient = new Float64Array(size);
  let value = objective(x, gradient);
  let inverse = identity(size);
  for (let iteration = 1; iteration <= MOST_ITERATIONS; iteration++) {
    await onIteration?.(iteration);
    let direction = times(inverse, gradient, -1);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      inverse = identity(size);
      direction = gradient.map((each) => -each);
      slope = dot(direction, gradient);
    }
    const longest = direction.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    let length = longest > LONGEST_STEP ? LONGEST_STEP / longest : 1;
    let next = x;
    let nextValue = Number.POSITIVE_INFINITY;
    for (let halving = 0; halving < MOST_HALVINGS; halving++, length /= 2) {
      next = x.map((each, i) => each + length * (direction[i] as number));
      nextValue = objective(next);
      if (nextValue <= value + SUFFICIENT * length * slope) break;
    }
    if (!(nextValue < value)) return { x, value, iterations: iteration };
    const nextGradient = new Float64Array(size);
    objective(next, nextGradient);
    const gain = value - nextValue;
    inverse = updated(inverse, minus(next, x), minus(nextGradient, gradient));
    [x, gradient, value] = [next, nextGradient, nextValue];
    if (gain < FLAT * (1 + Math.abs(value))) return { x, value, iterations: iteration };
  }
  return { x, value, iterations: MOST_ITERATIONS };
}

type Matrix = readonly Float64Array[];

/** The inverse Hessian after a step and the change of the gradient; as it was where the curvature says nothing. */
function updated(inverse: Matrix, step: Float64Array, change: Float64Array): Matrix {
  const curvature = dot(step, change);
  if (!(curvature > 1e-12)) return inverse;
  const turned = times(inverse, change);
  const factor = (1 + dot(change, turned) / curvature) / curvature;
  return inverse.map((row, i) =>
    row.map(
      (each, j) =>
        each +
        factor * (step[i] as number) * (step[j] as number) -
        ((turned[i] as number) * (step[j] as number) + (step[i] as number) * (turned[j] as number)) / curvature,
    ),
  );
}

function identity(size: number): Matrix {
  return Array.from({ length: size }, (_, i) => Float64Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)));
}

function times(matrix: Matrix, vector: Float64Array, factor = 1): Float64Array {
  return Float64Array.from(matrix, (row) => factor * dot(row, vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, each, i) => sum + each * (b[i] as number), 0);
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((each, i) => each - (b[i] as number));
}
