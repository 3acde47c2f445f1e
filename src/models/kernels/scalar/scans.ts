import type { Operations } from "../operations.js";
import { dot, round, type Views } from "./floats.js";

/** assembly/scores.as and upper-bounds.as in TypeScript. */
export function scans(views: Views): Pick<Operations, "scores" | "scoresAt" | "upperBounds"> {
  const { f32, f64, u32, i16, i8, u8 } = views;
  return {
    scores(factors, user, mask, out, count, d, sums) {
      const fours = count - (count % 4);
      // Lane r % 4 until the last whole four; what is left over is added to the folded lanes.
      const sum = new Float64Array(4);
      const squares = new Float64Array(4);
      let open = 0;
      for (let r = 0; r < count; r++) {
        if (r === fours) {
          sum[0] = folded(sum);
          squares[0] = folded(squares);
        }
        const score = dot(f32, (factors >>> 2) + r * d, user >>> 2, d);
        f32[(out >>> 2) + r] = score;
        if (mask !== 0 && u8[mask + r] !== 0) continue;
        const lane = r < fours ? r % 4 : 0;
        open++;
        sum[lane] = (sum[lane] as number) + score;
        squares[lane] = (squares[lane] as number) + score * score;
      }
      const whole = fours === count;
      const total = whole ? folded(sum) : (sum[0] as number);
      const totalSquares = whole ? folded(squares) : (squares[0] as number);
      f64.set([open, total, totalSquares], sums >>> 3);
    },
    scoresAt(factors, user, rows, out, count, d) {
      for (let n = 0; n < count; n++) {
        f32[(out >>> 2) + n] = dot(f32, (factors >>> 2) + (u32[(rows >>> 2) + n] as number) * d, user >>> 2, d);
      }
    },
    upperBounds(quantised, width, scales, residuals, user, userScale, userNorm, slack, out, count) {
      const [scale, norm, more] = [round(userScale), round(userNorm), round(slack)];
      for (let r = 0; r < count; r++) {
        let sum = 0;
        for (let i = 0; i < width; i++) {
          sum += (i8[quantised + r * width + i] as number) * (i16[(user >>> 1) + i] as number);
        }
        const estimate = round(round((f32[(scales >>> 2) + r] as number) * scale) * round(sum));
        const error = round(round((f32[(residuals >>> 2) + r] as number) * norm) + more);
        f32[(out >>> 2) + r] = estimate + error;
      }
    },
  };
}

function folded([a, b, c, d]: Float64Array): number {
  return (a as number) + (c as number) + ((b as number) + (d as number));
}
